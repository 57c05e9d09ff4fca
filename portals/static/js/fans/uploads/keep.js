// What must outlive a reload: which files are on their way, and the bytes of those that are not too large.
// All of it stays on this phone, for a day at most, and goes when the form was sent.
const MOST_KEPT = 60e6;
const KEY = `fanfare.files.${document.querySelector("form[data-sending]").dataset.keptAs}`;
const FIELDS = [
  "key",
  "name",
  "size",
  "type",
  "lastModified",
  "id",
  "partSize",
  "expires",
  "ends",
  "alt",
  "video",
  "done",
  "begun",
];

const database = () =>
  new Promise((found, failed) => {
    const asked = indexedDB.open("fanfare", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files");
    asked.onsuccess = () => found(asked.result);
    asked.onerror = asked.onblocked = () => failed(asked.error);
  });

const inStore = async (mode, act) => {
  try {
    const base = await database();
    return await new Promise((done, failed) => {
      const store = base.transaction("files", mode).objectStore("files");
      const asked = act(store);
      asked.onsuccess = () => {
        done(asked.result);
        base.close();
      };
      asked.onerror = () => {
        failed(asked.error);
        base.close();
      };
    });
  } catch {
    return undefined; // refused or full: after a reload we ask for the file once more
  }
};

export const keepFile = (entry) =>
  owner && entry.size <= MOST_KEPT ? inStore("readwrite", (store) => store.put(entry.file, entry.key)) : undefined;
export const dropFile = (entry) => inStore("readwrite", (store) => store.delete(entry.key));
export const keptFile = (entry) => inStore("readonly", (store) => store.get(entry.key));

export const remember = (entries) => {
  if (!owner) return;
  const kept = entries
    .filter((entry) => !entry.wrong)
    .map((entry) => Object.fromEntries(FIELDS.map((name) => [name, entry[name]])));
  try {
    if (kept.length) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch {
    // Full or refused: everything still works until the page is left.
  }
};

// Two tabs with the same form: the first one keeps, the other forgets when it is closed.
const LEAVING = 800;
let owner = true;
const claimed = () =>
  new Promise((known) => {
    if (!navigator.locks) return known(true);
    // The page that is being reloaded may still be on its way out.
    const hold = () => {
      known(true);
      return new Promise(() => {});
    };
    return navigator.locks
      .request(KEY, { signal: AbortSignal.timeout(LEAVING) }, hold)
      .catch(({ name }) => known(name !== "TimeoutError" && name !== "AbortError"));
  });

const DAY = 24 * 3600 * 1000;
const alive = (entry) => Date.now() < (entry.expires ? Date.parse(entry.expires) : entry.begun + DAY);

export const remembered = async () => {
  let all = [];
  owner = await claimed();
  if (!owner) return [];
  try {
    all = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
  const live = all.filter(alive);
  await Promise.all(all.filter((entry) => !alive(entry)).map(dropFile));
  return live;
};

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (blob) => hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));

// Tells whether a file chosen again is the one that was begun: by its first and last bytes.
const END = 65536;
export const endsOf = (file) => sha256(new Blob([file.slice(0, END), file.slice(-END)]));
