// Sends the form with progress. A lost connection is tried again with the same form key: that makes one submission.
import { maySleep, stayAwake } from "./awake.js";

const WAITS = [2, 5, 10, 20, 30];

const sleep = (seconds) =>
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

const once = (form, onShare) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onShare(Math.min(100, Math.floor((event.loaded / event.total) * 100)));
    });
    request.addEventListener("load", () => done({ status: request.status, text: request.responseText }));
    for (const lost of ["error", "timeout", "abort"])
      request.addEventListener(lost, () => done({ status: 0, text: "" }));
    request.send(new FormData(form));
  });

const read = ({ status, text }) => {
  try {
    return { status, ...JSON.parse(text) };
  } catch {
    return { status, broken: true };
  }
};

// 502, 503 and 504 come from between us and the server: worth another try, as is silence.
const passing = ({ status, errors }) => status === 0 || (!errors && [502, 503, 504].includes(status));

const persist = async (form, { onShare, onRetry }) => {
  let outcome = read(await once(form, onShare));
  for (const wait of WAITS) {
    if (!passing(outcome)) return outcome;
    onRetry();
    await sleep(wait);
    outcome = read(await once(form, onShare));
  }
  return passing(outcome) ? { offline: true } : outcome;
};

export const send = async (form, told) => {
  // What was handed to a network that is gone has not arrived: then no share of it is told.
  const share = (part) => (navigator.onLine ? told.onShare(part) : told.onRetry());
  stayAwake("form");
  addEventListener("offline", told.onRetry);
  try {
    return await persist(form, { ...told, onShare: share });
  } finally {
    removeEventListener("offline", told.onRetry);
    maySleep("form");
  }
};
