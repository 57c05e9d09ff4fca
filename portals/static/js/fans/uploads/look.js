// What can be seen of a file: its own picture at once, or the server's when the browser cannot show it.
const TRIES = 4;

const frame = () => {
  const empty = document.createElement("span");
  empty.className = "file-thumb";
  return empty;
};

export const isVideo = (file) => /^video\//.test(file.type) || /\.(mp4|m4v|mov|webm)$/i.test(file.name);

// How long a video is, as far as the browser can tell soon enough: null when it cannot.
export const seconds = (file) =>
  new Promise((known) => {
    const video = document.createElement("video");
    const address = URL.createObjectURL(file);
    const done = (length) => {
      clearTimeout(timer);
      URL.revokeObjectURL(address);
      video.removeAttribute("src");
      known(Number.isFinite(length) ? length : null);
    };
    const timer = setTimeout(done, 2500);
    video.preload = "metadata";
    video.onloadedmetadata = () => done(video.duration);
    video.onerror = () => done();
    video.src = address;
  });

// The browser's own view; `failed` is called when it cannot show the file.
const own = (entry, failed) => {
  const view = document.createElement(entry.video ? "video" : "img");
  view.className = "file-thumb";
  const address = URL.createObjectURL(entry.file);
  if (entry.video)
    Object.assign(view, { muted: true, preload: "metadata", playsInline: true, src: `${address}#t=0.1` });
  else Object.assign(view, { alt: "", src: address });
  const unseen = () => {
    URL.revokeObjectURL(address);
    failed();
  };
  view.addEventListener("error", unseen, { once: true });
  view.addEventListener(entry.video ? "loadeddata" : "load", () => {
    // A video whose sound alone can be read shows nothing.
    if (view instanceof HTMLVideoElement && !view.videoWidth) failed();
    if (!entry.video) URL.revokeObjectURL(address);
  });
  return view;
};

// From the server, once the file has arrived: others may be served first, then we ask again.
const fromServer = (address, place, turn = 1) => {
  const view = document.createElement("img");
  Object.assign(view, { className: "file-thumb", alt: "" });
  view.addEventListener("load", () => place(view));
  view.addEventListener("error", () => {
    if (turn < TRIES) setTimeout(() => fromServer(address, place, turn + 1), 2500 * turn);
  });
  view.src = turn > 1 ? `${address}?again=${turn}` : address;
};

// A picture of an entry for one place on the page; it is replaced when a better one is there.
export const pictureOf = (entry, arrived) => {
  let shown = frame();
  const place = (view) => {
    shown.replaceWith(view);
    shown = view;
  };
  const ask = () => arrived(entry).then((address) => fromServer(address, place));
  if (entry.file) {
    const box = document.createElement("span");
    box.className = "file-look";
    box.append(shown);
    const instead = () => {
      place(frame());
      ask();
    };
    place(own(entry, instead));
    return box;
  }
  const box = document.createElement("span");
  box.className = "file-look";
  box.append(shown);
  ask();
  return box;
};
