// What every page gets: small helpers on top of HTML that works without them.
const root = document.documentElement;
root.classList.add("js");
for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;

// Dark, light: the visitor's choice, kept in a cookie so that the server answers in the right colours.
function dark() {
  const chosen = root.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
function setTheme(theme) {
  root.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: Safari and Firefox lack the CookieStore that it asks for
  document.cookie = `theme=${theme}; path=/; max-age=31536000; SameSite=Lax${secure}`;
}

// Toasts: document.dispatchEvent(new CustomEvent("toast", {detail: {text, action: {label, run}, seconds}}))
/** @param {Toast} what */
function toast({ text, action, seconds = 6 }) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => {
      box.remove();
      action.run();
    });
    box.append(button);
  }
  document.getElementById("toasts")?.append(box);
  if (seconds) setTimeout(() => box.contains(document.activeElement) || box.remove(), seconds * 1000);
}
document.addEventListener("toast", (event) => toast(event.detail));

// htmx: a response may carry HX-Trigger: {"toast": {"text": "…"}}; an error says so instead of doing nothing.
document.addEventListener("htmx:responseError", () => {
  const words = document.body.dataset.failed;
  if (words) toast({ text: words });
});

function closeMenus(except) {
  for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (
    document.querySelectorAll("details[data-menu][open]")
  ))
    if (menu !== except) menu.open = false;
}

async function copy(button) {
  const source = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy));
  const text = source ? (source.value ?? source.textContent).trim() : button.dataset.copyText;
  try {
    await navigator.clipboard.writeText(text);
    toast({ text: button.dataset.copied || "✓", seconds: 3 });
  } catch {
    source?.select?.();
  }
}

document.addEventListener("click", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  closeMenus(target.closest("details[data-menu]"));
  if (target.closest("[data-theme-toggle]")) setTheme(dark() ? "light" : "dark");
  const copier = target.closest("[data-copy], [data-copy-text]");
  if (copier) copy(copier);
  const printer = target.closest("[data-print]");
  if (printer) window.print();
  const opener = target.closest("[data-dialog]");
  const dialog = opener && /** @type {HTMLDialogElement} */ (document.getElementById(opener.dataset.dialog));
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  if (target.closest("[data-close]")) /** @type {HTMLDialogElement} */ (target.closest("dialog"))?.close();
  else if (target instanceof HTMLDialogElement && !target.hasAttribute("data-stay")) target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  /** @type {HTMLDetailsElement} */
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form is sent once: its button is busy until the next page stands, or the visitor comes back.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-again")) return;
  const button = event.submitter;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  if (button && !button.hasAttribute("aria-busy")) {
    button.setAttribute("aria-busy", "true");
    button.dataset.busy = "1";
  }
});
function ready() {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[data-busy]")) {
    button.removeAttribute("aria-busy");
    delete button.dataset.busy;
  }
}
addEventListener("pageshow", ready);
document.addEventListener("htmx:afterRequest", ready);

// Errors are met first, select-all selects all, counters count.
document.querySelector("[data-focus]")?.focus();
const boxes = (name) => /** @type {NodeListOf<HTMLInputElement>} */ (document.getElementsByName(name));
document.addEventListener("change", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  /** @type {HTMLInputElement} */
  const all = target.closest("[data-select-all]");
  if (all) for (const box of boxes(all.dataset.selectAll)) box.checked = all.checked;
  for (const count of document.querySelectorAll("[data-count-of]")) {
    const picked = [...boxes(count.dataset.countOf)].filter((box) => box.checked).length;
    count.textContent = String(picked);
    const bar = count.closest("[data-when-picked]");
    if (bar) bar.hidden = picked === 0;
  }
});

// A video shows its poster and length; its controls come when somebody wants to see it.
for (const tile of document.querySelectorAll("[data-video-tile]")) {
  const video = tile.querySelector("video");
  const play = document.createElement("button");
  play.type = "button";
  play.className = "play";
  play.setAttribute("aria-label", tile.dataset.videoTile || "Play");
  video.controls = false;
  play.addEventListener("click", () => {
    play.remove();
    tile.querySelector(".length")?.remove();
    video.controls = true;
    video.focus();
    video.play().catch(() => {});
  });
  tile.append(play);
}

// A grid brings its lightbox; a picker its previews; both only where they stand.
const here = import.meta.url;
if (document.querySelector("[data-lightbox]")) import(root.dataset.lightboxModule || new URL("lightbox.js", here).href);
if (document.querySelector("[data-file-picker]"))
  import(root.dataset.pickerModule || new URL("file-picker.js", here).href);
