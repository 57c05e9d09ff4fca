// Sending in, one step at a time: descriptions for each file, gentle checks, progress, and trying again by itself.
// The form is whole without this module; the server judges everything.

import { startAsking } from "./asking.js";
import { startChoosing } from "./choosing.js";
import { clearOne, clearProblems, showProblems } from "./problems.js";
import { startSteps } from "./steps.js";

/** @type {HTMLFormElement} */
const form = document.querySelector("form[data-sending]");
const says = form.dataset;
const LONG = 30 * 60_000;

form.noValidate = true;
const files = startChoosing(form);
const steps = startSteps(form, files);
const asking = startAsking(form, steps);
form.querySelector("[data-alt-fallback]").hidden = true;
const field = (name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
field("alt_lines").disabled = true;
// What keeps the words comes with the first of them, or when there may be some from before.
let words = null;
const bringWords = () => {
  words ??= import("./words.js").then((module) => {
    module.keepWords(form);
    return module;
  });
  return words;
};
try {
  if (sessionStorage.length || localStorage.length) bringWords();
} catch {
  // Private windows may refuse to store.
}
form.addEventListener("input", bringWords, { once: true });

// What is needed only once something was picked comes then.
let later = null;
const bringLater = () => (later ??= Promise.all([import("./descriptions.js"), import("./upload.js")]));
let describe = null;
form.addEventListener("files-changed", async (event) => {
  const [{ startDescriptions }] = await bringLater();
  describe ??= startDescriptions(form);
  describe(event.detail);
});

const progress = form.querySelector("[data-progress]");
const bar = progress.querySelector("progress");
const spoken = form.querySelector("[data-spoken]");
const button = form.querySelector("[data-send]");
let sending = false;

const tell = (words, share) => {
  progress.hidden = false;
  progress.querySelector("[data-progress-words]").textContent = words;
  progress.querySelector("[data-progress-share]").textContent = share === null ? "" : `${share} %`;
  if (share === null) bar.removeAttribute("value");
  else bar.value = share;
  const step = share === null ? words : `${words} ${Math.floor(share / 25) * 25} %`;
  if (spoken.textContent !== step) spoken.textContent = step;
};

const busy = (on) => {
  sending = on;
  form.classList.toggle("is-sending", on);
  if (on) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
  if (!on) progress.hidden = true;
};

// Other terms than those on the page: bring the new ones in, and ask again.
const renewTerms = async () => {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  // without its styles, which the policy of this page would refuse
  const text = (await answer.text()).replace(/<style.*?<\/style>/gs, "");
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["[data-terms]", '[data-field="scopes"]', 'input[name="terms_id"]']) {
    const fresh = page.querySelector(part);
    if (fresh) form.querySelector(part)?.replaceWith(document.adoptNode(fresh));
  }
  field("accept").checked = false;
};

const refused = async (answer) => {
  const out = files.refuse(answer.files);
  if (answer.terms_changed) await renewTerms().catch(() => {});
  // A file that is not taken has said so in its row; the others go as if the button were pressed now. Where nothing
  // was taken out, the same would be refused again and again.
  if (!Object.keys(answer.errors).length && out && !files.problem(says)) return form.requestSubmit(button);
  const first = showProblems(form, answer.errors, answer.files);
  asking.draw();
  steps.goTo(first);
  document.querySelector("[data-error-place] .error-summary")?.focus();
};

const onSubmit = async (event) => {
  event.preventDefault();
  if (sending) return;
  clearProblems(form);
  asking.agree();
  const wrong = steps.check();
  if (Object.keys(wrong).length) return refused({ errors: wrong, files: [] });
  busy(true);
  const asked = Date.now();
  const late = await files.settled((share) => tell(says.wordFirst, share));
  if (late || Date.now() - asked > LONG) busy(false);
  if (late) return refused({ errors: { files: [late] }, files: [] });
  // After a long wait what vouches for the form may be old: send it as if the button were pressed now.
  if (!sending) return form.requestSubmit(button);
  const [, { send }] = await bringLater();
  const outcome = await send(form, {
    onShare: (share) => {
      tell(share < 100 ? says.wordSending : says.wordArriving, share < 100 ? share : null);
      if (share === 100) form.dispatchEvent(new CustomEvent("upload-finished"));
    },
    onRetry: () => tell(says.wordRetrying, null),
  });
  if (outcome.location) {
    (await words)?.forgetWords();
    files.forget();
    sending = false;
    location.assign(outcome.location);
    return;
  }
  busy(false);
  if (outcome.errors) return refused(outcome);
  return refused({ errors: { "": [outcome.offline ? says.wordStopped : says.wordBroken] }, files: [] });
};

const onChange = (event) => {
  const place = event.target.closest?.("[data-field]");
  if (place?.querySelector(".field-error")) clearOne(form, place);
};

form.addEventListener("submit", onSubmit);
form.addEventListener("input", onChange);
form.addEventListener("files-changed", onChange);
addEventListener("beforeunload", (event) => {
  if (!sending) return;
  event.preventDefault();
  event.returnValue = says.wordLeave;
});
