"""What a visitor on a phone and a slow line waits for: the largest picture or title, and whether anything jumps.

Each page stands beside the same page without srcset and preload, from the same server in the same run, in turns.
"""

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from benchmarks.pages import phone, site
from benchmarks.registry import Bench
from benchmarks.rows import Row

PEER = "the same page without srcset and preload"
LCP = Row("largest paint", None, "s", must=1.8, goal=1.5, peer=PEER, less_is_better=True)
CLS = Row("layout shift", None, "", must=0.02, goal=0.01, peer=PEER, less_is_better=True)
BYTES = Row("all of it", None, "kB", peer=PEER, less_is_better=True)
ROUND_SECONDS = 70.0


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the three pages; the medians of the rounds count."""
    if not phone.CHROMIUM.exists():
        yield from (replace(row, reason=f"no browser at {phone.CHROMIUM}") for row in (LCP, CLS))
        return
    with site.opened(bench.folder / "pages") as place, phone.browser() as running:
        phone.look(running, place.ours + place.paths["front"])  # nobody's first request warms the server
        seen: dict[str, list[tuple[phone.Seen, phone.Seen]]] = {name: [] for name in place.paths}
        for _round in bench.repeats(ROUND_SECONDS):
            for name, path in place.paths.items():
                seen[name].append((phone.look(running, place.ours + path), phone.look(running, place.peer + path)))
        for name, pairs in seen.items():
            yield from _rows(name, pairs)


def _rows(name: str, pairs: list[tuple[phone.Seen, phone.Seen]]) -> Iterator[Row]:
    for row, what in ((LCP, "lcp"), (CLS, "cls"), (BYTES, "kilobytes")):
        ours, peer = (float(median(getattr(pair[side], what) for pair in pairs)) for side in (0, 1))
        yield replace(row, name=f"{name} page: {row.name}", value=ours, peer_value=peer)
