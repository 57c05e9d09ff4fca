// What was on the screen: a decision is possible when each picture of the item was painted, or when the moderator
// says expressly that it need not be. What was painted once stays so, also when its item comes back.
const painted = new Set();
const failed = new Set();
const PATIENCE = 3000;
let wished;

export const figures = () => [...document.querySelectorAll(".review-frame [data-figure]")];
const media = (figure) => figure.querySelector("img, video");
const current = () => figures().find((figure) => !figure.hidden);
const words = () => document.getElementById("looking-words")?.dataset ?? {};
const fill = (text = "", left, all) => text.replace("{left}", left).replace("{all}", all);
const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

const ready = (element) =>
  element?.matches("video") ? element.readyState >= 2 : Boolean(element?.complete && element.naturalWidth);

const isLeftOut = (figure) => {
  /** @type {HTMLInputElement} */
  const box = document.querySelector(`[data-leave-out="${figure.dataset.figure}"]`);
  return Boolean(box?.checked);
};
const deciding = () => figures().filter((figure) => figure.hasAttribute("data-decides"));
const isSeen = (figure) => painted.has(figure.dataset.asset);
const left = () => deciding().filter((figure) => !isSeen(figure) && !isLeftOut(figure));

// Neither painted nor given up yet: whoever presses a key now means the picture that is about to come.
export const pending = () => {
  const figure = current();
  return Boolean(figure && media(figure) && !isSeen(figure) && !failed.has(figure.dataset.asset));
};

const mark = () => {
  figures().forEach((figure) => {
    const dot = document.querySelector(`[data-show="${figure.dataset.figure}"] [data-unseen-mark]`);
    if (dot) dot.hidden = isSeen(figure);
  });
  const expressly = document.querySelector("[data-unseen-too]");
  if (expressly && !left().length) expressly.hidden = true;
};

const news = () => {
  mark();
  document.dispatchEvent(new Event("stage:news"));
  const mine = wished;
  if (!mine || pending()) return;
  wished = undefined;
  if (mine.isConnected) mine.click();
};

// Twice a frame: after the second one the first has been painted. A tab in the background paints nothing.
const afterPainting = (then) => requestAnimationFrame(() => requestAnimationFrame(then));

export const look = () => {
  const figure = current();
  mark();
  if (!figure || isSeen(figure)) return;
  if (!ready(media(figure))) return;
  afterPainting(() => {
    if (!figure.isConnected || figure.hidden || isSeen(figure)) return;
    painted.add(figure.dataset.asset);
    failed.delete(figure.dataset.asset);
    news();
  });
};

export const giveUp = (asset) => {
  failed.add(asset);
  news();
};

const showNext = () => {
  const open = left();
  const hopeful = open.filter((figure) => !failed.has(figure.dataset.asset));
  const here = current();
  const next = hopeful.find((figure) => figure !== here) ?? open.find((figure) => figure !== here) ?? open[0];
  if (next && next !== here) document.querySelector(`[data-show="${next.dataset.figure}"]`)?.click();
  const expressly = document.querySelector("[data-unseen-too]");
  if (expressly) expressly.hidden = false;
  const hopeless = here && failed.has(here.dataset.asset) && !hopeful.length;
  say(hopeless || !here || !media(here) ? words().failed : fill(words().next, open.length, deciding().length));
};

const put = (form, name, value) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  input.dataset.looked = "";
  form.append(input);
};

const tell = (form, expressly) => {
  form.querySelectorAll("[data-looked]").forEach((input) => input.remove());
  put(form, "looking", "1");
  deciding()
    .filter(isSeen)
    .forEach((figure) => put(form, "seen", figure.dataset.asset));
  if (expressly) put(form, "unseen", "1");
};

const hold = (button) => {
  wished = button;
  setTimeout(() => {
    if (!button || wished !== button) return;
    wished = undefined;
    say(words().late);
  }, PATIENCE);
};

// Before htmx hears of it.
const onSubmit = (event) => {
  const form = event.target;
  const rejecting = form.closest("#reject-dialog") && form.method !== "dialog";
  if (form.id !== "approve-form" && !rejecting) return;
  const expressly = Boolean(event.submitter?.matches("[data-unseen-too]"));
  if (!rejecting && !expressly && left().length) {
    event.preventDefault();
    event.stopPropagation();
    if (pending()) hold(event.submitter);
    else showNext();
    return;
  }
  tell(form, expressly);
};

export const noteUnseen = () => {
  const note = document.querySelector("#reject-dialog [data-unseen-note]");
  if (!note) return;
  const open = left().length;
  note.hidden = open === 0;
  note.textContent = open ? fill(words().rejecting, open, deciding().length) : "";
};

export const startLooking = () => {
  document.documentElement.classList.add("looking");
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("load", look, true);
  document.addEventListener("loadeddata", look, true);
  document.addEventListener("change", ({ target }) => {
    if (target instanceof Element && target.matches("[data-leave-out]")) mark();
  });
  document.addEventListener("stage:shown", look);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("htmx:afterSettle", () => {
    wished = undefined;
    look();
  });
  look();
};
