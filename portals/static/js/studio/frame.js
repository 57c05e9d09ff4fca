// On a phone the sections of the studio are one line that scrolls: bring the current one into sight.
const nav = document.querySelector(".sidenav");
const current = nav?.querySelector("[aria-current]");
if (current) {
  const [line, mark] = [nav.getBoundingClientRect(), current.getBoundingClientRect()];
  nav.scrollLeft += mark.left + mark.width / 2 - (line.left + line.width / 2);
}
