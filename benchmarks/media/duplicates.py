"""Near-duplicates among a million fingerprints: `submissions.fingerprints` beside what one would do without an index.

Runs on a table of its own in the test database, through the very function that the review room calls.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import processes
from benchmarks.registry import Bench
from benchmarks.rows import Row

COUNT, QUERIES, BRUTE_QUERIES = 1_000_000, 400, 5
TABLE = "bench_fingerprints"
BRAND = uuid.UUID(int=1)
NOBODY = uuid.UUID(int=0)
Prints = NDArray[np.uint64]

_BANDS = ", ".join(f"{band << 16} + (get_byte(b, {2 * band}) << 8) + get_byte(b, {2 * band + 1})" for band in range(16))
# The same columns, types and index as submissions_asset.
_TABLE = f"""
CREATE TABLE {TABLE} AS
SELECT ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid AS id, '{BRAND}'::uuid AS brand_id,
       encode(b, 'hex')::varchar(64) AS fingerprint, 90::smallint AS fingerprint_quality,
       ARRAY[{_BANDS}]::integer[] AS fingerprint_bands
FROM (SELECT n, decode(hex, 'hex') AS b FROM {TABLE}_lines) AS lines
"""


def rows(bench: Bench, *, count: int = COUNT) -> Iterator[Row]:
    """Fill the table, search for planted near-duplicates, and do the same without the index."""
    chance = np.random.default_rng(20)
    prints = chance.integers(0, 1 << 64, (count, 4), dtype=np.uint64)
    wanted = chance.integers(0, count, QUERIES)
    # Half of them as far away as may be, where a search by bands has it hardest.
    flips = np.where(np.arange(QUERIES) % 2, 31, chance.integers(0, 32, QUERIES))
    planted = [_flipped(prints[one], int(bits), chance) for one, bits in zip(wanted, flips, strict=True)]
    with _scratch_table(prints) as built:
        yield Row(f"near-duplicates: index over {count:,} fingerprints, built in", built["seconds"], "s")
        yield Row("near-duplicates: size of the index", built["index_mb"], "MB")
        yield from _searches(planted, [int(one) for one in wanted])
        yield from _beside(prints, planted)


def _flipped(row: Prints, bits: int, chance: np.random.Generator) -> Prints:
    changed = row.copy()
    for bit in chance.choice(256, bits, replace=False):
        changed[bit // 64] ^= np.uint64(1 << int(bit) % 64)
    return changed


def _hex(row: Prints) -> str:
    return row.tobytes().hex()


def _searches(planted: list[Prints], wanted: list[int]) -> Iterator[Row]:
    for complete, title in ((False, "near-duplicates"), (True, "near-duplicates, complete")):
        before = _cpu()
        recall, times = _measured(planted, wanted, complete=complete)
        after = _cpu()
        mark = 20.0 if not complete else None
        yield Row(f"{title}: recall, half of them at 31 bits", recall, "share", 0.99, 1.0)
        yield Row(f"{title}: a search, median", median(times), "ms", mark, None, less_is_better=True)
        yield Row(f"{title}: a search, 95th percentile", quantiles(times, n=20)[-1], "ms")
        if before is not None and after is not None:
            yield Row(f"{title}: CPU of a search, here and in the server", 1000 * (after - before) / len(times), "ms")


def _cpu() -> float | None:
    """CPU seconds of this process and of the server process that answers it; None when that one is elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        local = "postgres" in Path(f"/proc/{pid}/cmdline").read_text()
        return process_time() + processes.tree_seconds(pid) if local else None
    except OSError:
        return None


def _measured(planted: list[Prints], wanted: list[int], *, complete: bool) -> tuple[float, list[float]]:
    """Return the share that was found and the milliseconds of each search."""
    from submissions import fingerprints

    found, times = 0, []
    asking: dict[str, Any] = {"brand_id": BRAND, "distance": 31, "limit": 20, "without": NOBODY, "table": TABLE}
    for row, number in zip(planted, wanted, strict=True):
        before = perf_counter()
        with fingerprints.by_index() as cursor:
            near = fingerprints.search(cursor, _hex(row), complete=complete, **asking)
        times.append(1000 * (perf_counter() - before))
        found += uuid.UUID(int=number) in {one.asset_id for one in near}
    return found / len(wanted), times


def _beside(prints: Prints, planted: list[Prints]) -> Iterator[Row]:
    """Without the index: PostgreSQL counting bits in every row, and numpy with everything in memory."""
    from django.db import connection

    columns = [np.ascontiguousarray(prints[:, word]) for word in range(4)]
    brute = f"SELECT id FROM {TABLE}_bits WHERE bit_count(fingerprint # %s::bit(256)) <= 31"

    def counting(row: Prints) -> object:
        with connection.cursor() as cursor:
            cursor.execute(brute, ["x" + _hex(row)])
            return cursor.fetchall()

    def in_memory(row: Prints) -> object:
        bits = sum(np.bitwise_count(column ^ word) for column, word in zip(columns, row, strict=True))
        return np.flatnonzero(bits <= 31)

    yield Row("near-duplicates: without index, bit_count in PostgreSQL", _median_ms(counting, planted), "ms")
    yield Row("near-duplicates: without index, numpy", _median_ms(in_memory, planted), "ms")


def _median_ms(search: Callable[[Prints], object], planted: list[Prints]) -> float:
    times = []
    for row in planted[:BRUTE_QUERIES]:
        before = perf_counter()
        search(row)
        times.append(1000 * (perf_counter() - before))
    return median(times)


@contextmanager
def _scratch_table(prints: Prints) -> Iterator[dict[str, float]]:
    """Fill the table and take it away again, whatever happens."""
    with django_with_postgres():
        from django.db import connection

        from ugc_platform import database_roles

        with database_roles.as_owner(), connection.cursor() as cursor:
            _drop(cursor)
            try:
                yield _filled(cursor, prints)
            finally:
                _drop(cursor)
        connection.close()


@contextmanager
def django_with_postgres() -> Iterator[None]:
    """Have Django and a PostgreSQL: the one that DATABASE_URL names, or the one that the tests share."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.apps import apps
    from django.conf import settings

    if not apps.ready:
        django.setup()
    from tests import roles
    from ugc_platform.embedded import shared

    if os.environ.get("DATABASE_URL"):
        roles.make_application()
        yield
        return
    with shared.postgres(settings.DATA_DIR):
        yield


@contextmanager
def database_of_its_own(name: str) -> Iterator[None]:
    """An empty database with all tables on that PostgreSQL: its owner makes and removes it, the application uses it."""
    with django_with_postgres():
        from django.db import connection

        from ugc_platform import database_roles

        connection.settings_dict["TEST"]["NAME"] = name
        before = connection.settings_dict["NAME"]
        with database_roles.as_owner():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            with database_roles.as_owner():
                connection.creation.destroy_test_db(before, verbosity=0)


def _filled(cursor: Any, prints: Prints) -> dict[str, float]:
    cursor.execute(f"CREATE UNLOGGED TABLE {TABLE}_lines (n integer, hex text)")
    with cursor.copy(f"COPY {TABLE}_lines FROM STDIN") as copy:
        for start in range(0, len(prints), 10_000):
            part = prints[start : start + 10_000]
            copy.write("".join(f"{start + place}\t{_hex(row)}\n" for place, row in enumerate(part)))
    cursor.execute(_TABLE)
    cursor.execute(
        f"CREATE UNLOGGED TABLE {TABLE}_bits AS SELECT id, ('x' || fingerprint)::bit(256) AS fingerprint FROM {TABLE}"
    )
    before = perf_counter()
    cursor.execute("SET maintenance_work_mem = '256MB'")
    cursor.execute(f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (fingerprint_bands)")
    seconds = perf_counter() - before
    cursor.execute(f"VACUUM ANALYZE {TABLE}")
    cursor.execute("CHECKPOINT")  # or searches would write the fresh pages out
    cursor.execute(f"SELECT pg_relation_size('{TABLE}_gin') / 1e6")
    return {"seconds": seconds, "index_mb": float(cursor.fetchone()[0])}


def _drop(cursor: Any) -> None:
    for table in (f"{TABLE}_lines", f"{TABLE}_bits", TABLE):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
