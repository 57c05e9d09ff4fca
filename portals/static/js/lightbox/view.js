// One opening of the large view: PhotoSwipe with our words, caption, report, share and film. Class names of ours are
// written whole; PhotoSwipe brings its own with its own sheet.
import { addFilms } from "./films.js";

let PhotoSwipe = null;
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);

/** Fetch the library and the sheets; a sheet that cannot be had is a failure too: without it nothing is in its place. */
export async function prepare({ library, styles }) {
  const sheets = styles.split(" ").map(
    (href) =>
      new Promise((done, failed) => {
        const link = Object.assign(document.createElement("link"), {
          rel: "stylesheet",
          href,
          onload: done,
          onerror: failed,
        });
        document.head.append(link);
      }),
  );
  [PhotoSwipe] = await Promise.all([import(library).then((module) => module.default), ...sheets]);
}

function slide(link) {
  const small = link.querySelector("img");
  const [width, height] = (link.dataset.size || `${small.getAttribute("width")}x${small.getAttribute("height")}`)
    .split("x")
    .map(Number);
  const video = link.dataset.video;
  return {
    type: video ? "video" : "image",
    src: link.dataset.lightbox,
    srcset: video ? undefined : small.srcset || undefined,
    video,
    width,
    height,
    alt: small.alt,
    msrc: small.currentSrc || small.src,
    element: link,
    thumbCropped: true,
  };
}

function options(links, index, about) {
  const words = about.dataset;
  const drawn = {};
  for (const [option, name] of [
    ["closeSVG", "close"],
    ["zoomSVG", "zoom"],
    ["arrowPrevSVG", "previous"],
    ["arrowNextSVG", "next"],
  ]) {
    const drawing = icon(about, name);
    if (drawing) drawn[option] = drawing;
  }
  return {
    dataSource: links.map(slide),
    index,
    mainClass: "lightbox",
    bgOpacity: 1,
    returnFocus: false,
    closeTitle: words.close,
    zoomTitle: words.zoom,
    arrowPrevTitle: words.previous,
    arrowNextTitle: words.next,
    errorMsg: words.failed,
    showHideAnimationType: calm() ? "none" : "zoom",
    zoomAnimationDuration: calm() ? 0 : 200,
    showAnimationDuration: 200,
    hideAnimationDuration: 200,
    // Bar above, words below, arrows beside it: the picture is never under any of them.
    paddingFn: ({ x, y }) => ({
      top: 3.75 * rem(),
      bottom: Math.min(7 * rem(), y * 0.3),
      left: x < 56 * rem() ? 0 : 5 * rem(),
      right: x < 56 * rem() ? 0 : 5 * rem(),
    }),
    ...drawn,
  };
}

const icon = (about, name) => about.content.querySelector(`[data-icon="${name}"]`)?.innerHTML.trim() || "";

function line(className, text) {
  const made = Object.assign(document.createElement("p"), { className, textContent: text });
  made.dir = "auto";
  return made;
}

function addCaption(pswp, links) {
  const fill = (box) => {
    const link = links[pswp.currIndex];
    const { caption, credit } = link.dataset;
    const parts = [caption && line("lightbox-caption", caption), credit && line("lightbox-credit", credit)];
    const report = link.parentElement.querySelector("[data-report]")?.cloneNode(true);
    if (report) report.className = "lightbox-report";
    box.replaceChildren(...[...parts, report].filter(Boolean));
    box.scrollTop = 0;
  };
  const onInit = (box) => {
    box.setAttribute("aria-live", "polite");
    pswp.on("change", () => fill(box));
  };
  pswp.ui.registerElement({ name: "words", className: "lightbox-words", appendTo: "root", order: 9, onInit });
}

function addShare(pswp, about, links, address) {
  const words = about.dataset;
  const onClick = async () => {
    const { caption, credit } = links[pswp.currIndex].dataset;
    const shared = {
      title: document.title,
      text: [caption, credit].filter(Boolean).join(" · "),
      url: address(pswp.currIndex),
    };
    try {
      if (navigator.share) return await navigator.share(shared);
      await navigator.clipboard.writeText(shared.url);
      document.dispatchEvent(new CustomEvent("toast", { detail: { text: words.copied, seconds: 3 } }));
    } catch {
      // Closing the sheet without sharing is an answer, not a failure.
    }
  };
  const html = icon(about, "share") || words.share;
  pswp.ui.registerElement({ name: "share", title: words.share, isButton: true, order: 9, html, onClick });
}

/** From the last control on to the first, and back: behind the picture there is nothing to press. */
function wrapFocus(dialog, key) {
  const reached = [...dialog.querySelectorAll("a[href], button:not(:disabled), .pswp__item[aria-hidden=false] video")];
  const stops = reached.filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const edge = key.shiftKey ? stops[0] : stops.at(-1);
  const outside = !dialog.contains(document.activeElement) || document.activeElement === dialog;
  if (document.activeElement !== edge && !(outside && key.shiftKey)) return;
  key.preventDefault();
  (key.shiftKey ? stops.at(-1) : stops[0])?.focus();
}

// The library hears keys only when a picture has opened: what is pressed before that is done then.
const KEYS = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "Escape"]);

function keepKeys(pswp, onceOpen) {
  const keep = (event) => {
    if (!KEYS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onceOpen(() => document.dispatchEvent(new KeyboardEvent("keydown", { key: event.key })));
  };
  const stop = () => document.removeEventListener("keydown", keep);
  document.addEventListener("keydown", keep);
  pswp.on("openingAnimationEnd", stop);
  pswp.on("destroy", stop);
}

/** Open the picture at `index`; the answer turns to another one or closes. */
export function open(links, index, about, { onTurn, onClose, address }) {
  const pswp = new PhotoSwipe(options(links, index, about));
  const onceOpen = (act) => (pswp.opener.isOpen ? act() : pswp.on("openingAnimationEnd", () => setTimeout(act)));
  keepKeys(pswp, onceOpen);
  pswp.on("uiRegister", () => {
    pswp.element.setAttribute("aria-modal", "true");
    pswp.element.setAttribute("aria-label", about.dataset.name);
    addShare(pswp, about, links, address);
    addCaption(pswp, links);
  });
  addFilms(pswp);
  pswp.on("change", () => onTurn(pswp.currIndex));
  pswp.on("keydown", (event) => {
    const key = event.originalEvent;
    if (key.key === "Tab") wrapFocus(pswp.element, key);
    else if (key.target.closest?.("video") && key.key !== "Escape") event.preventDefault();
    else if (key.key === "Home" || key.key === "End") {
      key.preventDefault();
      pswp.goTo(key.key === "Home" ? 0 : links.length - 1);
    }
  });
  pswp.on("close", onClose);
  // Also where it is closed while it still turns.
  pswp.on("destroy", () => links[pswp.potentialIndex].focus());
  pswp.init();
  return { to: (at) => onceOpen(() => pswp.goTo(at)), close: () => onceOpen(() => pswp.close()) };
}
