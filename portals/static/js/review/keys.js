// Single-key shortcuts of the review room. The page declares them: an element with data-key="a" is clicked
// when A is pressed, so nothing can be done by key that cannot be done by pointer.
import { pending } from "./looking.js";

const STORE = "fanfare.review.keys";
const SWITCH = /** @type {"input"} */ ("[data-keys-switch]"); // finds inputs only

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
  (target.isContentEditable ||
    (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio]")));

const visible = (element) => !element.disabled && element.getClientRects().length > 0;

// While a dialog is open only its own keys count: 1 is a reason there, a picture elsewhere.
const wanted = (key) => {
  const room = document.querySelector("dialog[open]") ?? document;
  return [...room.querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find(visible);
};

// What answers to the space bar by itself when it has the focus; the facts column scrolls by it.
const OWN_SPACE = "a[href], button, input, select, summary, textarea, video, [tabindex='0']";

// Presses wait while a decision is on its way and while the next picture is still coming, so that none is lost and
// none decides about what was not on the screen. What was refused, or does not come, forgets those behind it.
const queue = [];
const MOST = 40;
const PATIENCE = 3000;
const OURS = /^([a-z0-9?]|Shift\+a|Arrow(Left|Right|Up|Down))$/;
const DECIDES = new Set(["a", "r", "Shift+a"]);
let underway = false;
let given;

const held = () => underway || (DECIDES.has(queue[0]) && pending());

const forget = () => {
  queue.length = 0;
  clearTimeout(given);
};

const press = (element) => {
  if (element.matches("video")) element.paused ? element.play().catch(() => {}) : element.pause();
  else if (element.matches("textarea, input:not([type=checkbox])")) element.focus();
  else element.click();
};

const strike = (key) => {
  const field = /** @type {HTMLInputElement} */ (document.activeElement);
  if (isTyping(field)) {
    if (key.length === 1) field.setRangeText(key, field.selectionStart, field.selectionEnd, "end");
    return;
  }
  const element = wanted(key);
  if (element) press(element);
};

const drain = () => {
  while (queue.length && !held()) strike(queue.shift());
  clearTimeout(given);
  if (!queue.length) return;
  given = setTimeout(() => {
    forget();
    document.dispatchEvent(
      new CustomEvent("toast", { detail: { text: document.getElementById("looking-words")?.dataset.late } }),
    );
  }, PATIENCE);
};

const wait = (event, key) => {
  event.preventDefault();
  if (queue.length < MOST) queue.push(key);
  drain();
};

const named = (event) => {
  if (event.key === " ") return "Space";
  if (event.key.length !== 1) return event.key;
  const key = event.key.toLowerCase();
  return event.shiftKey && /[a-z]/.test(key) ? `Shift+${key}` : key;
};

const onKey = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (!keysOn() || isTyping(event.target)) return;
  const key = named(event);
  if (OURS.test(key) && (underway || queue.length || (DECIDES.has(key) && pending()))) return wait(event, key);
  // A focused link, button or player answers to its own keys first.
  if (key === "Enter" || (key === "Space" && (event.shiftKey || event.target.matches?.(OWN_SPACE)))) return;
  if (event.target.closest?.("video") && key.startsWith("Arrow")) return;
  const element = wanted(key);
  if (!element) return;
  event.preventDefault();
  press(element);
};

const startWaiting = () => {
  document.addEventListener("htmx:beforeRequest", (event) => {
    underway = !event.detail.elt.matches?.("[hx-trigger]"); // who only looks now and then holds nobody up
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, xhr } = event.detail;
    // A refusal whose answer is shown (409, 422) counts as a success for htmx.
    if (!successful || xhr?.status >= 400) forget();
    if (!successful || xhr?.status === 204) underway = false;
  });
  document.addEventListener("htmx:afterSettle", () => {
    underway = false;
    drain();
  });
  document.addEventListener("stage:news", drain);
};

export const startKeys = () => {
  document.addEventListener("keydown", onKey);
  startWaiting();
  document.documentElement.classList.toggle("keys-off", !keysOn());
  document.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.matches(SWITCH)) remember(box.checked);
  });
  const mark = () => {
    for (const box of document.querySelectorAll(SWITCH)) box.checked = keysOn();
  };
  mark();
  document.addEventListener("htmx:afterSettle", mark);
};
