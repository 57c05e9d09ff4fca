// Single-key shortcuts of the review room. The page declares them: an element with data-key="a" is clicked
// when A is pressed, so nothing can be done by key that cannot be done by pointer.
const STORE = "fanfare.review.keys";

export const keysOn = () => {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
};

const remember = (on) => {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // Private windows may refuse to store: the choice then lasts as long as the page.
  }
  document.documentElement.classList.toggle("keys-off", !on);
};

const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio]")));

const visible = (element) => !element.disabled && element.getClientRects().length > 0;

// While a dialog is open only its own keys count: 1 is a reason there, a picture elsewhere.
const wanted = (key) => {
  const room = document.querySelector("dialog[open]") ?? document;
  return [...room.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find(visible);
};

// What answers to the space bar by itself when it has the focus; the facts column scrolls by it.
const OWN_SPACE = "a[href], button, input, select, summary, textarea, video, [tabindex='0']";

const press = (element) => {
  if (element.matches("video")) element.paused ? element.play().catch(() => {}) : element.pause();
  else if (element.matches("textarea, input:not([type=checkbox])")) element.focus();
  else element.click();
};

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (!keysOn() || isTyping(event.target)) return;
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // A focused link, button or player answers to its own keys first.
  if (key === "Enter" || (key === "Space" && (event.shiftKey || event.target.matches?.(OWN_SPACE)))) return;
  if (event.target.closest?.("video") && key.startsWith("Arrow")) return;
  const element = wanted(key);
  if (!element) return;
  event.preventDefault();
  press(element);
};

export const startKeys = () => {
  document.addEventListener("keydown", onKey);
  document.documentElement.classList.toggle("keys-off", !keysOn());
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) remember(event.target.checked);
  });
  const mark = () => document.querySelectorAll("[data-keys-switch]").forEach((box) => (box.checked = keysOn()));
  mark();
  document.addEventListener("htmx:afterSettle", mark);
};
