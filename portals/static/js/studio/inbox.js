// The inbox by keyboard. The keys stand on the page (data-key); here is only what a click cannot say: moving along the
// list, leaving a field, sending from the keyboard, and going on writing where something was unfolded.
import "../live.js";
import { keysOn, startKeys } from "../review/keys.js";

const rows = () => [...document.querySelectorAll("[data-row]")];
const typing = (target) => target.matches?.("input:not([type=checkbox]):not([type=radio]), textarea, select");

const step = (by) => {
  const all = rows();
  const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
  all[next]?.focus();
};

document.addEventListener("keydown", (event) => {
  const { key } = event;
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (key === "Escape" && typing(target)) return target.blur();
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches?.("[data-sends]")) {
    event.preventDefault();
    return target.form.requestSubmit();
  }
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    !keysOn() ||
    typing(target) ||
    document.querySelector("dialog[open]")
  )
    return;
  if (!rows().length || (key !== "j" && key !== "k")) return;
  event.preventDefault();
  step(key === "j" ? 1 : -1);
});

// What is unfolded is written in at once. Not by the toggle event: it comes late, and the first letters would be keys.
document.addEventListener("click", (event) => {
  const summary = event.target instanceof Element ? event.target.closest("main summary") : null;
  const fold = summary?.parentElement;
  if (!(fold instanceof HTMLDetailsElement) || !fold.matches(".more")) return;
  event.preventDefault();
  fold.open = !fold.open;
  if (fold.open) fold.querySelector("textarea, input:not([type=hidden]), select")?.focus();
});

startKeys();
