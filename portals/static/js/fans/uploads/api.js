// The calls of the upload contract: begin, sign a part, ask how far it is, give up.
import { sha256 } from "./keep.js";

const PATIENCE = 30000;
const PROBE = 10000;

export class Refusal extends Error {
  constructor(status, { code = "", detail = "", errors = {} } = {}, wait = 0) {
    super(
      Object.values(errors)
        .flat()
        .find((sentence) => typeof sentence === "string") ?? detail,
    );
    /** The answer's status, 0 without one. */
    this.status = status;
    /** The problem document's code. */
    this.code = code;
    /** Seconds after which it may be tried again. */
    this.wait = wait;
  }
}

const call = async (method, address, body) => {
  let answer;
  try {
    answer = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refusal(0);
  }
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const said = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, said, Number(answer.headers.get("Retry-After") ?? 0));
};

// The gateway of an installation without a bucket is this very site, whatever name it was reached by.
const here = (address) => {
  const { pathname } = new URL(address, location.href);
  return pathname.startsWith("/uploads/parts/") ? pathname : address;
};

export const startApi = ({ begin, one, gateway }) => {
  const at = (pattern, id) => pattern.replace("00000000-0000-0000-0000-000000000000", id);
  let store = "";
  return {
    begin: ({ name, size, type }) => call("POST", begin, { filename: name, size, content_type: type }),
    state: (id) => call("GET", at(one, id)),
    giveUp: (id) => call("DELETE", at(one, id)).catch(() => {}),
    gateway: (id) => at(gateway, id),
    thumbnail: (id) => `${at(gateway, id)}thumbnail/`,
    sign: async (id, number, part) => {
      const signed = await call("POST", `${at(one, id)}parts/`, {
        number,
        size: part.size,
        sha256: await sha256(part),
      });
      const url = here(signed.url);
      const { origin } = new URL(url, location.href);
      if (origin !== location.origin) store = `${origin}/`;
      return { url, headers: signed.headers };
    },
    // Parts go to a store of its own, once one was signed: is anybody there? What it says is not for us to read.
    elsewhere: () => store !== "",
    storeAnswers: () =>
      fetch(store, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(PROBE) }).then(
        () => true,
        () => false,
      ),
  };
};
