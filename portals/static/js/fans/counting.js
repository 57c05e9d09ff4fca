// Tells the brand how far a form got, and nothing about who filled it in: one word at each step, once for each opening.
// Nothing is told where the browser asks not to be tracked.
const form = document.querySelector("form[data-sending]");
const { counting } = form.querySelector("[data-counting]").dataset;
const told = new Set(navigator.doNotTrack === "1" || navigator.globalPrivacyControl ? ["all"] : []);

const tell = (step) => {
  if (told.has("all") || told.has(step)) return;
  told.add(step);
  // A page that is left still gets its word out; that it is lost now and then is why these are counts, not truth.
  if (navigator.sendBeacon?.(counting, step)) return;
  fetch(counting, { method: "POST", body: step, keepalive: true }).catch(() => {});
};

/** @param {FileList | File[]} [files] */
const picked = (files) => {
  if (!files?.length) return;
  tell("form_started");
  tell("file_picked");
};

form.addEventListener("input", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  tell("form_started");
  if (target.type === "file") picked(target.files);
});
form.addEventListener("change", (event) => {
  const target = /** @type {HTMLInputElement} */ (event.target);
  if (target.type === "file") picked(target.files);
  if (target.name === "accept" && target.checked) tell("consent_given");
});
form.addEventListener("files-changed", ({ detail }) => picked(detail?.files));
form.addEventListener("upload-finished", () => tell("upload_finished"));
// Not a step, and nobody's own: the site's operator must hear that its store takes nothing from browsers.
form.addEventListener("store-barred", () => navigator.sendBeacon?.(counting, "store_barred"), { once: true });
