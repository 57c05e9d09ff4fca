// What the browser's own declarations leave open and our pages know: what a selector finds here is HTML, what events of
// our own and of htmx carry, and what not every browser has.

interface ParentNode {
  querySelector<K extends keyof HTMLElementTagNameMap>(selectors: K): HTMLElementTagNameMap[K] | null;
  querySelector<E extends Element = HTMLElement>(selectors: string): E | null;
  querySelectorAll<K extends keyof HTMLElementTagNameMap>(selectors: K): NodeListOf<HTMLElementTagNameMap[K]>;
  querySelectorAll<E extends Element = HTMLElement>(selectors: string): NodeListOf<E>;
}

interface Element {
  closest<E extends Element = HTMLElement>(selectors: string): E | null;
}

interface Navigator {
  /** https://www.w3.org/TR/gpc/ */
  globalPrivacyControl?: boolean;
}

/** What htmx tells of a request: the element that asked, its answer, and what becomes of it. */
type HtmxEvent = CustomEvent<{
  elt: Element;
  xhr?: XMLHttpRequest;
  successful?: boolean;
  shouldSwap?: boolean;
  isError?: boolean;
}>;

/** A short word at the edge of the page, with one button at most; it stays for `seconds` (6), for ever with 0. */
type Toast = { text: string; action?: { label: string; run: () => void }; seconds?: number };

interface DocumentEventMap {
  toast: CustomEvent<Toast>;
  /** What the server has done, from its HX-Trigger header: a sentence, and the word for undoing it. */
  said: CustomEvent<{ text: string; undo?: string }>;
  "htmx:beforeRequest": HtmxEvent;
  "htmx:afterRequest": HtmxEvent;
  "htmx:beforeSwap": HtmxEvent;
  "htmx:afterSettle": HtmxEvent;
  "htmx:responseError": HtmxEvent;
  "htmx:sendError": HtmxEvent;
  "htmx:swapError": HtmxEvent;
  "htmx:timeout": HtmxEvent;
}

interface HTMLElementEventMap {
  /** The files that go, in their order, and a sentence for each that does not. */
  "files-changed": CustomEvent<{ files: File[]; problems?: string[] }>;
}
