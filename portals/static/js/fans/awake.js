// Keeps the screen on while something is being sent, where the phone allows it. Only where it does not (an old browser,
// a nearly empty battery) people are asked to keep the page open.
const senders = new Set();
let lock = null;

const say = () => {
  const wanted = senders.size > 0 && !document.hidden && (!lock || lock.released);
  for (const place of document.querySelectorAll("[data-keep-open]")) place.hidden = !wanted;
};

const take = async () => {
  if (!senders.size || document.hidden || (lock && !lock.released)) return;
  lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  lock?.addEventListener("release", say);
  if (senders.size) say();
  else letItSleep();
};

const letItSleep = () => {
  lock?.release().catch(() => {});
  lock = null;
  say();
};

export const stayAwake = (sender) => {
  senders.add(sender);
  return take();
};

export const maySleep = (sender) => {
  if (senders.delete(sender) && !senders.size) letItSleep();
};

// A page that was put aside gives the screen back by itself, and asks anew when it is looked at.
document.addEventListener("visibilitychange", take);
