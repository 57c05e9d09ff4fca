// What was typed stays if the page is left by mistake: in this tab only, and only until it is sent.
const key = (form) => `fanfare.words.${location.pathname}`;
const KEPT = "input[type=text], input[type=email], input:not([type]), textarea";
const kept = (form) => [...form.querySelectorAll(KEPT)].filter((control) => control.name && control.name !== "alt_text");

export const forgetWords = (form) => {
  try {
    sessionStorage.removeItem(key(form));
  } catch {
    // Private windows may refuse to store: then there is nothing to forget.
  }
};

export const keepWords = (form) => {
  try {
    const words = JSON.parse(sessionStorage.getItem(key(form)) ?? "{}");
    for (const control of kept(form)) if (!control.value && words[control.name]) control.value = words[control.name];
  } catch {
    return;
  }
  form.addEventListener("input", () => {
    const words = Object.fromEntries(kept(form).map((control) => [control.name, control.value]));
    try {
      sessionStorage.setItem(key(form), JSON.stringify(words));
    } catch {
      // Full or refused: the words are still in the form.
    }
  });
};
