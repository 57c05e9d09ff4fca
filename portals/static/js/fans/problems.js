// Errors as the server would show them: a summary on top with links, and words beside each field.
const MARK = "data-told";

const make = (tag, className, text) => {
  const made = document.createElement(tag);
  made.className = className;
  if (text) made.textContent = text;
  return made;
};

// The control that is wrong as far as the browser can tell, else the first.
const controlIn = (place) =>
  place.querySelector(":is(input, textarea, select):invalid") ??
  place.querySelector("input:not([type=hidden]), textarea, select");
const nameOf = (form, { index, name }) =>
  name || (form.querySelectorAll("[data-file-list] .file-item:not(.file-bad) .file-name")[index]?.textContent ?? "");

export const clearProblems = (form) => {
  form.querySelectorAll(`[${MARK}]`).forEach((element) => element.remove());
  form
    .querySelectorAll("[data-field] .field-error:not([data-told], [data-wrong])")
    .forEach((element) => element.remove());
  form.querySelectorAll(".field-bad").forEach((element) => element.classList.remove("field-bad"));
  form.querySelectorAll("[aria-invalid]").forEach((element) => element.removeAttribute("aria-invalid"));
  document.querySelector("[data-error-place]").replaceChildren();
};

// What is being put right is no longer called wrong.
export const clearOne = (form, place) => {
  const field = place.matches(".field") ? place : (place.querySelector(".field") ?? place);
  field.classList.remove("field-bad");
  place.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
  place.querySelectorAll(".field-error").forEach((line) => line.closest(".file-item") || line.remove());
  if (!form.querySelector(".field-bad")) document.querySelector("[data-error-place]").replaceChildren();
};

const beside = (form, name, sentences) => {
  const place = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  if (!place) return "";
  const field = place.matches(".field") ? place : (place.querySelector(".field") ?? place);
  const control = controlIn(place);
  field.classList.add("field-bad");
  if (control && !control.id) control.id = `wrong-${name}`;
  control?.setAttribute("aria-invalid", "true");
  for (const sentence of sentences) {
    const line = make("p", "field-error");
    line.setAttribute(MARK, "");
    line.append(make("span", "", sentence));
    const before = field.querySelector(".field-hint") ?? field.querySelector(".field-label");
    if (before && before.parentElement === field) before.after(line);
    else field.prepend(line);
  }
  return control?.id ?? "";
};

const besideFiles = (form, files) => {
  const rows = [...form.querySelectorAll("[data-file-list] .file-item:not(.file-bad)")];
  for (const { index, message } of files) {
    const row = rows[index];
    if (!row || row.querySelector("[data-wrong]")) continue; // such a row tells by itself
    row.classList.add("file-bad");
    const line = make("p", "field-error", message);
    line.setAttribute(MARK, "");
    row.append(line);
  }
};

// Shows everything; answers the name of the first field that is wrong.
export const showProblems = (form, errors, files) => {
  const summary = make("div", "error-summary");
  summary.setAttribute("role", "alert");
  summary.tabIndex = -1;
  const list = make("ul", "");
  const add = (sentence, target) => {
    const line = make("li", "");
    const link = target ? make("a", "", sentence) : document.createTextNode(sentence);
    if (target) link.href = `#${target}`;
    line.append(link);
    list.append(line);
  };
  for (const [name, sentences] of Object.entries(errors)) {
    const target = beside(form, name, sentences);
    for (const sentence of sentences) add(sentence, target);
  }
  for (const file of files) add(`${nameOf(form, file)}: ${file.message}`, "id_files");
  besideFiles(form, files);
  const { wordAgainOne, wordAgainMany } = form.dataset;
  summary.append(make("p", "strong", list.children.length === 1 ? wordAgainOne : wordAgainMany), list);
  document.querySelector("[data-error-place]").replaceChildren(summary);
  if (files.length) return "files";
  const named = Object.keys(errors).filter((name) => form.querySelector(`[data-field="${CSS.escape(name)}"]`));
  const places = [...form.querySelectorAll("[data-field]")].map((place) => place.dataset.field);
  return named.sort((one, other) => places.indexOf(one) - places.indexOf(other))[0] ?? "";
};
