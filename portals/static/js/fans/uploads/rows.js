// One row for each file: its picture, how far it is, and what can be done about it.

import { pictureOf } from "./look.js";
import { fill, length, reached, share, size, startSpeed } from "./told.js";

// Which buttons make sense in which state; everything can be removed.
const OFFERS = {
  checking: [],
  waiting: ["pause"],
  sending: ["pause"],
  cut: ["pause"],
  paused: ["go"],
  done: [],
  along: [],
  lost: ["choose"],
  refused: [],
};

const progressWords = (entry, says) => {
  const there = reached(entry);
  const values = { sent: size(there), size: size(entry.size), share: share(there, entry.size) };
  const state = entry.state === "sending" && !navigator.onLine ? "cut" : entry.state;
  if (state !== "sending") return fill(says[`state${state[0].toUpperCase()}${state.slice(1)}`] ?? "{size}", values);
  if (entry.sent >= entry.size) return says.stateJoining;
  const speed = entry.speed(entry.sent);
  if (!speed) return fill(says.stateSending, values);
  const left = length((entry.size - entry.sent) / speed);
  return fill(says.stateSpeed, { ...values, speed: size(speed), left });
};

export const startRows = ({ list, template, says, acts, arrived }) => {
  const rows = new Map();

  const make = (entry) => {
    const row = template.content.firstElementChild.cloneNode(true);
    entry.speed = startSpeed();
    row.querySelector("[data-look]").append(pictureOf(entry, arrived));
    row.querySelector(".file-name").textContent = entry.name;
    for (const button of row.querySelectorAll("[data-act]")) {
      const spoken = document.createElement("span");
      spoken.className = "visually-hidden";
      spoken.textContent = ` ${entry.name}`;
      button.append(spoken);
      button.addEventListener("click", () => acts[button.dataset.act](entry));
    }
    row.querySelector("progress").setAttribute("aria-label", entry.name);
    list.append(row);
    rows.set(entry, row);
    return row;
  };

  const update = (entry) => {
    const row = rows.get(entry) ?? make(entry);
    const offers = OFFERS[entry.state] ?? [];
    row.classList.toggle("file-bad", Boolean(entry.wrong));
    row.classList.toggle("is-done", entry.state === "done");
    row.querySelector(".file-meta").textContent = progressWords(entry, says);
    const bar = row.querySelector("progress");
    bar.hidden = ["refused", "done", "along", "checking"].includes(entry.state);
    bar.value = entry.size ? (reached(entry) / entry.size) * 100 : 0;
    for (const button of row.querySelectorAll("[data-act]:not([data-act=remove])")) {
      const hide = !offers.includes(button.dataset.act);
      // Who had the focus on a button that goes finds it on the one that comes.
      if (hide && button === document.activeElement)
        setTimeout(() => row.querySelector("[data-act]:not([hidden])")?.focus());
      button.hidden = hide;
    }
    const wrong = row.querySelector("[data-wrong]");
    wrong.hidden = !entry.wrong;
    wrong.querySelector("span").textContent = entry.wrong;
  };

  return {
    update,
    remove: (entry) => {
      const row = rows.get(entry);
      const next = row?.nextElementSibling ?? row?.previousElementSibling;
      row?.remove();
      rows.delete(entry);
      return next?.querySelector("[data-act=remove]");
    },
  };
};
