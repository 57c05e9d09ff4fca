"""The torture: 210 MB through a network that fails twenty times. The table of the cuts is kept beside the figures."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured
from benchmarks.uploads.places import Place
from tests.fault import cuts

PARTS, CUTS, SEED = 40, 20, 9
NEEDED = 60.0


def rows(bench: Bench, place: Place) -> Iterator[Row]:
    """Parts sent again for each cut, and whether the bytes are the same."""
    name = f"{place.store}: 210 MB, 20 cuts"
    if bench.left() < NEEDED:
        yield unmeasured(name, "", "this machine was too busy: no time was left")
        return
    assert place.network is not None
    with tempfile.TemporaryDirectory() as folder:
        content = cuts.clip(Path(folder), PARTS * cuts.PART)
    place.network.begin_anew(cuts.plan(CUTS, parts=PARTS, seed=SEED))
    phone = place.phone()
    id_ = phone.send(content)
    cost = cuts.cost(content, phone, place.network)
    (bench.folder / f"uploads-cuts-{place.store}.md").write_text(cuts.table(phone, place.network))
    place.network.begin_anew({})
    again = cost.sent_again / cost.cuts
    same = float(place.content_of(id_) == content)
    yield Row(f"{name}: parts sent again for a cut", again, "parts", 1.0, 1.0, less_is_better=True)
    yield Row(f"{name}: bytes sent again", cost.bytes_more / 1e6, "MB", CUTS * cuts.PART / 1e6, less_is_better=True)
    yield Row(f"{name}: arrives identical", same, "of 1", 1.0, 1.0)
    place.clear()
