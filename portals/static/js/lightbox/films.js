// Films among the pictures of the large view: they play when they are turned to, and their controls are theirs.
const CONTROLS = 72;

function film({ video, src, alt }) {
  const made = document.createElement("video");
  Object.assign(made, {
    className: "lightbox-film",
    src: video,
    poster: src,
    controls: true,
    playsInline: true,
    preload: "none",
  });
  made.setAttribute("aria-label", alt);
  return made;
}

/** Teach an opening of PhotoSwipe what to do with a slide of type "video". */
export function addFilms(pswp) {
  const isFilm = ({ content }) => content.type === "video";
  pswp.on("contentLoad", (event) => {
    if (!isFilm(event)) return;
    event.preventDefault();
    event.content.element = film(event.content.data);
    event.content.onLoaded();
  });
  pswp.on("contentActivate", (event) => {
    if (!isFilm(event)) return;
    event.content.element.tabIndex = 0;
    event.content.element.play().catch(() => {});
  });
  pswp.on("contentDeactivate", (event) => {
    if (!isFilm(event)) return;
    event.content.element.pause();
    event.content.element.tabIndex = -1; // nobody tabs to what is beside the screen
  });
  pswp.on("contentDestroy", (event) => isFilm(event) && event.content.element?.removeAttribute("src"));
  // A finger on the controls moves the film's time, not the picture.
  pswp.on("pointerDown", (event) => {
    const { target, clientY } = event.originalEvent;
    if (target.matches?.("video") && clientY > target.getBoundingClientRect().bottom - CONTROLS) event.preventDefault();
  });
}
