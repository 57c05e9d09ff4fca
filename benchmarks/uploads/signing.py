"""How many parts a web process signs in a second: each is checked, written down and signed, one request for each."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

from benchmarks.rows import Row
from benchmarks.uploads.places import Place
from tests.fault import cuts

CALLS, AT_ONCE, PARTS = 300, 4, 80


def rows(place: Place) -> Iterator[Row]:
    """Parts a second, beside what the same server answers when it has nothing to do."""
    phone = place.phone()
    begun = phone.call("POST", f"campaigns/{phone.campaign}/uploads/", {**phone.said, "size": PARTS * cuts.PART})

    def sign(call: int) -> None:
        wanted = {"number": call % PARTS + 1, "size": cuts.PART, "sha256": f"{call % PARTS:064x}"}
        phone.call("POST", f"uploads/{begun['id']}/parts/", wanted)

    ours, theirs = _rate(sign), _rate(lambda call: place.server.answers())
    place.clear()
    yield Row(
        f"{place.store}: parts signed", ours, "a second", 20.0, 60.0, "an empty answer of the same server", theirs
    )


def _rate(act: Callable[[int], object]) -> float:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        before = perf_counter()
        list(pool.map(act, range(CALLS)))
        return CALLS / (perf_counter() - before)
