// How far all files are together, on every step; spoken now and then, never at each percent.
import { fill, length, reached, share, startSpeed } from "./told.js";

export const startTotal = (place, says) => {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[data-total-words]");
  const part = place.querySelector("[data-total-share]");
  const spoken = place.querySelector("[data-total-spoken]");
  const left = document.querySelector("[data-left-out]");
  const speed = startSpeed();
  let last = "";

  const say = (sentence) => {
    if (sentence === last) return;
    last = sentence;
    spoken.textContent = sentence;
  };

  const sums = (entries) => {
    const good = entries.filter(({ wrong, state }) => !wrong && state !== "along");
    const sum = (part) => good.reduce((whole, entry) => whole + part(entry), 0);
    return {
      good,
      sent: sum(reached),
      size: sum(({ size }) => size),
      done: good.filter(({ state }) => state === "done").length,
    };
  };

  const sentence = ({ good, sent, size, done }) => {
    const counts = { done: String(done), count: String(good.length) };
    if (done === good.length) return fill(good.length === 1 ? says.totalOne : says.totalDone, counts);
    const state = ["cut", "lost", "paused"].find((name) => good.some((entry) => entry.state === name));
    if (state === "cut" || !navigator.onLine) return says.totalCut;
    if (state && !good.some((entry) => ["sending", "waiting"].includes(entry.state)))
      return state === "lost" ? says.totalLost : says.totalPaused;
    const pace = speed(sent);
    return pace
      ? fill(says.totalLeft, { ...counts, left: length((size - sent) / pace) })
      : fill(says.totalSending, counts);
  };

  // Files that are not taken do not hold the others up: on every step one line says that they stay behind.
  const sayLeftOut = (entries) => {
    const out = entries.filter(({ wrong }) => wrong);
    const others = out.length > 0 && out.length < entries.length;
    left.hidden = !others;
    if (others)
      left.querySelector("span").textContent =
        out.length === 1
          ? fill(says.leftOne, { name: out[0].name })
          : fill(says.leftMany, { count: String(out.length) });
  };

  return {
    say,
    share: (entries) => {
      const { sent, size } = sums(entries);
      return size ? Math.floor((sent / size) * 100) : 0;
    },
    show: (entries) => {
      const all = sums(entries);
      sayLeftOut(entries);
      place.hidden = all.good.length === 0;
      if (place.hidden) return;
      const told = sentence(all);
      words.textContent = told;
      part.textContent = share(all.sent, all.size);
      bar.value = all.size ? (all.sent / all.size) * 100 : 0;
      place.classList.toggle("is-done", all.done === all.good.length);
      if (all.done && all.done === all.good.length)
        place.closest("form").dispatchEvent(new CustomEvent("upload-finished"));
      const step = Math.floor((all.size ? all.sent / all.size : 0) * 4) * 25;
      if ([says.totalCut, says.totalLost, says.totalPaused].includes(told) || all.done === all.good.length) say(told);
      else if (step)
        say(
          `${fill(says.totalSending, { done: String(all.done), count: String(all.good.length) })} ${share(step, 100)}`,
        );
    },
  };
};
