// While a whole clip is being made, look now and then how far it is. When it is there it takes the place of the
// silent excerpt, unless somebody is watching that one just now.
const EVERY = 5000;

const figure = (root, asset) => root.querySelector(`[data-figure][data-asset="${CSS.escape(asset)}"]`);

const update = (note, page) => {
  const old = note.closest("[data-figure]");
  const fresh = figure(page, old.dataset.asset);
  if (!fresh) return;
  const still = fresh.querySelector("[data-making]");
  if (still) {
    note.textContent = still.textContent;
  } else if (old.querySelector("video")?.paused) {
    fresh.hidden = old.hidden;
    fresh.className = old.className;
    old.replaceWith(document.importNode(fresh, true));
  }
};

const look = async () => {
  const making = () => [...document.querySelectorAll("[data-making]")];
  if (document.hidden || !making().length) return;
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    making().forEach((note) => update(note, page));
  } catch {
    // No connection: the next look may have more luck, and whoever decides is told by failures.js.
  }
};

export const startClips = () => setInterval(look, EVERY);
