// A bucket that takes nothing from this page: its rules for browsers (CORS) do not name this site, it has an address that
// phones do not know, or a policy forbids it. Waiting would not mend that, so it must be told from a bad line.
import { Refusal } from "./api.js";

// Three failures while the bucket answers a question whose answer we may not read, or six while only this site answers.
const ANSWERED = 2;
const SILENT = 1;
const ENOUGH = 6;

export const startBarred = (api) => {
  let met = false; // a byte has left for the store: its door is open, and whatever fails now is the line
  let strikes = 0;
  return {
    met: () => (met = true),
    // Judges one failure; true when nothing of this page will ever get through.
    judge: async (error) => {
      if (met || !api.elsewhere() || !navigator.onLine) return false;
      // This site itself cannot be reached, or the store said something that we could read.
      if (error instanceof Refusal || error.status) {
        strikes = 0;
        return false;
      }
      strikes += (await api.storeAnswers()) ? ANSWERED : SILENT;
      return strikes >= ENOUGH;
    },
  };
};
