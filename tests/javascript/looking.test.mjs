// No picture is approved that was not on the screen, unless the moderator says so expressly.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { load, open } from "./page.mjs";

const ROOM = `
  <p id="looking-words" data-next="{left} of {all} to see" data-failed="It does not load." data-late="It is late."></p>
  <div class="review-frame">
    <figure data-figure="1" data-asset="one" data-decides><img></figure>
    <figure data-figure="2" data-asset="two" data-decides hidden><img></figure>
  </div>
  <button data-show="1"><i data-unseen-mark></i></button><button data-show="2"><i data-unseen-mark></i></button>
  <input type="checkbox" data-leave-out="2">
  <form id="approve-form"><button id="approve"></button><button id="anyway" data-unseen-too hidden></button></form>`;

let sent;
let toasts;
let frames;
let looking;
beforeEach(async () => {
  open(ROOM);
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  sent = [];
  toasts = [];
  frames = [];
  globalThis.requestAnimationFrame = (then) => frames.push(then);
  document.addEventListener("toast", ({ detail }) => toasts.push(detail.text));
  for (const image of document.querySelectorAll("img")) arrive(image, false);
  for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => show(button));
  looking = await load("review/looking.js");
  looking.startLooking();
  const form = document.getElementById("approve-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sent.push([...form.querySelectorAll("input")].map(({ name, value }) => `${name}=${value}`));
  });
});

const arrive = (image, there = true) => {
  Object.defineProperty(image, "complete", { value: there, configurable: true });
  Object.defineProperty(image, "naturalWidth", { value: there ? 800 : 0, configurable: true });
  if (there) image.dispatchEvent(new Event("load"));
};
const paint = () => {
  for (let frame = 0; frame < 2; frame++) for (const then of frames.splice(0)) then();
};
const image = (place) => document.querySelectorAll("img")[place - 1];
const show = ({ dataset }) => {
  for (const figure of looking.figures()) figure.hidden = figure.dataset.figure !== dataset.show;
  document.dispatchEvent(new Event("stage:shown"));
};
const approve = (id = "approve") => {
  const submitter = document.getElementById(id);
  const event = new Event("submit", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "submitter", { value: submitter });
  submitter.click = () => approve(id);
  document.getElementById("approve-form").dispatchEvent(event);
};

test("a press before the picture has come waits for it, and goes with it", () => {
  document.querySelector("[data-leave-out]").checked = true;
  approve();
  assert.deepEqual(sent, []);
  arrive(image(1));
  assert.deepEqual(sent, [], "loaded is not painted");
  paint();
  assert.deepEqual(sent, [["looking=1", "seen=one"]]);
});

test("with a picture unseen, approving shows it instead and offers to do without", () => {
  arrive(image(1));
  paint();
  approve();
  assert.deepEqual([sent, toasts], [[], ["1 of 2 to see"]]);
  assert.equal(looking.figures()[1].hidden, false);
  assert.equal(document.getElementById("anyway").hidden, false);
  arrive(image(2));
  paint();
  approve();
  assert.deepEqual(sent, [["looking=1", "seen=one", "seen=two"]]);
});

test("saying so expressly is told to the server", () => {
  arrive(image(1));
  paint();
  approve("anyway");
  assert.deepEqual(sent, [["looking=1", "seen=one", "unseen=1"]]);
});

test("a picture that does not load is said, and never counts as seen", () => {
  document.querySelector("[data-leave-out]").checked = true;
  looking.giveUp("one");
  approve();
  assert.deepEqual([sent, toasts], [[], ["It does not load."]]);
});

test("what does not come in time forgets the press", () => {
  document.querySelector("[data-leave-out]").checked = true;
  approve();
  mock.timers.tick(3000);
  assert.deepEqual(toasts, ["It is late."]);
  arrive(image(1));
  paint();
  assert.deepEqual(sent, []);
});
