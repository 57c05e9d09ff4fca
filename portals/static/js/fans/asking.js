// The last step for most people is two taps: one that says who they are and that nobody else can be recognised, and one
// that agrees and sends. Everybody else answers one question at a time. Without this module it is one form with boxes.
const SHORT = new Set(["nobody", "only_me"]);

export const startAsking = (form, steps) => {
  const quick = form.querySelector("[data-quick]");
  const first = quick.closest("[data-question]");
  const people = form.querySelector('[data-field="people"]').closest("[data-question]");
  const ages = [...form.querySelectorAll("input[name=age_band]")];
  const grown = ages.at(-1);
  const short = [...quick.querySelectorAll("[data-people]")];
  const said = form.querySelector("[data-too-young-said]");
  let oneByOne = false;

  const draw = () => {
    const age = ages.find(({ checked }) => checked);
    const answer = form.elements.people.value;
    // Whoever said something else before, or comes back with an error, sees the questions themselves.
    oneByOne ||= Boolean(
      (age && age !== grown) ||
        (answer && !SHORT.has(answer)) ||
        first.querySelector('[data-field="age_band"] .field-error'),
    );
    first.classList.toggle("is-short", !oneByOne);
    for (const button of short)
      button.setAttribute("aria-pressed", String(!oneByOne && age === grown && button.dataset.people === answer));
    if (!oneByOne && age === grown && SHORT.has(answer)) people.dataset.needless = "";
    else delete people.dataset.needless;
    const young = age && "tooYoung" in age.dataset ? form.dataset.wordTooYoung : "";
    if (said.textContent !== young) said.textContent = young;
  };

  for (const button of short)
    button.addEventListener("click", () => {
      grown.checked = true;
      form.querySelector(`[name="people"][value="${button.dataset.people}"]`).checked = true;
      grown.dispatchEvent(new Event("change", { bubbles: true }));
      draw();
      steps.next();
    });
  quick.querySelector("[data-one-by-one]").addEventListener("click", () => {
    oneByOne = true;
    draw();
    first.querySelector("input[name=age_band]").focus({ preventScroll: true });
    // The question itself, too: what shows how much has arrived stays at the top and would cover it.
    first.querySelector('[data-field="age_band"]').scrollIntoView({ block: "nearest" });
  });
  form.addEventListener("change", draw);
  form.addEventListener("words-back", draw);
  form.elements.agreed_with.value = "button";
  form.querySelector("[data-send]").setAttribute("aria-describedby", "agree-words");
  quick.hidden = false;
  draw();

  return {
    draw,
    // Pressing the button is what agrees: its words stand beside it, with all that is needed to take part.
    agree: () => {
      for (const box of form.querySelectorAll("input[name=scopes][required]")) box.checked = true;
      const accept = form.elements.accept;
      if (accept.checked) return;
      accept.checked = true;
      accept.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
};
