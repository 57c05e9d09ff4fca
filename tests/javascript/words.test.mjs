// What a fan typed stays when the page is left by mistake; what somebody agreed to never does.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { load, open } from "./page.mjs";

const FORM = `
  <form data-sending data-kept-as="summer">
    <input type="hidden" name="terms_id" value="terms-1">
    <input name="name"><textarea name="caption"></textarea><input type="email" name="guardian_email">
    <select name="country"><option value=""></option><option value="DE">Germany</option></select>
    <input type="radio" name="age" value="adult"><input type="radio" name="age" value="minor">
    <input type="checkbox" name="scopes" value="ads"><input type="checkbox" name="accept">
    <input name="person"><input name="person">
  </form>`;

let window;
beforeEach(() => {
  window = open(FORM);
  mock.timers.reset();
});

const form = () => document.querySelector("form");
const of = (name, place = 0) => form().querySelectorAll(`[name=${name}]`)[place];
const tell = () => form().dispatchEvent(new Event("input"));
const keep = async () => (await load("fans/words.js")).keepWords(form());
// The page is left and opened again; without its tab only what the phone keeps is there.
const reload = async ({ tab = true } = {}) => {
  if (!tab) sessionStorage.clear();
  document.body.innerHTML = FORM;
  await keep();
};
const fill = async () => {
  await keep();
  of("name").value = "Ada";
  of("caption").value = "At the lake";
  of("country").value = "DE";
  of("guardian_email").value = "mum@example.org";
  of("person", 1).value = "Grace";
  of("age", 1).checked = true;
  of("scopes").checked = true;
  of("accept").checked = true;
  tell();
};

test("a reload brings everything back, but for the agreement", async () => {
  await fill();
  await reload();
  assert.deepEqual([of("name").value, of("caption").value, of("country").value], ["Ada", "At the lake", "DE"]);
  assert.deepEqual([of("person").value, of("person", 1).value], ["", "Grace"]);
  assert.deepEqual([of("age").checked, of("age", 1).checked, of("scopes").checked], [false, true, true]);
  assert.equal(of("accept").checked, false);
});

test("a new tab brings back the fan's own words and nothing of other people or rights", async () => {
  await fill();
  await reload({ tab: false });
  assert.deepEqual([of("name").value, of("caption").value, of("country").value], ["Ada", "At the lake", "DE"]);
  assert.deepEqual([of("guardian_email").value, of("person", 1).value], ["", ""]);
  assert.deepEqual([of("age", 1).checked, of("scopes").checked], [false, false]);
});

test("what somebody chose under other terms is not chosen again", async () => {
  await fill();
  document.body.innerHTML = FORM.replace("terms-1", "terms-2");
  await keep();
  assert.equal(of("name").value, "Ada");
  assert.equal(of("scopes").checked, false);
});

test("after a day nothing comes back", async () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  await fill();
  mock.timers.setTime(1_000_000 + 24 * 3600 * 1000);
  await reload();
  assert.equal(of("name").value, "");
});

test("sending forgets, and a store that refuses breaks nothing", async () => {
  await fill();
  (await load("fans/words.js")).forgetWords();
  assert.deepEqual([sessionStorage.length, localStorage.length], [0, 0]);
  const refuses = { getItem: () => null, setItem: () => assert.fail("full"), removeItem() {} };
  Object.defineProperty(globalThis, "localStorage", { value: refuses, configurable: true });
  await keep();
  tell();
  assert.equal(of("name").value, "Ada");
  assert.ok(window);
});
