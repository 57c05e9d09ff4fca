"""What a visitor on a phone and a slow line waits for: the largest picture or title, and whether anything jumps.

Each page stands beside the same page without srcset and preload, from the same server in the same run, in turns.
"""

from collections.abc import Iterator
from statistics import median

from benchmarks.pages import phone, site
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

PEER = "the same page without srcset and preload"
LCP = {"must": 1.8, "goal": 1.5, "less_is_better": True}
CLS = {"must": 0.02, "goal": 0.01, "less_is_better": True}
ROUND_SECONDS = 70.0


def rows(bench: Bench) -> Iterator[Row]:
    """Measure the three pages; the medians of the rounds count."""
    if not phone.CHROMIUM.exists():
        yield unmeasured("largest paint", "s", f"no browser at {phone.CHROMIUM}", peer=PEER, **LCP)
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
    def middle(side: int, what: str) -> float:
        return median(getattr(pair[side], what) for pair in pairs)

    yield Row(f"{name} page: largest paint", middle(0, "lcp"), "s", peer=PEER, peer_value=middle(1, "lcp"), **LCP)
    yield Row(f"{name} page: layout shift", middle(0, "cls"), "", peer=PEER, peer_value=middle(1, "cls"), **CLS)
    kilobytes = (middle(0, "kilobytes"), middle(1, "kilobytes"))
    yield Row(f"{name} page: all of it", kilobytes[0], "kB", peer=PEER, peer_value=kilobytes[1], less_is_better=True)
