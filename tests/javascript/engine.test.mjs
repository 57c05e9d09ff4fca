// What the upload engine decides: what goes when, what is tried again, and when it gives up and lets the form carry the
// rest. The client that moves bytes is played here; the real one is tried with a real store in the browser's stories.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { load, open, settled } from "./page.mjs";

const MB = 1024 * 1024;

// Says what Uppy would be told to do, and tells what Uppy would tell.
class Client {
  constructor() {
    this.said = [];
    this.listeners = {};
    Client.last = this;
  }
  use(_plugin, options) {
    this.options = options;
  }
  on(name, listener) {
    this.listeners[name] = listener;
  }
  addFile({ name }) {
    this.said.push(`add ${name}`);
    return name;
  }
  setFileState() {}
  upload() {
    return Promise.resolve();
  }
  retryUpload(id) {
    this.said.push(`retry ${id}`);
    return Promise.resolve();
  }
  pauseResume(id) {
    this.said.push(`turn ${id}`);
  }
  removeFile(id) {
    this.said.push(`remove ${id}`);
  }
  tell(name, id, more) {
    this.listeners[name]({ id }, more);
  }
}

let engine;
let calls;
let told;
let api;
beforeEach(async () => {
  open('<form data-sending data-kept-as="summer"></form>');
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  calls = [];
  told = { refused: [], barred: [], states: [] };
  api = {
    begin: async ({ key }) => {
      calls.push(`begin ${key}`);
      return { id: `id-${key}-${calls.length}`, part_size: 5 * MB, expires_at: "2030-01-01T00:00:00Z" };
    },
    state: async () => ({ state: "open" }),
    giveUp: async (id) => calls.push(`give up ${id}`),
    gateway: (id) => `/uploads/${id}/`,
    elsewhere: () => true,
    storeAnswers: async () => true,
  };
  const { startEngine } = await load("fans/uploads/engine.js");
  engine = startEngine({
    Uppy: Client,
    AwsS3: null,
    api,
    onChange: ({ key, state }) => told.states.push(`${key} ${state}`),
    onRefused: (entry, sentence) => told.refused.push([entry.key, sentence]),
    onBarred: (entries, why) => told.barred.push([entries.map(({ key }) => key), why]),
  });
});

const file = (key, size) => ({ key, size, file: {}, type: "image/jpeg", sent: 0, arrived: 0 });
const add = async (...entries) => {
  entries.forEach(engine.add);
  await settled();
  return entries;
};
const answer = (status, body) => Object.assign(new Error(), { status, body });
const fail = async (key, error) => {
  Client.last.tell("upload-error", key, error);
  for (let turn = 0; turn < 5; turn++) await settled();
};
const wait = async (seconds) => {
  mock.timers.tick(seconds * 1000);
  await settled();
};

test("two small files go at once, a long one alone", async () => {
  await add(file("a", MB), file("b", MB), file("c", MB), file("film", 80 * MB));
  assert.deepEqual(calls, ["begin a", "begin b"]);
  Client.last.tell("upload-success", "a");
  await settled();
  assert.deepEqual(calls, ["begin a", "begin b", "begin c"]);
  Client.last.tell("upload-success", "b");
  await settled();
  assert.equal(calls.length, 3);
  Client.last.tell("upload-success", "c");
  await settled();
  assert.deepEqual(calls.at(-1), "begin film");
});

test("what has arrived counts parts the store said yes to, and never more than the file", async () => {
  const [film] = await add(file("film", 12 * MB));
  Client.last.tell("upload-progress", "film", { bytesUploaded: 9 * MB });
  assert.deepEqual([film.sent, film.arrived], [9 * MB, 0]);
  Client.last.tell("s3-multipart:part-uploaded", "film", { PartNumber: 1 });
  assert.equal(film.arrived, 5 * MB);
  Client.last.tell("s3-multipart:part-uploaded", "film", { PartNumber: 3 });
  assert.equal(film.arrived, 12 * MB);
});

test("a cut line is tried again by itself", async () => {
  const [photo] = await add(file("a", MB));
  await fail("a", answer(500, ""));
  assert.equal(photo.state, "cut");
  await wait(1);
  assert.equal(photo.state, "sending");
  assert.deepEqual(calls, ["begin a"]);
});

test("coming back online does not wait for the clock", async () => {
  const [photo] = await add(file("a", MB));
  await fail("a", answer(503, ""));
  dispatchEvent(new Event("online"));
  await settled();
  assert.equal(photo.state, "sending");
});

test("an upload that is over begins anew, three times at most", async () => {
  const [photo] = await add(file("a", MB));
  for (let turn = 0; turn < 3; turn++) {
    await fail("a", answer(404, ""));
    await wait(30);
  }
  assert.equal(calls.filter((call) => call === "begin a").length, 4);
  assert.equal(calls.filter((call) => call.startsWith("give up")).length, 3);
  await fail("a", answer(404, ""));
  assert.equal(photo.state, "refused");
  assert.equal(told.refused.length, 1);
});

test("a join whose answer was lost is a file that has arrived", async () => {
  const [photo] = await add(file("a", MB));
  api.state = async () => ({ state: "complete" });
  await fail("a", answer(409, ""));
  assert.equal(photo.state, "done");
});

test("a store that refuses three times without progress is not waited for", async () => {
  await add(file("a", MB), file("b", MB), file("c", MB));
  for (let turn = 0; turn < 2; turn++) {
    await fail("a", answer(403, "<Error><Code>AccessDenied</Code></Error>"));
    await wait(30);
  }
  assert.deepEqual(told.barred, []);
  await fail("a", answer(403, "<Error><Code>AccessDenied</Code></Error>"));
  assert.deepEqual(told.barred, [[["a", "b", "c"], "barred"]]);
  await add(file("d", MB));
  assert.deepEqual(told.barred.at(-1), [["d"], "barred"]);
});

test("bytes that get through forgive earlier refusals", async () => {
  await add(file("a", 9 * MB));
  for (let turn = 1; turn < 5; turn++) {
    await fail("a", answer(403, ""));
    await wait(30);
    Client.last.tell("upload-progress", "a", { bytesUploaded: turn * MB });
  }
  assert.deepEqual(told.barred, []);
});

test("a crowd on this connection is waited for twice, and not for an hour", async () => {
  const { Refusal } = await import("../../portals/static/js/fans/uploads/api.js");
  api.begin = async () => {
    calls.push("asked");
    throw new Refusal(429, {}, 60);
  };
  await add(file("a", MB));
  for (let turn = 0; turn < 3; turn++) await settled();
  await wait(60);
  for (let turn = 0; turn < 3; turn++) await settled();
  await wait(60);
  for (let turn = 0; turn < 3; turn++) await settled();
  assert.equal(calls.length, 3);
  assert.deepEqual(told.barred, [[["a"], "full"]]);
});

test("who pauses a file lets the next one go, and removing gives its place back", async () => {
  const [film] = await add(file("film", 80 * MB), file("a", MB));
  engine.pause(film);
  await settled();
  assert.deepEqual(calls, ["begin film", "begin a"]);
  engine.remove(film);
  assert.equal(film.state, "gone");
  assert.deepEqual(calls.at(-1), "give up id-film-1");
});
