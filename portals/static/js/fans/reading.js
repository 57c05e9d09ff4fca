// Tells the brand that its words were read: only once they were on the screen for a moment, in a window somebody looks
// at. That the page was fetched says nothing, because mail programs and scanners open links, too.
const MOMENT = 600;
const onScreen = new Set();
const told = new Set();

const tell = async (message) => {
  const { unread, until } = message.dataset;
  if (told.has(until + unread)) return;
  told.add(until + unread);
  const body = new URLSearchParams({ until });
  const answer = await fetch(unread, { method: "POST", body, headers: { Accept: "application/json" } }).catch(
    () => null,
  );
  if (!answer?.ok) told.delete(until + unread);
};

const check = () => {
  if (document.hidden || !document.hasFocus()) return;
  for (const message of onScreen) {
    if (message.isConnected) tell(message);
    else onScreen.delete(message);
  }
};

const soon = () => setTimeout(check, MOMENT);
const eyes = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) onScreen[isIntersecting ? "add" : "delete"](target);
  if (onScreen.size) soon();
});
const find = () => document.querySelectorAll("[data-unread]").forEach((message) => eyes.observe(message));

// Parts of the page are exchanged while it stands open.
new MutationObserver(find).observe(document.querySelector("main"), { childList: true, subtree: true });
addEventListener("focus", soon);
document.addEventListener("visibilitychange", soon);
find();
