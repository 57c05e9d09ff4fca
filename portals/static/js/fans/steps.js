// One step at a time, and in the last step one question at a time. The phone's back button leads one back; an error leads
// to the question it belongs to, and a reload to where one was.
import { clearProblems, showProblems } from "./problems.js";

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const label = (control) => {
  const legend = control.closest(".field")?.querySelector(".field-label");
  return legend
    ? [...legend.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.data)
        .join(" ")
        .trim()
    : "";
};

// “Your name: please answer this question.”, but “How old are you? Please answer this question.”
const unanswered = (control, words) => {
  const asked = label(control);
  return asked.endsWith("?")
    ? `${asked} ${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}`
    : `${asked}: ${words}`;
};

// What can be seen to be missing without asking the server; the words stand on the form.
const problemsIn = (panel, form, files) => {
  const says = form.dataset;
  const wrong = {};
  const add = (name, words) => (wrong[name] ??= [words]);
  // Several controls may make one field: what is wrong with one of them is said at the field.
  const fieldOf = (control) => control.closest("[data-field]")?.dataset.field ?? control.name;
  if (panel.querySelector('[data-field="files"]') && files.problem(says)) add("files", files.problem(says));
  for (const control of panel.querySelectorAll("input, textarea, select")) {
    const { name, type, value } = control;
    if (!name || control.disabled || type === "file") continue;
    if (type === "checkbox" && control.required && !control.checked)
      add(name, control.dataset.needed ?? says.wordRequired);
    else if (type === "radio" && control.checked && "tooYoung" in control.dataset) add(name, says.wordTooYoung);
    else if (type === "radio" && control.required && !form.elements[name].value)
      add(name, unanswered(control, says.wordRequired));
    else if (control.required && type !== "checkbox" && type !== "radio" && !value.trim())
      add(name, unanswered(control, says.wordRequired));
    else if (type === "email" && value.trim() && !email.test(value.trim())) add(fieldOf(control), says.wordEmail);
  }
  return wrong;
};

// A step without questions of its own is one panel; the last one is several.
const panelsOf = (section) => {
  const questions = [...section.querySelectorAll("[data-question]")];
  return questions.length ? questions : [section];
};

export const startSteps = (form, files) => {
  const sections = [...form.querySelectorAll("[data-step-name]")];
  const marks = [...form.querySelectorAll("[data-step-mark]")];
  const panels = sections.flatMap(panelsOf);
  let at = 0;

  // A question that another answer made needless, or that is about videos where there are none.
  const needless = (panel) =>
    "needless" in panel.dataset || panel.querySelector('[data-field="music"]')?.hidden === true;
  const beside = (index, way) => {
    let next = index + way;
    while (panels[next] && needless(panels[next])) next += way;
    return panels[next] ? next : index;
  };

  const show = (index, { focus = true } = {}) => {
    at = Math.min(Math.max(index, 0), panels.length - 1);
    const section = panels[at].closest("[data-step-name]");
    const turned = !section.classList.contains("is-current");
    sections.forEach((one) => one.classList.toggle("is-current", one === section));
    panels.forEach((panel, number) => panel.classList.toggle("is-current", number === at));
    const step = sections.indexOf(section);
    marks.forEach((mark, number) => {
      mark.classList.toggle("is-done", number < step);
      if (number === step) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    });
    if (!focus) return;
    (turned ? section.querySelector("h2") : panels[at]).focus({ preventScroll: true });
    document.getElementById("sending").scrollIntoView({ block: "start" });
  };

  const turnTo = (index) => {
    history.pushState({ step: index }, "");
    show(index);
  };

  const next = () => {
    clearProblems(form);
    const wrong = problemsIn(panels[at], form, files);
    if (Object.keys(wrong).length) {
      showProblems(form, wrong, []);
      document.querySelector("[data-error-place] .error-summary")?.focus();
    } else turnTo(beside(at, 1));
  };

  form.classList.add("is-stepping");
  form.querySelector("[data-steps]").hidden = false;
  form.querySelectorAll("[data-turn]").forEach((part) => (part.hidden = false));
  form.querySelectorAll("[data-next]").forEach((button) => button.addEventListener("click", next));
  form
    .querySelectorAll("[data-back]")
    .forEach((button) => button.addEventListener("click", () => turnTo(beside(at, -1))));
  addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  // Enter in a line of text goes on to the next step instead of sending half a form.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=file])") || at === panels.length - 1) return;
    event.preventDefault();
    next();
  });
  const broken = panels.findIndex((panel) => panel.querySelector(".field-bad"));
  // A reload keeps the state of its entry in the history; a new page has none.
  show(broken >= 0 ? broken : (history.state?.step ?? 0), { focus: false });
  history.replaceState({ step: at }, "");

  return {
    next,
    check: () => Object.assign({}, ...panels.map((panel) => problemsIn(panel, form, files))),
    goTo: (name) => {
      const index = panels.findIndex((panel) => panel.querySelector(`[data-field="${CSS.escape(name)}"]`));
      if (index >= 0 && index !== at) show(index, { focus: false });
    },
  };
};
