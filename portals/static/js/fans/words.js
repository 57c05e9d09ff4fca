// What was typed and chosen stays if the page is left by mistake: all of it in this tab, and the fan's own words (not the
// addresses of others) on this phone for a day, like the files on their way; until it is sent. Age, people and what may
// happen with the pictures are kept in this tab only: whoever holds the phone on a new page answers for themselves, and
// agreeing is never kept.
// The form says under which name: addresses may carry the secret of somebody's page.
const key = () => `fanfare.words.${document.querySelector("form[data-sending]").dataset.keptAs}`;
const KEPT = "input:is([type=text], [type=email], [type=radio], [type=checkbox], :not([type])), textarea, select";
const NEVER = new Set(["alt_text", "alt_lines", "accept"]);
const OWN = /^(caption|name|email|country|answer-)/;
const DAY = 24 * 3600 * 1000;
const kept = (form) =>
  [...form.querySelectorAll(KEPT)].filter(({ name, dataset }) => name && !NEVER.has(name) && !("unseen" in dataset));

// Several fields may have one name: rows of people are told apart by their place, choices by their value.
const places = (controls) => {
  const seen = {};
  return controls.map((control) => {
    if (control.type === "radio" || control.type === "checkbox") return [control, `${control.name}=${control.value}`];
    seen[control.name] = (seen[control.name] ?? -1) + 1;
    return [control, `${control.name}#${seen[control.name]}`];
  });
};

const read = (store) => {
  const { at = 0, terms = "", words = {} } = JSON.parse(store.getItem(key()) ?? "{}");
  return Date.now() - at < DAY ? { terms, words } : { terms: "", words: {} };
};

export const forgetWords = () => {
  try {
    sessionStorage.removeItem(key());
    localStorage.removeItem(key());
  } catch {
    // Private windows may refuse to store: then there is nothing to forget.
  }
};

const bringBack = (form) => {
  const [phone, tab] = [read(localStorage), read(sessionStorage)];
  const words = { ...phone.words, ...tab.words };
  const sameTerms = tab.terms === form.elements.terms_id.value;
  for (const [control, place] of places(kept(form))) {
    const was = words[place];
    if (was === undefined || (control.name === "scopes" && !sameTerms)) continue;
    if (typeof was === "boolean") control.checked = was;
    else if (control.tagName === "SELECT") control.value = was || control.value;
    else control.value ||= was;
  }
};

export const keepWords = (form) => {
  try {
    bringBack(form);
  } catch {
    return;
  }
  const said = (control) => (control.type === "radio" || control.type === "checkbox" ? control.checked : control.value);
  const save = () => {
    const all = places(kept(form)).map(([control, place]) => [place, said(control)]);
    const pack = (pairs) =>
      JSON.stringify({ at: Date.now(), terms: form.elements.terms_id.value, words: Object.fromEntries(pairs) });
    try {
      sessionStorage.setItem(key(), pack(all));
      localStorage.setItem(key(), pack(all.filter(([place]) => OWN.test(place))));
    } catch {
      // Full or refused: the words are still in the form.
    }
  };
  save();
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.dispatchEvent(new CustomEvent("words-back"));
};
