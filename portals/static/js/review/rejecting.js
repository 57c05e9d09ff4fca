// The rejection's dialog: Ctrl+Enter in the note sends it, and the reason without words of its own asks for some.
import { noteUnseen } from "./looking.js";

const OWN_WORDS = "other";

const onKey = (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.("#reject-dialog form");
  if (!form || !event.target.matches("textarea")) return;
  event.preventDefault();
  const chosen =
    form.querySelector("[name=reason][aria-pressed=true]") ?? form.querySelector(`[name=reason][value=${OWN_WORDS}]`);
  chosen?.click(); // a press of the button itself: htmx sends the name of what was clicked
};

// Before htmx hears of it.
const onSubmit = (event) => {
  const button = event.submitter;
  if (!button?.matches("#reject-dialog [name=reason]")) return;
  const form = event.target;
  form.querySelectorAll("[name=reason]").forEach((one) => one.removeAttribute("aria-pressed"));
  button.setAttribute("aria-pressed", "true");
  const note = form.querySelector("textarea");
  const lacking = button.value === OWN_WORDS && !note.value.trim();
  form.querySelector("[data-needs-words]").hidden = !lacking;
  if (!lacking) return;
  event.preventDefault();
  event.stopPropagation();
  note.focus();
};

export const startRejecting = () => {
  document.addEventListener("keydown", onKey);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-dialog=reject-dialog]")) noteUnseen();
  });
};
