// The review room: one item after the other without loading a page anew.
import { startClips } from "./clips.js";
import { startFailures } from "./failures.js";
import { startKeys } from "./keys.js";
import { startLooking } from "./looking.js";
import { startPictures } from "./pictures.js";
import { startRejecting } from "./rejecting.js";
import { startRenewing } from "./renewing.js";

const focusStage = () => {
  /** @type {HTMLDialogElement} */
  const asked = document.querySelector(".review-frame dialog[open]:not(:modal)");
  if (asked) {
    asked.close();
    asked.showModal();
  } else {
    document.querySelector(".review-frame [data-stage-focus]")?.focus({ preventScroll: true });
  }
  document.querySelector("[data-strip] [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
};

// One result at a time: at thirty decisions a minute older ones would only be in the way.
const onSaid = (event) => {
  const { text, undo } = event.detail;
  document.getElementById("toasts")?.replaceChildren();
  const run = () => document.querySelector("[data-undo]")?.click();
  document.dispatchEvent(
    new CustomEvent("toast", { detail: { text, action: undo ? { label: undo, run } : undefined } }),
  );
};

document.addEventListener("htmx:afterSettle", focusStage);
document.addEventListener("said", onSaid);
// Whether a rejection may be sent is asked before what it was about is written down.
startRejecting();
startLooking();
startRenewing();
startKeys();
startPictures();
startClips();
startFailures();
if (document.querySelector(".review-frame dialog[open]")) focusStage();
