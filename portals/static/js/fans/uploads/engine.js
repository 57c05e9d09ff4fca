// Sends files in parts with Uppy's S3 client and goes on after whatever happens to a phone: cuts, sleep, silence,
// a server that restarts. One long file at a time, part after part, so that a cut costs one part at most.
// A store that refuses for good is not waited for, nor a crowd that holds every place: what is left then goes along
// with the form.
import { maySleep, stayAwake } from "../awake.js";
import { Refusal } from "./api.js";
import { startBarred } from "./barred.js";

const WAITS = [1, 2, 4, 8, 15, 30];
const SILENCE = 45000;
const LONGEST_SILENCE = 180000;
const SEVERAL = 2;
// Said by our own site when the store refuses what no waiting mends.
const REFUSES = ["StoreRefused", "store_refused"];
// A part refused so often without a byte of progress in between, though its signature was new each time.
const DENIALS = 3;
// So often, and so many seconds at once, we wait for others on this connection; they may hold it for an hour.
const PAUSES = 2;
const LONGEST_PAUSE = 120;
const quiet = { debug() {}, warn() {}, error() {} };

// Uppy tells what the store said: an XML with a code and a sentence for people.
const refusalOf = (error) => {
  if (error instanceof Refusal) return error;
  if (typeof error.status !== "number") return new Refusal(0);
  const said = new DOMParser().parseFromString(error.body ?? "", "text/xml");
  return new Refusal(error.status, {
    code: said.querySelector("Code")?.textContent,
    detail: said.querySelector("Message")?.textContent,
  });
};

export const startEngine = ({ Uppy, AwsS3, api, onChange, onRefused, onBarred }) => {
  const entries = new Map();
  const partSizes = new Map();
  const queue = [];
  const active = new Set();
  const uppy = new Uppy({ logger: quiet });
  const of = (file) => entries.get(file?.id);
  const barred = startBarred(api);
  let closed = ""; // why: "barred" by the store, or "full"

  const signRequest = async ({ method, key, partNumber }) => {
    const entry = [...entries.values()].find(({ id }) => id === key);
    if (method === "POST" && entry) entry.joining = true;
    if (method !== "PUT") return { url: api.gateway(key) };
    const start = (partNumber - 1) * entry.partSize;
    return api.sign(key, partNumber, entry.file.slice(start, start + entry.partSize));
  };
  uppy.use(AwsS3, {
    limit: 50,
    shouldUseMultipart: true,
    getChunkSize: ({ size }) => partSizes.get(size),
    signRequest,
  });

  const tell = (entry, state) => {
    if (state) entry.state = state;
    entry.moved = performance.now();
    onChange(entry);
  };

  const isSmall = ({ size }) => size <= 5 * 1024 * 1024;
  const room = (next) => active.size === 0 || (active.size < SEVERAL && isSmall(next) && [...active].every(isSmall));
  const pump = () => {
    while (queue.length && room(queue[0])) {
      const entry = queue.shift();
      active.add(entry);
      run(entry);
    }
    if (active.size) stayAwake("files");
    else maySleep("files");
  };

  const leave = (entry) => {
    active.delete(entry);
    pump();
  };

  const send = (entry) => {
    entry.joining = false;
    tell(entry, "sending");
    if (entry.alive) return uppy.pauseResume(entry.handle);
    entry.alive = true;
    if (entry.handle) return uppy.retryUpload(entry.handle).catch(() => {});
    partSizes.set(entry.size, entry.partSize);
    entry.handle = uppy.addFile({ name: entry.key, type: entry.type, data: entry.file });
    entries.set(entry.handle, entry);
    // The id is ours already: Uppy asks which parts have arrived and sends the others.
    uppy.setFileState(entry.handle, { s3Multipart: { uploadId: entry.id, key: entry.id } });
    return uppy.upload().catch(() => {});
  };

  const run = async (entry) => {
    try {
      if (!entry.id) {
        const { id, part_size: partSize, expires_at: expires } = await api.begin(entry);
        if (entry.state === "gone" || closed) return api.giveUp(id);
        Object.assign(entry, { id, partSize, expires });
      }
      if (active.has(entry)) send(entry);
    } catch (error) {
      trouble(entry, error);
    }
  };

  const waited = (seconds) =>
    /** @type {Promise<void>} */ (
      new Promise((done) => {
        const timer = setTimeout(done, seconds * 1000);
        const early = () => {
          clearTimeout(timer);
          done();
        };
        addEventListener("online", early, { once: true });
      })
    );

  const again = async (entry, seconds) => {
    entry.tries = (entry.tries ?? 0) + 1;
    tell(entry, "cut");
    await waited(Math.max(seconds, WAITS[Math.min(entry.tries, WAITS.length) - 1]));
    if (entry.state === "cut" && active.has(entry)) run(entry);
  };

  const drop = (entry) => {
    if (entry.handle) uppy.removeFile(entry.handle);
    entries.delete(entry.handle);
    entry.handle = null;
  };

  // The upload is over, its day is done, or the file is another one: begin anew, with all that we still have.
  const anew = (entry) => {
    drop(entry);
    if (entry.id) api.giveUp(entry.id);
    Object.assign(entry, { id: null, alive: false, sent: 0, arrived: 0, most: 0 });
    entry.restarts = (entry.restarts ?? 0) + 1;
    again(entry, 0);
  };

  const finish = (entry) => {
    entry.alive = false;
    setTimeout(drop, 0, entry); // Uppy is still in the middle of telling
    entry.sent = entry.arrived = entry.size;
    tell(entry, "done");
    leave(entry);
  };

  // The store itself answered a part with a refusal: once or twice it may be a signature that came late.
  const denied = (entry, error) => {
    const refuses = !(error instanceof Refusal) && !entry.joining && [400, 401, 403, 405, 501].includes(error.status);
    entry.denials = refuses ? (entry.denials ?? 0) + 1 : 0;
    return entry.denials >= DENIALS;
  };

  const trouble = async (entry, error) => {
    entry.alive = false;
    if (!active.has(entry)) return undefined;
    if (denied(entry, error) || (await barred.judge(error))) return close();
    if (!active.has(entry)) return undefined;
    const { status, code, message, wait } = refusalOf(error);
    if (REFUSES.includes(code)) return close();
    if (status === 409) {
      const known = await api.state(entry.id).catch(() => null);
      if (known && known.state !== "open") return finish(entry);
    }
    if ((status === 404 || status === 409) && entry.id && (entry.restarts ?? 0) < 3) return anew(entry);
    if (status === 429) return full(entry, wait || 60);
    if ([404, 409, 413, 422].includes(status)) return refuse(entry, message);
    return again(entry, 0);
  };

  const refuse = (entry, sentence) => {
    drop(entry);
    entry.state = "refused";
    onRefused(entry, sentence);
    leave(entry);
  };

  // Too much is on its way from here: worth a moment, but whoever shares this connection decides how long it lasts.
  const full = (entry, wait) => {
    entry.pauses = (entry.pauses ?? 0) + 1;
    return entry.pauses > PAUSES || wait > LONGEST_PAUSE ? close("full") : again(entry, wait);
  };

  // Nothing is taken from here: all that is not there yet goes another way.
  const close = (why = "barred") => {
    closed = why;
    const left = [...active, ...queue.splice(0)];
    active.clear();
    for (const entry of left) {
      drop(entry);
      if (entry.id) api.giveUp(entry.id);
      Object.assign(entry, { id: null, alive: false, sent: 0, arrived: 0, most: 0 });
    }
    pump();
    onBarred(left, why);
  };

  uppy.on("upload-progress", (file, { bytesUploaded }) => {
    const entry = of(file);
    if (!entry) return;
    if (bytesUploaded) barred.met();
    if (bytesUploaded > entry.sent) entry.tries = 0;
    // Sending a part again begins below what was there: only what is new says that the line is well.
    if (bytesUploaded > (entry.most ?? 0))
      Object.assign(entry, { most: bytesUploaded, stalls: 0, denials: 0, pauses: 0 });
    entry.sent = bytesUploaded;
    tell(entry);
  });
  // What the store has said yes to, part after part; all else has only been handed to the phone's network.
  uppy.on("s3-multipart:part-uploaded", (file, { PartNumber: number }) => {
    const entry = of(file);
    if (!entry) return;
    entry.arrived = Math.max(entry.arrived, Math.min(entry.size, number * entry.partSize));
    tell(entry);
  });
  uppy.on("upload-success", (file) => of(file) && finish(of(file)));
  uppy.on("upload-error", (file, error) => of(file) && trouble(of(file), error));

  // A black hole swallows bytes without an error: after a while of silence ask anew which parts are there.
  // What has left the page may still stand in the phone's own buffers, so then it takes longer; and each time longer, so
  // that a line that is only slow gets through at last, until it does.
  const patience = ({ joining, sent, size, stalls = 0 }) =>
    joining ? LONGEST_SILENCE : Math.min(LONGEST_SILENCE, SILENCE * (sent >= size ? 2 : 1) * 2 ** stalls);
  setInterval(() => {
    for (const entry of active) {
      if (entry.state !== "sending" || performance.now() - entry.moved < patience(entry) || !navigator.onLine) continue;
      entry.stalls = (entry.stalls ?? 0) + 1;
      uppy.pauseResume(entry.handle);
      send(entry);
    }
  }, 5000);
  for (const change of ["online", "offline"]) addEventListener(change, () => active.forEach((entry) => tell(entry)));

  return {
    add: (entry) => {
      if (closed) return onBarred([entry], closed);
      tell(entry, "waiting");
      queue.push(entry);
      pump();
    },
    pause: (entry) => {
      if (entry.alive) uppy.pauseResume(entry.handle);
      queue.splice(0, queue.length, ...queue.filter((other) => other !== entry));
      tell(entry, "paused");
      leave(entry);
    },
    remove: (entry) => {
      queue.splice(0, queue.length, ...queue.filter((other) => other !== entry));
      entry.state = "gone";
      drop(entry);
      if (entry.id) api.giveUp(entry.id);
      leave(entry);
    },
  };
};
