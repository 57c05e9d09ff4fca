// The review room: one item after the other without loading a page anew.
import { startFailures } from "./failures.js";
import { startKeys } from "./keys.js";
import { startPictures } from "./pictures.js";

const focusStage = (event) => {
  if (event.detail.target.id !== "stage") return;
  document.querySelector("[data-stage] [data-focus]")?.focus({ preventScroll: true });
  document.querySelector("[data-strip] [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
};

const onClick = (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
};

// Opening the reasons puts the hand on them; deciding twice by an impatient key is not possible meanwhile.
const onToggle = (event) => {
  if (event.target.matches?.("[data-panel]") && event.target.open) {
    event.target.querySelector("[data-first]")?.focus();
  }
};

document.addEventListener("htmx:afterSettle", focusStage);
document.addEventListener("click", onClick);
document.addEventListener("toggle", onToggle, true);
startKeys();
startPictures();
startFailures();
