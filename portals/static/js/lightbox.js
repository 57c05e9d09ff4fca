// The large view over plain links: [data-lightbox="large picture"]. What draws it comes when a picture is opened; each
// picture has an address, so that Back closes it and a link to it can be passed on. Without script the links work.
const about = document.getElementById("lightbox");
const links = [...document.querySelectorAll("[data-lightbox]")];
const root = document.documentElement;
let view = null;
let wanted = null;

const place = (link) => link.closest("li[id]")?.id;
const addressOf = (link) => {
  const address = new URL(location.href);
  const id = link && place(link);
  // The query is for whoever shows a preview of the link; the fragment leads there without script too.
  if (id) address.searchParams.set("picture", id.replace(/^p-/, ""));
  else address.searchParams.delete("picture");
  address.hash = id || "";
  return id ? address.href : address.href.replace(/#$/, "");
};
// Some programs cut the fragment off a link that is passed on.
const named = () => {
  const id = location.hash.slice(1) || `p-${new URLSearchParams(location.search).get("picture")}`;
  return links.findIndex((link) => place(link) === id);
};

function fetchView() {
  wanted ??= import("./lightbox/view.js").then(async (module) => {
    const { library, styles } = about.dataset;
    await module.prepare({ library, styles });
    return module;
  });
  wanted.catch(() => {
    wanted = null;
    root.classList.remove("has-lightbox"); // the tiles offer to report again
  });
  return wanted;
}

async function show(index) {
  const { open } = await fetchView();
  if (view) return view.to(index);
  view = open(links, index, about, {
    onTurn: (at) => history.replaceState({ lightbox: true }, "", addressOf(links[at])),
    address: (at) => addressOf(links[at]),
    onClose: () => {
      view = null;
      if (history.state?.lightbox) history.back();
    },
  });
}

function onClick(event) {
  const link = event.target.closest("[data-lightbox]");
  const index = links.indexOf(link);
  if (index < 0 || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history[history.state?.lightbox ? "replaceState" : "pushState"]({ lightbox: true }, "", addressOf(link));
  show(index).catch(() => location.replace(link.href));
}

function onPopState() {
  const index = named();
  if (history.state?.lightbox && index >= 0) show(index).catch(() => {});
  else view?.close();
}

// Who was sent a link to one picture finds it open, and the page behind it.
function openNamed() {
  const index = named();
  if (index < 0) return;
  if (!history.state?.lightbox) {
    const address = addressOf(links[index]);
    history.replaceState(null, "", addressOf(null));
    history.pushState({ lightbox: true }, "", address);
  }
  show(index).catch(() => {});
}

if (about?.dataset.library) {
  root.classList.add("has-lightbox");
  document.addEventListener("click", onClick);
  addEventListener("popstate", onPopState);
  // A finger or a pointer on a picture is a promise: what is needed is asked for before it is let go.
  for (const kind of ["pointerdown", "focusin"])
    document.addEventListener(
      kind,
      ({ target }) => target instanceof Element && target.closest("[data-lightbox]") && fetchView().catch(() => {}),
      { passive: true },
    );
  openNamed();
}
