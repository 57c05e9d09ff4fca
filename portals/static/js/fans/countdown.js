// The last two days are counted down; until then the words of the page stand. Words come from the page, units from the
// browser in the page's language.
const DAY = 86400;
const units = { day: DAY, hour: 3600, minute: 60, second: 1 };

function left(seconds) {
  const language = document.documentElement.lang;
  const told = [];
  let rest = seconds;
  for (const [unit, length] of Object.entries(units)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (told.length === 2 || (!count && !told.length && unit !== "second")) continue;
    told.push(new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return told.join(", ");
}

function tell(time) {
  const seconds = Math.floor((Date.parse(time.dateTime) - Date.now()) / 1000);
  if (seconds <= 0) {
    time.textContent = time.dataset.over;
    return;
  }
  if (seconds < 2 * DAY) time.textContent = time.dataset.countdown.replace("{left}", left(seconds));
  // Two units are told: while hours are among them, a new minute changes nothing.
  setTimeout(() => tell(time), (seconds < 3600 ? 1 : 60) * 1000);
}

for (const time of document.querySelectorAll("[data-countdown]")) tell(time);
