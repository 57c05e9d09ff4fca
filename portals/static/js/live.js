// Keeps parts of a page fresh: elements with [data-live] and an id are asked for again at their own address, with a
// header, and exchanged when they changed. It rests while nobody looks. Without script the page is as it was loaded.
const [QUICK, SLOW, PATIENCE] = [15_000, 60_000, 20];
let tag = "";
let tagOf = "";
let quiet = 0;
let timer = 0;

const parts = () => [...document.querySelectorAll("[data-live][id]")];
// Nothing is pulled away from under somebody: what has the focus in a field, or is unfolded, waits.
const inUse = (part) =>
  (part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")) ||
  part.querySelector("details[open], dialog[open]") !== null;

const say = (words) => {
  const said = document.getElementById("live-said");
  if (said && words) said.textContent = words;
};

const plain = (part) => part.textContent.replace(/\s+/g, " ");

// The same link has the focus afterwards, so that a keyboard does not lose its place.
const exchange = (old, fresh) => {
  const held = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const news = plain(old) !== plain(fresh);
  old.replaceWith(document.adoptNode(fresh));
  for (const hidden of fresh.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  if (held) [...fresh.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === held)?.focus();
  return news;
};

const take = (text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  let whole = true;
  let news = false;
  for (const old of parts()) {
    const fresh = page.getElementById(old.id);
    if (!fresh) continue;
    if (inUse(old)) {
      whole = false;
    } else if (exchange(old, fresh)) {
      news = true;
      say(fresh.dataset.news);
    }
  }
  return { whole, news };
};

const eyes = () => (document.hasFocus() ? "seen" : "look");

const look = async () => {
  // Who looks after having been away sees it now, also where nothing is new: the answer must not be cut short.
  const how = eyes();
  const headers = { Accept: "text/html", "X-Live": how, ...(tag && tagOf === how && { "If-None-Match": tag }) };
  // The part that names a place on the page and what was just said do not belong to the question.
  const answer = await fetch(location.pathname + location.search, { headers, cache: "no-store" }).catch(() => null);
  if (!answer || answer.status === 304 || !answer.ok || answer.redirected) {
    quiet += 1;
    return;
  }
  const { whole, news } = take(await answer.text());
  tagOf = how;
  tag = whole ? (answer.headers.get("ETag") ?? "") : "";
  quiet = news ? 0 : quiet + 1;
};

const later = () => {
  clearTimeout(timer);
  if (!document.hidden && parts().length) timer = setTimeout(run, quiet > PATIENCE ? SLOW : QUICK);
};

const run = async () => {
  await look();
  later();
};

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : run()));
addEventListener("focus", () => {
  quiet = 0;
  run();
});
later();
