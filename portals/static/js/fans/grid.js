// Puts the way to report a picture into the lightbox, where a thumb finds it.
const label = (link) => link.querySelector("span")?.firstChild?.textContent.trim() || link.textContent.trim();

const add = (words, tiles) => {
  const shown = Number(document.querySelector(".lightbox-count")?.textContent.split("/")[0]) - 1;
  const report = tiles[shown]?.querySelector(".tile-report");
  if (!report || words.querySelector(".lightbox-report")) return;
  const link = document.createElement("a");
  link.className = "lightbox-report";
  link.href = report.href;
  link.rel = "nofollow";
  link.textContent = label(report);
  words.append(link);
};

const watch = (box) => {
  const words = box.querySelector(".lightbox-words");
  const tiles = [...document.querySelectorAll(".tile")];
  new MutationObserver(() => add(words, tiles)).observe(words, { childList: true });
  add(words, tiles);
};

// The lightbox comes by itself, a moment after the page.
const found = document.querySelector(".lightbox");
if (found) watch(found);
else
  new MutationObserver((_, observer) => {
    const box = document.querySelector("dialog.lightbox");
    if (!box) return;
    observer.disconnect();
    watch(box);
  }).observe(document.body, { childList: true });
