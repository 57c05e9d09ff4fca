// Lightbox over plain links: [data-lightbox="large picture"]. Keys, swipe, focus kept; links work without it.
const links = [...document.querySelectorAll("[data-lightbox]")];
const shapes = { close: "M6 6l12 12M18 6L6 18", previous: "M15 5l-7 7 7 7", next: "M9 5l7 7-7 7" };
const words = document.documentElement.dataset;
let at = 0;
let startX = null;

function control(name, label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `lightbox-${name}`;
  button.setAttribute("aria-label", label);
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" })) drawing.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shapes[name]);
  drawing.append(path);
  button.append(drawing);
  button.addEventListener("click", run);
  return button;
}

function element(className, tag = "div") {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

const box = element("lightbox", "dialog");
box.setAttribute("data-stay", "");
box.setAttribute("aria-label", words.lightboxName || "Pictures");
const bar = element("lightbox-bar");
const count = element("lightbox-count", "p");
const stage = element("lightbox-stage");
const frame = element("lightbox-frame");
const caption = element("lightbox-words");
caption.setAttribute("aria-live", "polite");
const previous = control("previous", words.previousName || "Previous picture", () => show(at - 1));
const next = control("next", words.nextName || "Next picture", () => show(at + 1));
bar.append(count, control("close", words.closeName || "Close", () => box.close()));
stage.append(frame, previous, next);
box.append(bar, stage, caption);
document.body.append(box);

function picture(link) {
  const small = link.querySelector("img");
  if (link.dataset.video) {
    const video = document.createElement("video");
    Object.assign(video, { src: link.dataset.video, poster: link.dataset.lightbox, controls: true, playsInline: true, autoplay: true });
    video.setAttribute("aria-label", small?.alt || "");
    return video;
  }
  const large = new Image();
  large.alt = small?.alt || "";
  large.src = small?.currentSrc || link.dataset.lightbox;
  const sharp = new Image();
  sharp.onload = () => (large.src = sharp.src);
  sharp.src = link.dataset.lightbox;
  return large;
}

function show(index) {
  at = (index + links.length) % links.length;
  const link = links[at];
  frame.replaceChildren(picture(link));
  count.textContent = `${at + 1} / ${links.length}`;
  caption.replaceChildren();
  for (const text of [link.dataset.caption, link.dataset.credit]) {
    if (!text) continue;
    const line = document.createElement("p");
    line.textContent = text;
    caption.append(line);
  }
  previous.hidden = next.hidden = links.length < 2;
  if (links.length > 1) new Image().src = links[(at + 1) % links.length].dataset.lightbox;
}

box.addEventListener("keydown", (event) => {
  if (event.target.closest("video")) return;
  if (event.key === "ArrowLeft") show(at - 1);
  else if (event.key === "ArrowRight") show(at + 1);
  else if (event.key === "Home") show(0);
  else if (event.key === "End") show(links.length - 1);
});
stage.addEventListener("pointerdown", (event) => (startX = event.isPrimary && !event.target.closest("button, video") ? event.clientX : null));
stage.addEventListener("pointerup", (event) => {
  const moved = startX === null ? 0 : event.clientX - startX;
  if (Math.abs(moved) > 48) show(at + (moved < 0 ? 1 : -1));
  startX = null;
});
stage.addEventListener("dragstart", (event) => event.preventDefault());
box.addEventListener("close", () => {
  frame.replaceChildren();
  links[at].focus();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-lightbox]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const index = links.indexOf(link);
  if (index < 0) return;
  event.preventDefault();
  show(index);
  box.showModal();
});
