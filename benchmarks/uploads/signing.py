"""How many parts the web server signs in a second of CPU: each is checked, written down and signed, one by one."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.processes import tree_seconds
from benchmarks.rows import Row
from benchmarks.uploads.places import Place
from tests.fault import cuts

CALLS, AT_ONCE, PARTS = 300, 4, 80


def rows(place: Place) -> Iterator[Row]:
    """Parts a CPU second of the web server, beside what it answers when it has nothing to do."""
    phone = place.phone()
    begun = phone.call("POST", f"campaigns/{phone.campaign}/uploads/", {**phone.said, "size": PARTS * cuts.PART})

    def sign(call: int) -> None:
        wanted = {"number": call % PARTS + 1, "size": cuts.PART, "sha256": f"{call % PARTS:064x}"}
        phone.call("POST", f"uploads/{begun['id']}/parts/", wanted)

    ours, theirs = _rate(place, sign), _rate(place, lambda call: place.server.answers())
    place.clear()
    yield Row(
        f"{place.store}: parts signed", ours, "a CPU second", 50.0, 100.0, "an empty answer of the same server", theirs
    )


def _rate(place: Place, act: Callable[[int], object]) -> float:
    before = _used(place)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(act, range(CALLS)))
    return CALLS / (_used(place) - before)


def _used(place: Place) -> float:
    return sum(tree_seconds(pid) for pid in place.server.pids())
