// The files of one form: what was picked, what is on its way, what has arrived; kept over a reload.
import { startApi } from "./api.js";
import { startEngine } from "./engine.js";
import { dropFile, endsOf, keepFile, keptFile, remember, remembered } from "./keep.js";
import { isVideo, pictureOf, seconds } from "./look.js";
import { startRows } from "./rows.js";
import { startTotal } from "./total.js";

const PHOTO = /^image\//;
const VIDEO = /^video\//;
const KNOWN = /\.(jpe?g|png|webp|gif|hei[cf]|avif|mp4|m4v|mov|webm)$/i;

const problem = (file, says) => {
  if (file.size === 0) return says.empty;
  const known = PHOTO.test(file.type) || VIDEO.test(file.type) || KNOWN.test(file.name);
  const asked = isVideo(file) ? says.maxVideoBytes : says.maxPhotoBytes;
  if (!known || !asked) return says.wrongKind;
  return file.size > Number(asked) ? says.tooLarge : "";
};

const same = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

// A field of the form that holds these files.
const carrying = (files) => {
  const input = document.createElement("input");
  const load = new DataTransfer();
  files.forEach((file) => load.items.add(file));
  Object.assign(input, { type: "file", name: "files", multiple: true, hidden: true, files: load.files });
  return input;
};

export const startList = async (form, picker) => {
  const says = picker.dataset;
  const entries = [];
  const waiters = new Set();
  const { Uppy, AwsS3 } = await import(says.uppy);
  const api = startApi({ begin: says.begin, one: says.one, gateway: says.gateway });
  const total = startTotal(document.querySelector("[data-uploads-total]"), says);

  // For a picture from the server: its address, as soon as the whole file is there.
  const arrived = (entry) =>
    new Promise((there) => {
      const look = () => {
        if (entry.state !== "done") return;
        waiters.delete(look);
        there(api.thumbnail(entry.id));
      };
      waiters.add(look);
      look();
    });

  // What goes along with the form comes last there, and so here.
  const good = () => {
    const fine = entries.filter((entry) => !entry.wrong);
    return [...fine.filter(({ state }) => state !== "along"), ...fine.filter(({ state }) => state === "along")];
  };
  const save = () => remember(entries);
  const refusal = () => {
    const bad = entries.find((entry) => entry.wrong);
    return bad ? `${bad.name}: ${bad.wrong}` : "";
  };

  const changed = (entry) => {
    rows.update(entry);
    if (["done", "waiting", "sending"].includes(entry.state) && entry.state !== entry.saved) save();
    if (entry.state === "done" && entry.saved !== "done") {
      entry.done = true;
      dropFile(entry);
      save();
    }
    entry.saved = entry.state;
    total.show(entries);
    for (const look of [...waiters]) look();
  };

  const refused = (entry, sentence) => {
    entry.wrong = sentence || says.wrongKind;
    dropFile(entry);
    total.say(`${entry.name}: ${entry.wrong}`);
    changed(entry);
    save();
    announce();
  };

  // Files that could not be sent ahead travel with the form, as they would without this code.
  const onBarred = (left, why) => {
    for (const entry of left) {
      entry.state = "along";
      changed(entry);
    }
    form.querySelector("[data-along]").hidden = false;
    if (why === "barred") form.dispatchEvent(new CustomEvent("store-barred"));
    save();
    announce();
  };
  const engine = startEngine({ Uppy, AwsS3, api, onChange: changed, onRefused: refused, onBarred });

  // The names of what has arrived travel in the form, in the order of the descriptions.
  const announce = () => {
    picker.querySelectorAll("input[name=uploads], input[name=files]").forEach((input) => input.remove());
    const along = good().filter(({ state }) => state === "along");
    if (along.length) picker.append(carrying(along.map(({ file }) => file)));
    for (const entry of good().filter(({ state }) => state !== "along")) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name: "uploads", value: entry.id ?? "" });
      picker.append(input);
    }
    const problems = entries.map(({ wrong }) => wrong).filter(Boolean);
    const detail = { files: good(), problems, picture: (entry) => pictureOf(entry, arrived), save };
    picker.dispatchEvent(new CustomEvent("files-changed", { bubbles: true, detail }));
  };

  const choose = () => picker.querySelector("input[type=file]").click();
  const remove = (entry) => {
    engine.remove(entry);
    dropFile(entry);
    entries.splice(entries.indexOf(entry), 1);
    (rows.remove(entry) ?? picker.querySelector("input[type=file]")).focus();
    for (const other of entries) if (other.crowded) recheck(other);
    total.show(entries);
    save();
    announce();
  };
  const go = (entry) => engine.add(entry);
  const acts = { pause: (entry) => engine.pause(entry), go, again: go, choose, remove };
  const rows = startRows({
    list: picker.querySelector("[data-file-list]"),
    template: picker.querySelector("[data-upload-row]"),
    says,
    acts,
    arrived,
  });

  const recheck = (entry) => {
    if (good().length >= Number(says.maxFiles)) return;
    Object.assign(entry, { crowded: false, wrong: "", state: "checking" });
    take(entry);
  };

  const take = async (entry) => {
    changed(entry);
    // First of all it is kept: a reload may come at any moment.
    await keepFile(entry);
    if (entry.state === "gone") return dropFile(entry);
    const long =
      entry.video && Number(says.maxVideoSeconds) && (await seconds(entry.file)) > Number(says.maxVideoSeconds) + 1;
    if (entry.state === "gone") return;
    if (long) return refused(Object.assign(entry, { state: "refused" }), says.tooLong);
    entry.ends = await endsOf(entry.file).catch(() => "");
    if (!entry.ends) return refused(Object.assign(entry, { state: "refused" }), says.unreadable);
    engine.add(entry);
    save();
  };

  // A file chosen again belongs to what was begun with it: by name, size, and its first and last bytes.
  const comesBack = async (file) => {
    const lost = entries.filter(
      (entry) => entry.state === "lost" && entry.size === file.size && entry.name === file.name,
    );
    const ends = lost.length ? await endsOf(file).catch(() => "") : "";
    // One that was left before it was looked at is known by its name and size alone.
    const found = lost.find((entry) => (entry.ends ?? ends) === ends);
    if (found) engine.add(Object.assign(found, { file }));
    return Boolean(found);
  };

  const add = async (files) => {
    for (const file of files) {
      if (entries.some((entry) => entry.file && same(entry.file, file)) || (await comesBack(file))) continue;
      const { name, size, type, lastModified } = file;
      const crowded = good().length >= Number(says.maxFiles);
      const wrong = crowded ? says.tooMany : problem(file, says);
      const entry = {
        key: crypto.randomUUID(),
        name,
        size,
        type,
        lastModified,
        file,
        crowded,
        wrong,
        alt: "",
        sent: 0,
        arrived: 0,
        video: isVideo(file),
        begun: Date.now(),
        state: wrong ? "refused" : "checking",
      };
      entries.push(entry);
      if (wrong) refused(entry, wrong);
      else take(entry);
    }
    save();
    announce();
  };

  const forgotten = (entry) => {
    entries.splice(entries.indexOf(entry), 1);
    rows.remove(entry);
    return dropFile(entry);
  };

  // What an earlier visit left on this phone: what has arrived, what goes on by itself, what has to be chosen again.
  const comeBack = async (entry) => {
    const { file } = entry;
    const there = entry.id
      ? await api.state(entry.id).catch(({ status }) => (status === 404 ? null : undefined))
      : undefined;
    if (there?.state === "consumed" || (there === null && !file)) return forgotten(entry);
    const arrived = there ? there.parts.reduce((sum, part) => sum + part.size, 0) : 0;
    Object.assign(entry, { sent: arrived, arrived, state: "lost" });
    if (there === null) entry.id = null;
    if (there?.state === "completed" || entry.done)
      Object.assign(entry, { sent: entry.size, arrived: entry.size, state: "done" });
    else if (file) return entry.ends ? engine.add(entry) : take(Object.assign(entry, { state: "checking" }));
    return changed(entry);
  };

  // They stand in the order in which they were chosen at once, whichever answer comes first.
  for (const known of await remembered())
    entries.push({
      ...known,
      file: known.done ? undefined : await keptFile(known),
      sent: 0,
      arrived: 0,
      wrong: "",
      state: "checking",
    });
  entries.forEach((entry) => rows.update(entry));
  await Promise.all([...entries].map(comeBack));
  save();
  if (entries.length) {
    total.say(says.welcomeBack);
    announce();
  }

  return {
    add,
    problem: () => {
      if (!good().length) return refusal() || form.dataset.wordFiles;
      const lost = entries.find((entry) => entry.state === "lost");
      return lost ? says.chooseAgain.replace("{name}", lost.name) : "";
    },
    // Waits until everything that is taken has arrived; answers what is wrong when nothing is left.
    settled: (told) =>
      new Promise((done) => {
        for (const entry of entries) if (entry.state === "paused") engine.add(entry);
        const look = () => {
          if (good().some(({ state }) => state !== "done" && state !== "along")) return told(total.share(entries));
          waiters.delete(look);
          announce();
          return done(good().length ? "" : refusal());
        };
        waiters.add(look);
        look();
      }),
    // The form was judged: what the server says about a file stands beside it. Returns how many do not go any more.
    refuse: (refusals) => {
      const sent = good();
      const found = refusals.filter(({ index }) => sent[index]);
      for (const refusal of found) {
        const entry = sent[refusal.index];
        refusal.name ||= entry.name;
        refused(Object.assign(entry, { state: "refused" }), refusal.message);
      }
      return found.length;
    },
    forget: () => {
      entries.forEach(dropFile);
      remember([]);
    },
  };
};
