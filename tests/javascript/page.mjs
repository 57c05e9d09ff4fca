// A page for modules that expect a browser: happy-dom's window becomes the surroundings of a test.
import { Window } from "happy-dom";

const NAMES =
  "document location localStorage sessionStorage Event CustomEvent KeyboardEvent Element HTMLElement HTMLDialogElement " +
  "HTMLVideoElement DOMParser CSS requestAnimationFrame addEventListener removeEventListener dispatchEvent";

/** Make `html` the body of a page in `lang`; returns its window. */
export const open = (html, { lang = "en" } = {}) => {
  const window = new Window({ url: "https://fans.example/c/summer/submit/" });
  window.document.documentElement.lang = lang;
  window.document.body.innerHTML = html;
  for (const name of NAMES.split(" ")) {
    const value = name.endsWith("EventListener") || name === "dispatchEvent" ? window[name].bind(window) : window[name];
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true, writable: true });
  return window;
};

let loaded = 0;
/** A module of portals/static/js as on a page that was just opened: nothing is left in it from before. */
export const load = (name) => import(`../../portals/static/js/${name}?${++loaded}`);

/** Let everything that has only been promised happen. */
export const settled = () => new Promise((done) => setImmediate(done));
