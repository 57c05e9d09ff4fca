"""How fast a file arrives in parts, beside a plain PUT of it: on the clock, one round of each after the other."""

import hashlib
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.registry import Bench
from benchmarks.rows import Row
from benchmarks.uploads.places import Place, plain_put
from tests.fault import cuts
from tests.fault.phone import Phone, put

PARTS = 20
AT_ONCE = 3  # as a browser does
LINE = 25e6  # bytes a second
ROUNDS = 3
RESERVE = 240.0  # seconds for what comes later
PEER = "one plain PUT with its checksum"


def rows(bench: Bench, place: Place) -> Iterator[Row]:
    """As fast as the loopback goes, where nothing hides what signing, checking and joining cost."""
    size, ours, theirs, ratio = _contest(bench, place, PARTS)
    name = f"{place.store}: {size:.0f} MB in parts"
    yield Row(name, size / ours, "MB/s", None, None, PEER, size / theirs)
    yield Row(f"{name}, beside a plain PUT", ratio, "×", 0.4, 0.8, PEER, 1.0)


def on_a_line(bench: Bench, place: Place) -> Iterator[Row]:
    """On the fastest line that a phone may have."""
    assert place.network is not None
    place.network.rate = LINE
    size, _ours, _theirs, ratio = _contest(bench, place, PARTS // 2)
    place.network.rate = 0.0
    yield Row(f"{place.store}: {size:.0f} MB over 200 Mbit/s, beside a plain PUT", ratio, "×", 0.8, 0.95, PEER, 1.0)


def _contest(bench: Bench, place: Place, parts: int) -> tuple[float, float, float, float]:
    """The size in MB, the seconds of ours and of the plain PUT, and how much faster ours was, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        content = cuts.clip(Path(folder), parts * cuts.PART)
    ours, theirs = [], []
    with plain_put(place) as plain:
        send(place.phone(), content)
        plain(content)
        place.clear()
        for _ in islice(bench.repeats(RESERVE), ROUNDS):
            ours.append(_seconds(lambda: send(place.phone(), content)))
            theirs.append(_seconds(lambda: plain(content)))
            place.clear()
    ratio = statistics.median(their / our for our, their in zip(ours, theirs, strict=True))
    return len(content) / 1e6, statistics.median(ours), statistics.median(theirs), ratio


def _seconds(act: Callable[[], object]) -> float:
    before = perf_counter()
    act()
    return perf_counter() - before


def send(phone: Phone, content: bytes) -> str:
    """Begin, send all parts, several at once, and complete. The phone's own hashing is part of it."""
    begun = phone.call("POST", f"campaigns/{phone.campaign}/uploads/", {**phone.said, "size": len(content)})
    id_, size = str(begun["id"]), int(begun["part_size"])

    def one(number: int) -> None:
        part = content[(number - 1) * size : number * size]
        wanted = {"number": number, "size": len(part), "sha256": hashlib.sha256(part).hexdigest()}
        signed = phone.call("POST", f"uploads/{id_}/parts/", wanted)
        if put(signed["url"], signed["headers"], part) != 200:
            raise RuntimeError(f"part {number} was refused")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(1, -(-len(content) // size) + 1)))
    phone.call("POST", f"uploads/{id_}/complete/", {})
    return id_
