// What the review room says when the server cannot be reached, refuses, or the session has ended.
// The item stays where it is with everything typed, and the same step can be taken again.
const words = () => document.getElementById("failure-words")?.dataset ?? {};

const say = (text) => {
  const box = document.getElementById("failure");
  if (!box) return;
  box.querySelector("[data-text]").textContent = text;
  box.hidden = false;
};

const hide = () => {
  const box = document.getElementById("failure");
  if (box) box.hidden = true;
};

const TOKENS = /** @type {"input"} */ ("input[name=csrfmiddlewaretoken]"); // finds inputs only

// Signing in somewhere else changes the form token: fetch this page once more and copy the new one in.
const renewTokens = async () => {
  const answer = await fetch(window.location.href, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(TOKENS)?.value;
  if (!fresh) return false;
  for (const input of document.querySelectorAll(TOKENS)) input.value = fresh;
  return true;
};

const signedOut = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("signed-out"));

const onFailed = (event) => {
  const status = event.detail.xhr?.status ?? 0;
  if (status === 401 || status === 403) {
    const dialog = signedOut();
    if (status === 401 && dialog && !dialog.open) dialog.showModal();
    else say(words().refused);
    return;
  }
  say(status === 0 ? words().offline : status === 404 ? words().missing : words().broken);
};

export const startFailures = () => {
  document.addEventListener("htmx:responseError", onFailed);
  document.addEventListener("htmx:sendError", onFailed);
  document.addEventListener("htmx:timeout", onFailed);
  document.addEventListener("htmx:swapError", onFailed);
  document.addEventListener("htmx:beforeRequest", hide);
  // 409 and 422 carry the item as it is now, with the reason: they are shown like any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (![409, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.getElementById("signed-in-again")?.addEventListener("click", async () => {
    if (await renewTokens()) {
      signedOut().close();
      hide();
    } else {
      const note = document.getElementById("still-signed-out");
      if (note) note.hidden = false;
    }
  });
};
