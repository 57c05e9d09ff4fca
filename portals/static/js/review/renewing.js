// Addresses of pictures live for some minutes. Whoever looks longer at an item gets new ones before that, and a
// picture whose address had ended is fetched once more before it counts as one that cannot be shown.
import { figures, giveUp } from "./looking.js";

const EVERY = 120000;
const tried = new WeakSet();

const same = (page, figure) => page.querySelector(`[data-figure][data-asset="${CSS.escape(figure.dataset.asset)}"]`);

// Also when it is the same: setting it again fetches it again.
const copy = (from, to, name) => {
  const value = from?.getAttribute(name);
  if (value && to) to.setAttribute(name, value);
};

const isUsed = (element) =>
  element.matches("video") ? element.readyState > 0 : element.complete && element.naturalWidth > 0;

// What is there already is left alone: a new address would only make it flicker, or stop a clip.
const renewOne = (figure, page) => {
  const fresh = same(page, figure);
  const old = figure.querySelector("img, video");
  if (!fresh || !old || isUsed(old)) return false;
  old.tagName === "VIDEO"
    ? copy(fresh.querySelector("video"), old, "poster")
    : copy(fresh.querySelector("img"), old, "src");
  const source = old.querySelector("source");
  copy(fresh.querySelector("source"), source, "src");
  if (source) old.load();
  return true;
};

const page = async () => {
  const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const renewAll = async () => {
  if (document.hidden || !figures().length) return;
  try {
    const fresh = await page();
    figures().forEach((figure) => renewOne(figure, fresh));
  } catch {
    // No connection: the pictures that are there stay, and the next time may have more luck.
  }
};

const onError = async (event) => {
  const figure = event.target.closest?.("[data-figure]");
  if (!figure) return;
  const asset = figure.dataset.asset;
  if (tried.has(figure)) return giveUp(asset);
  tried.add(figure);
  try {
    if (!renewOne(figure, await page())) giveUp(asset);
  } catch {
    giveUp(asset);
  }
};

const isDead = (element) =>
  element?.matches("video")
    ? element.networkState === HTMLMediaElement.NETWORK_NO_SOURCE
    : Boolean(element?.complete && !element.naturalWidth);

// It may have failed before anybody here was listening.
const findDead = () => {
  const element = figures()
    .find((figure) => !figure.hidden)
    ?.querySelector("img, video");
  if (isDead(element)) onError({ target: element });
};

export const startRenewing = () => {
  document.addEventListener("error", onError, true);
  document.addEventListener("stage:shown", findDead);
  document.addEventListener("htmx:afterSettle", findDead);
  findDead();
  document.addEventListener("visibilitychange", renewAll);
  setInterval(renewAll, EVERY);
};
