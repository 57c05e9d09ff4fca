// The stage's pictures: switching between the files of one item, and having the next item's picture ready
// before it is asked for. Addresses are signed anew for each page, so the ready element itself moves in.
const ready = new Map();
const KEPT = 6;

const show = (stage, number) => {
  stage.querySelectorAll("[data-figure]").forEach((figure) => {
    const current = figure.dataset.figure === number;
    figure.hidden = !current;
    if (!current) figure.querySelector("video")?.pause();
    else figure.querySelector("video[preload=none]")?.setAttribute("preload", "metadata");
  });
  stage.querySelectorAll("[data-show]").forEach((link) => {
    if (link.dataset.show === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  stage.querySelectorAll("[data-facts]").forEach((facts) => (facts.hidden = facts.dataset.facts !== number));
  // X leaves out the picture that is looked at.
  stage.querySelectorAll("[data-leave-out]").forEach((box) => {
    if (box.dataset.leaveOut === number) box.dataset.key = "x";
    else delete box.dataset.key;
  });
};

// The one after it may be wanted next.
const fetchFollowing = (stage, number) =>
  stage.querySelector(`[data-figure="${Number(number) + 1}"] img[loading=lazy]`)?.setAttribute("loading", "eager");

const onClick = (event) => {
  const link = event.target.closest("[data-show]");
  if (!link) return;
  event.preventDefault();
  const stage = link.closest(".review-frame");
  show(stage, link.dataset.show);
  fetchFollowing(stage, link.dataset.show);
  document.dispatchEvent(new Event("stage:shown"));
};

const onLeaveOut = (event) => {
  const box = event.target.closest("[data-leave-out]");
  if (!box) return;
  const stage = box.closest(".review-frame");
  stage
    .querySelectorAll(`[data-figure="${box.dataset.leaveOut}"], [data-show="${box.dataset.leaveOut}"]`)
    .forEach((element) => {
      element.classList.toggle("is-left-out", box.checked);
    });
};

const takeReady = (root) => {
  root.querySelectorAll("img[data-picture]").forEach((image) => {
    const waiting = ready.get(image.dataset.picture);
    if (!waiting?.complete || !waiting.naturalWidth) return;
    ready.delete(image.dataset.picture);
    for (const { name, value } of image.attributes) {
      if (!["src", "srcset", "loading"].includes(name)) waiting.setAttribute(name, value);
    }
    image.replaceWith(waiting);
  });
};

const fetchAhead = (root) => {
  root.querySelectorAll("[data-ahead]").forEach((note) => {
    if (ready.has(note.dataset.ahead)) return;
    const image = new Image();
    image.decoding = "async";
    image.src = note.dataset.src;
    ready.set(note.dataset.ahead, image);
    if (ready.size > KEPT) ready.delete(ready.keys().next().value);
  });
};

export const startPictures = () => {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onLeaveOut);
  document.addEventListener("htmx:afterSwap", () => takeReady(document));
  document.addEventListener("htmx:afterSettle", () => fetchAhead(document));
  fetchAhead(document);
};
