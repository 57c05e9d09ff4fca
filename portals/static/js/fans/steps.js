// One step at a time. The phone's back button leads one step back; an error leads to the step it belongs to.
import { showProblems, clearProblems } from "./problems.js";

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const label = (control) => {
  const legend = control.closest(".field")?.querySelector(".field-label");
  return legend ? [...legend.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join(" ").trim() : "";
};

// “Your name: please answer this question.”, but “How old are you? Please answer this question.”
const unanswered = (control, words) => {
  const asked = label(control);
  return asked.endsWith("?") ? `${asked} ${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}` : `${asked}: ${words}`;
};

// What can be seen to be missing without asking the server; the words stand on the form.
const problemsIn = (section, form, files) => {
  const says = form.dataset;
  const wrong = {};
  const add = (name, words) => (wrong[name] ??= [words]);
  // Several controls may make one field: what is wrong with one of them is said at the field.
  const fieldOf = (control) => control.closest("[data-field]")?.dataset.field ?? control.name;
  if (section.querySelector('[data-field="files"]') && files.problem(says)) add("files", files.problem(says));
  for (const control of section.querySelectorAll("input, textarea, select")) {
    const { name, type, value } = control;
    if (!name || control.disabled || type === "file") continue;
    if (type === "checkbox" && control.required && !control.checked)
      add(name, control.dataset.needed ?? says.wordRequired);
    else if (type === "radio" && control.required && !form.elements[name].value) add(name, unanswered(control, says.wordRequired));
    else if (control.required && type !== "checkbox" && type !== "radio" && !value.trim()) add(name, unanswered(control, says.wordRequired));
    else if (type === "email" && value.trim() && !email.test(value.trim())) add(fieldOf(control), says.wordEmail);
  }
  return wrong;
};

export const startSteps = (form, files) => {
  const sections = [...form.querySelectorAll("[data-step-name]")];
  const marks = [...form.querySelectorAll("[data-step-mark]")];
  let at = 0;

  const show = (index, { focus = true } = {}) => {
    at = Math.min(Math.max(index, 0), sections.length - 1);
    sections.forEach((section, number) => section.classList.toggle("is-current", number === at));
    marks.forEach((mark, number) => {
      mark.classList.toggle("is-done", number < at);
      if (number === at) mark.setAttribute("aria-current", "step");
      else mark.removeAttribute("aria-current");
    });
    if (focus) {
      sections[at].querySelector("h2").focus({ preventScroll: true });
      document.getElementById("sending").scrollIntoView({ block: "start" });
    }
  };

  const turnTo = (index) => {
    history.pushState({ step: index }, "");
    show(index);
  };

  const next = () => {
    clearProblems(form);
    const wrong = problemsIn(sections[at], form, files);
    if (Object.keys(wrong).length) {
      showProblems(form, wrong, []);
      document.querySelector("[data-error-place] .error-summary")?.focus();
    } else turnTo(at + 1);
  };

  form.classList.add("is-stepping");
  form.querySelector("[data-steps]").hidden = false;
  form.querySelectorAll("[data-turn]").forEach((part) => (part.hidden = false));
  form.querySelectorAll("[data-next]").forEach((button) => button.addEventListener("click", next));
  form.querySelectorAll("[data-back]").forEach((button) => button.addEventListener("click", () => turnTo(at - 1)));
  addEventListener("popstate", (event) => show(event.state?.step ?? 0));
  // Enter in a line of text goes on to the next step instead of sending half a form.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=file])") || at === sections.length - 1) return;
    event.preventDefault();
    next();
  });
  history.replaceState({ step: 0 }, "");
  const broken = sections.findIndex((section) => section.querySelector(".field-bad"));
  show(Math.max(broken, 0), { focus: false });

  return {
    check: () => Object.assign({}, ...sections.map((section) => problemsIn(section, form, files))),
    goTo: (name) => {
      const index = sections.findIndex((section) => section.querySelector(`[data-field="${CSS.escape(name)}"]`));
      if (index >= 0 && index !== at) show(index, { focus: false });
    },
  };
};
