// File picker: previews, removal and an error for each file, on top of a plain input that sends by itself.
const PHOTO = /^image\//;
const VIDEO = /^video\//;
const KNOWN = /\.(jpe?g|png|webp|gif|hei[cf]|avif|mp4|m4v|mov|webm)$/i;

function size(bytes) {
  const unit = bytes >= 1e6 ? "megabyte" : "kilobyte";
  const value = bytes >= 1e6 ? bytes / 1e6 : Math.max(1, bytes / 1e3);
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

// Some phones give HEIC and MOV no type: then the name decides here. The server looks at the content.
const isVideo = (file) => VIDEO.test(file.type) || /\.(mp4|m4v|mov|webm)$/i.test(file.name);

function problem(file, words) {
  if (file.size === 0) return words.empty || words.wrongKind;
  if (!PHOTO.test(file.type) && !VIDEO.test(file.type) && !KNOWN.test(file.name)) return words.wrongKind;
  const most = Number(isVideo(file) ? words.maxVideoBytes : words.maxPhotoBytes) || Infinity;
  return file.size > most ? words.tooLarge : "";
}

function thumb(file) {
  const wantsVideo = isVideo(file);
  const view = document.createElement(wantsVideo ? "video" : "img");
  view.className = "file-thumb";
  const address = URL.createObjectURL(file);
  if (wantsVideo) Object.assign(view, { muted: true, preload: "metadata", playsInline: true, src: `${address}#t=0.1` });
  else Object.assign(view, { alt: "", src: address });
  view.addEventListener("error", () => {
    // HEIC shows in few browsers: an empty frame says enough.
    const frame = document.createElement("span");
    frame.className = "file-thumb";
    view.replaceWith(frame);
    URL.revokeObjectURL(address);
  });
  view.addEventListener("load", () => URL.revokeObjectURL(address));
  return view;
}

function words(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function start(picker) {
  const input = picker.querySelector('input[type="file"]');
  const list = picker.querySelector("[data-file-list]");
  const drop = picker.querySelector(".file-drop");
  const says = picker.dataset;
  let files = [];

  function judged() {
    let room = Number(says.maxFiles || Infinity);
    return files.map((file) => problem(file, says) || (room-- > 0 ? "" : says.tooMany));
  }

  function row(file, index, wrong) {
    const item = document.createElement("li");
    item.className = wrong ? "file-item file-bad" : "file-item";
    const remove = words("button", "button button-quiet", says.remove || "Remove");
    remove.type = "button";
    remove.append(words("span", "visually-hidden", ` ${file.name}`));
    remove.addEventListener("click", () => {
      files = files.filter((other) => other !== file);
      update();
      (list.querySelectorAll("button")[Math.min(index, files.length - 1)] || input).focus();
    });
    item.append(thumb(file), words("p", "file-name", file.name), words("p", "file-meta", size(file.size)), remove);
    if (wrong) item.append(words("p", "field-error", wrong));
    return item;
  }

  function update() {
    const verdicts = judged();
    // What cannot be taken stays in the list with its reason, and does not travel: the others are not held up.
    const carrier = new DataTransfer();
    const good = files.filter((_, index) => !verdicts[index]);
    for (const file of good) carrier.items.add(file);
    input.files = carrier.files;
    list.replaceChildren(...files.map((file, index) => row(file, index, verdicts[index])));
    picker.dispatchEvent(
      new CustomEvent("files-changed", { bubbles: true, detail: { files: good, problems: verdicts.filter(Boolean) } }),
    );
  }

  function add(more) {
    const same = (one, other) =>
      one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
    files = [...files, ...[...more].filter((file) => !files.some((known) => same(known, file)))];
    update();
  }

  input.addEventListener("change", () => add(input.files));
  for (const name of ["dragenter", "dragover"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    add(event.dataTransfer.files);
  });
  if (input.files.length) add(input.files);
}

for (const picker of document.querySelectorAll("[data-file-picker]")) start(picker);
