// The file inputs. Files are sent in parts while the fan writes: that code comes with the first pick, not before.
// Where it cannot be had (an old browser, no secure connection, a set-up without packages) the plain picker stands.
const PICKED = "fanfare.files.";

const able = (picker) => Boolean(picker.dataset.uppy && globalThis.crypto?.subtle);

const remembered = (form) => {
  try {
    return localStorage.getItem(PICKED + form.dataset.keptAs) !== null;
  } catch {
    return false; // private windows may refuse to store
  }
};

const plain = (picker) => {
  const input = picker.querySelector("input[type=file]");
  input.name = "files";
  picker.querySelectorAll("[data-camera]").forEach((camera) => (camera.hidden = true));
  picker.setAttribute("data-file-picker", "");
  import(document.documentElement.dataset.pickerModule);
  return {
    problem: (says) =>
      input.files.length ? "" : (picker.querySelector(".file-bad .field-error")?.textContent ?? says.wordFiles),
    settled: async () => "",
    refuse: () => 0, // it cannot take out one of what the browser holds
    forget: () => {},
  };
};

// What the form asks about its files: is there something to put right, have they arrived, may they be forgotten?
export const startChoosing = (form) => {
  const picker = form.querySelector("[data-uploads]");
  if (!able(picker)) return plain(picker);
  const inputs = [...picker.querySelectorAll("input[type=file]")];
  let list = null;
  let way = null;

  const bring = () =>
    (way ??= import(picker.dataset.uploads)
      .then(async ({ startList }) => (list = await startList(form, picker)))
      .catch(() => Object.assign(api, plain(picker)))); // the code did not come: the form sends as ever

  // Nobody waits for the code: what was picked counts at once.
  let taking = Promise.resolve();
  let pending = 0;
  const take = (files, input) => {
    if (!files.length) return;
    pending += 1;
    taking = bring()
      .then(() => {
        if (!list) return undefined;
        if (input) input.value = "";
        return list.add(files);
      })
      .finally(() => (pending -= 1));
  };

  for (const input of inputs) {
    // Bytes go by parts: the form itself carries only the names of uploads.
    input.removeAttribute("name");
    input.addEventListener("change", () => take([...input.files], input));
  }
  picker.querySelectorAll("[data-camera]").forEach((camera) => (camera.hidden = false));
  const drop = picker.querySelector(".file-drop");
  for (const name of ["dragenter", "dragover"])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });

  const api = {
    problem: (says) => (pending ? "" : list ? list.problem() : says.wordFiles),
    settled: async (told) => {
      await taking;
      return list?.settled(told) ?? "";
    },
    refuse: (refusals) => list?.refuse(refusals) ?? 0,
    forget: () => list?.forget(),
  };
  if (remembered(form)) bring();
  // Picked before this script was there, or given back by the browser.
  for (const input of inputs) take([...input.files], input);
  return api;
};
