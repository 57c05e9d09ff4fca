"""Uploads in parts: what they cost beside a plain PUT to the same store, and what twenty cuts cost."""

from collections.abc import Iterator

from benchmarks.media.duplicates import database_of_its_own
from benchmarks.registry import Bench
from benchmarks.rows import Row
from benchmarks.uploads import cutting, ingest, memory, places, signing

STORES = ("folder", "bucket")


def rows(bench: Bench) -> Iterator[Row]:
    """Measure each store with a real web process, a database of its own and a real client over the loopback."""
    with database_of_its_own(places.DATABASE):
        for store in STORES:
            with places.opened(bench.folder / "uploads", store) as place:
                yield from ingest.rows(bench, place)
                yield from memory.rows(place)
                yield from signing.rows(place)
        for store in STORES:
            with places.opened(bench.folder / "uploads", store, through_bad_net=True) as place:
                yield from ingest.on_a_line(bench, place)
                yield from cutting.rows(bench, place)
