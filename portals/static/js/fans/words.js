// What was typed stays if the page is left by mistake: all of it in this tab, and the fan's own words (not the addresses
// of others) on this phone for a day, like the files on their way; until it is sent.
// The form says under which name: addresses may carry the secret of somebody's page.
const key = () => `fanfare.words.${document.querySelector("form[data-sending]").dataset.keptAs}`;
const KEPT = "input[type=text], input[type=email], input:not([type]), textarea";
const OWN = /^(caption|name|email|answer-)/;
const DAY = 24 * 3600 * 1000;
const kept = (form) => [...form.querySelectorAll(KEPT)].filter((control) => control.name && control.name !== "alt_text" && !("unseen" in control.dataset));

const read = (store) => {
  const { at = 0, words = {} } = JSON.parse(store.getItem(key()) ?? "{}");
  return Date.now() - at < DAY ? words : {};
};

export const forgetWords = () => {
  try {
    sessionStorage.removeItem(key());
    localStorage.removeItem(key());
  } catch {
    // Private windows may refuse to store: then there is nothing to forget.
  }
};

export const keepWords = (form) => {
  try {
    const words = { ...read(localStorage), ...read(sessionStorage) };
    for (const control of kept(form)) if (!control.value && words[control.name]) control.value = words[control.name];
  } catch {
    return;
  }
  const save = () => {
    const all = kept(form).map((control) => [control.name, control.value]);
    const pack = (pairs) => JSON.stringify({ at: Date.now(), words: Object.fromEntries(pairs) });
    try {
      sessionStorage.setItem(key(), pack(all));
      localStorage.setItem(key(), pack(all.filter(([name]) => OWN.test(name))));
    } catch {
      // Full or refused: the words are still in the form.
    }
  };
  save();
  form.addEventListener("input", save);
};
