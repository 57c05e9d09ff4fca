// Keeps scripts out without a puzzle: from the first touch on, a worker solves the sum that the form asks for, while
// the person goes on. When the form is sent before it is solved, sending waits for it; nothing else ever does.
// Other modules need to know nothing of this: the event "submit" simply reaches them when all is ready.
const start = (form, place) => {
  const { guardsUrl, guardsWorker } = place.dataset;
  const stamp = place.querySelector("input[name=stamp]");
  const proof = place.querySelector("input[name=proof]");

  // Milliseconds. The server wants a page between two seconds and a day old, and a sum of the last day.
  const YOUNGEST = 2_200,
    OLDEST = 12 * 3_600_000,
    STALE = OLDEST,
    PATIENCE = 60_000;

  let opened = Date.now();
  let solvedAt = 0;
  let used = false;
  let working = null;
  let waiting = false;
  let passing = false;

  const sleep = (time) => new Promise((done) => setTimeout(done, Math.max(0, time)));

  const solve = (challenge) =>
    new Promise((done) => {
      const worker = new Worker(guardsWorker);
      const end = (solution) => {
        worker.terminate();
        done(solution);
      };
      worker.onmessage = ({ data }) => end(data && !data.error ? data : null);
      worker.onerror = () => end(null);
      worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: PATIENCE });
    });

  const prepare = async () => {
    const answer = await fetch(guardsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const fresh = await answer.json();
    if (Date.now() - opened > OLDEST) {
      stamp.value = fresh.stamp;
      opened = Date.now();
    }
    if (!fresh.challenge || !guardsWorker) return;
    const solution = await solve(fresh.challenge);
    if (!solution) return;
    proof.value = btoa(JSON.stringify({ challenge: fresh.challenge, solution }));
    solvedAt = Date.now();
    used = false;
  };

  // Offline, or a browser that cannot: the form goes without, and the server asks for an e-mail address instead.
  const begin = () => (working ??= prepare().catch(() => {}));

  const again = () => {
    working = null;
    return begin();
  };

  const ready = async () => {
    await begin();
    const now = Date.now();
    if (now - opened > OLDEST || (guardsWorker && (used || !proof.value || now - solvedAt > STALE))) await again();
    await sleep(opened + YOUNGEST - Date.now());
  };

  document.addEventListener(
    "submit",
    async (event) => {
      if (event.target !== form || passing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (waiting) return;
      waiting = true;
      const { submitter } = event;
      submitter?.setAttribute("aria-busy", "true");
      await ready();
      submitter?.removeAttribute("aria-busy");
      passing = used = true;
      form.requestSubmit(submitter);
      passing = waiting = false;
      // What is put right after a refusal is another form: it gets a sum of its own, while it is being put right.
      // The old one stays until then: a lost connection sends the same form again.
      form.addEventListener("input", again, { once: true });
    },
    true,
  );

  for (const touch of ["pointerdown", "keydown", "focusin", "input"])
    form.addEventListener(touch, begin, { once: true });
  // A form filler means well and cannot see what people cannot see.
  place.querySelector("[data-unseen]").parentElement.remove();
};

// Who is known well enough sends without.
const form = document.querySelector("form[data-sending]");
const place = form.querySelector("[data-guards]");
if (place) start(form, place);
