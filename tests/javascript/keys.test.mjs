// The keys of the review room: none is lost, none decides about what was not on the screen.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load, open } from "./page.mjs";

const ROOM = `
  <div class="review-frame">
    <button data-key="a">Approve</button><button data-key="r">Reject</button><button data-key="j">Next</button>
    <textarea id="words"></textarea>
    <button data-key="u" disabled>Undo</button>
    <dialog><button data-key="1">A reason</button><button data-key="j">Down</button></dialog>
  </div>
  <input type="checkbox" data-keys-switch>`;

let pressed;
beforeEach(async () => {
  open(ROOM);
  pressed = [];
  for (const button of document.querySelectorAll("button"))
    button.addEventListener("click", () => pressed.push(button.textContent));
  // Nothing is laid out here: what is not hidden counts as visible.
  for (const element of document.querySelectorAll("*")) element.getClientRects = () => (element.hidden ? [] : [{}]);
  (await load("review/keys.js")).startKeys();
});

const strike = (key, more = {}, target = document.body) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};
const htmx = (name, detail = {}) =>
  document.dispatchEvent(
    new CustomEvent(`htmx:${name}`, { detail: { elt: document.body, successful: true, ...detail } }),
  );

test("a key is a press of what the page declares for it", () => {
  assert.equal(strike("a").defaultPrevented, true);
  assert.equal(strike("A").defaultPrevented, true);
  assert.equal(strike("x").defaultPrevented, false);
  assert.deepEqual(pressed, ["Approve", "Approve"]);
});

test("whoever writes, holds Ctrl or keeps a key down presses nothing", () => {
  strike("a", {}, document.getElementById("words"));
  strike("a", { ctrlKey: true });
  strike("a", { repeat: true });
  strike("u");
  assert.deepEqual(pressed, []);
});

test("while a dialog is open only its own keys count", () => {
  document.querySelector("dialog").setAttribute("open", "");
  strike("a");
  strike("1");
  strike("j");
  assert.deepEqual(pressed, ["A reason", "Down"]);
});

test("presses during a decision wait, in their order", () => {
  strike("a");
  htmx("beforeRequest");
  for (const key of ["a", "j", "r"]) strike(key);
  assert.deepEqual(pressed, ["Approve"]);
  htmx("afterRequest");
  htmx("afterSettle");
  assert.deepEqual(pressed, ["Approve", "Approve", "Next", "Reject"]);
});

test("a refused decision forgets those behind it", () => {
  htmx("beforeRequest");
  strike("a");
  htmx("afterRequest", { xhr: { status: 409 } });
  htmx("afterSettle");
  assert.deepEqual(pressed, []);
});

test("a question asked now and then holds nobody up", () => {
  const poll = document.createElement("div");
  poll.setAttribute("hx-trigger", "every 5s");
  htmx("beforeRequest", { elt: poll });
  strike("a");
  assert.deepEqual(pressed, ["Approve"]);
});

test("keys that were switched off stay off on the next page", async () => {
  const box = document.querySelector("[data-keys-switch]");
  assert.equal(box.checked, true);
  box.checked = false;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  strike("a");
  assert.deepEqual(pressed, []);
  assert.equal((await load("review/keys.js")).keysOn(), false);
});
