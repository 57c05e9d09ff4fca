// Sizes, speeds and times in the words of the page's language.
const locale = document.documentElement.lang;
/**
 * @param {number} value
 * @param {string} name of a unit that browsers know
 * @param {"short" | "long"} style
 * @param {number} digits after the point, at most
 */
const unit = (value, name, style = "short", digits = 0) =>
  new Intl.NumberFormat(locale, {
    style: "unit",
    unit: name,
    unitDisplay: style,
    maximumFractionDigits: digits,
  }).format(value);

export const size = (bytes) =>
  bytes >= 1e6
    ? unit(bytes / 1e6, "megabyte", "short", bytes < 1e7 ? 1 : 0)
    : unit(bytes && Math.max(1, bytes / 1e3), "kilobyte");

export const length = (seconds) =>
  seconds < 90 ? unit(Math.round(seconds), "second", "long") : unit(Math.round(seconds / 60), "minute", "long");

export const share = (part, whole) =>
  new Intl.NumberFormat(locale, { style: "percent" }).format(whole ? Math.floor((part / whole) * 100) / 100 : 0);

export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// How fast it goes, over the last ten seconds; zero while nobody knows.
export const startSpeed = () => {
  const seen = [];
  return (sent) => {
    const now = performance.now();
    if (seen.length && sent < seen.at(-1).sent) seen.length = 0;
    seen.push({ now, sent });
    while (seen.length > 2 && now - seen[0].now > 10000) seen.shift();
    const [first] = seen;
    return now - first.now < 700 ? 0 : ((sent - first.sent) / (now - first.now)) * 1000;
  };
};

// How much of a file to speak of: while it goes, what has left; when the line is gone, only what has arrived.
export const reached = ({ state, sent, arrived }) => (state === "sending" && navigator.onLine ? sent : arrived);
