// Sizes, shares and times in the page's language; problems beside their fields.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, open } from "./page.mjs";

test("sizes and times are said in the page's language", async () => {
  open("", { lang: "de" });
  const { size, length, share } = await load("fans/uploads/told.js");
  assert.equal(size(1_500_000), "1,5 MB");
  assert.equal(size(48_000_000), "48 MB");
  assert.equal(size(300), "1 kB");
  assert.equal(size(0), "0 kB");
  assert.equal(length(89), "89 Sekunden");
  assert.equal(length(240), "4 Minuten");
  assert.equal(share(999, 1000), "99 %".replace(" ", "\u00a0"));
  assert.equal(share(0, 0), "0 %".replace(" ", "\u00a0"));
});

test("while the line is gone only what has arrived is told", async () => {
  open("");
  const { reached } = await load("fans/uploads/told.js");
  const entry = { state: "sending", sent: 9, arrived: 5 };
  assert.equal(reached(entry), 9);
  navigator.onLine = false;
  assert.equal(reached(entry), 5);
  assert.equal(reached({ ...entry, state: "paused" }), 5);
});

const FORM = `
  <div data-error-place></div>
  <form data-word-again-one="One thing is missing." data-word-again-many="Some things are missing.">
    <ul data-file-list><li class="file-item"><span class="file-name">lake.jpg</span></li></ul>
    <div class="field" data-field="name"><label class="field-label" for="n">Name</label><input id="n" name="name"></div>
    <div class="field" data-field="email"><input name="email" type="email"></div>
  </form>`;

test("what is wrong stands beside its field and in a list with links, without markup of strangers", async () => {
  open(FORM);
  const { showProblems, clearOne, clearProblems } = await load("fans/problems.js");
  const form = document.querySelector("form");
  const first = showProblems(form, { email: ["No <b>address</b>."], name: ["Say who you are."] }, []);
  assert.equal(first, "name");
  const links = [...document.querySelectorAll("[data-error-place] a")];
  assert.deepEqual(
    links.map((link) => link.getAttribute("href")),
    ["#wrong-email", "#n"],
  );
  assert.equal(links[0].textContent, "No <b>address</b>.");
  assert.equal(document.querySelector("b"), null);
  assert.equal(document.getElementById("n").getAttribute("aria-invalid"), "true");
  assert.equal(document.querySelector("[data-error-place] p").textContent, "Some things are missing.");
  clearOne(form, form.querySelector("[data-field=name]"));
  assert.equal(document.getElementById("n").hasAttribute("aria-invalid"), false);
  assert.equal(document.querySelectorAll(".field-error").length, 1);
  clearProblems(form);
  assert.equal(document.querySelectorAll(".field-error, .field-bad, [aria-invalid], .error-summary").length, 0);
});

test("a file that is not taken says so in its row, by its name", async () => {
  open(FORM);
  const { showProblems } = await load("fans/problems.js");
  assert.equal(showProblems(document.querySelector("form"), {}, [{ index: 0, message: "It is damaged." }]), "files");
  assert.equal(document.querySelector("[data-error-place] li").textContent, "lake.jpg: It is damaged.");
  assert.equal(document.querySelector(".file-item .field-error").textContent, "It is damaged.");
});
