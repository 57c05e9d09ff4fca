"""Near-duplicates: which assets of a brand show the same picture as this one, by their PDQ fingerprints.

A fingerprint is cut into 16 numbered bands of 16 bits, and the GIN index finds every asset that shares one band with
ours or with one bit of ours flipped. Two fingerprints at most 31 bits apart always share such a band (31 / 16 < 2), so
with flips in all bands nothing is missed. Flips in every second band cost half of that and still find more than 99 in
100 at exactly 31 bits, and all up to 15; that is what people get who look at a photo. The distance itself is then
counted on the few rows that were found.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from submissions.models import Asset

BANDS, BAND_BITS = 16, 16
HEX_DIGITS = BANDS * BAND_BITS // 4
SAME_PICTURE = 31
TABLE = "submissions_asset"
# PDQ's authors advise against comparing hashes of featureless pictures: below this everything resembles everything.
MIN_QUALITY = 50


@dataclass(frozen=True, slots=True)
class Near:
    """An asset that shows nearly the same picture, and by how many of 256 bits it differs."""

    asset_id: uuid.UUID
    distance: int


def bands(fingerprint: str) -> list[int]:
    """Cut 256 bits into 16 numbered bands, as the index of near-duplicates wants them."""
    width = len(fingerprint) // BANDS
    return [band << BAND_BITS | int(fingerprint[band * width : (band + 1) * width], 16) for band in range(BANDS)]


def keys(fingerprint: str, distance: int, *, complete: bool = False) -> list[int]:
    """Return the bands to look for: its own, and with one bit flipped in every second band, or in all for `complete`.

    Up to 15 bits apart, 16 bands always leave one untouched, so no flips are needed.
    """
    own = bands(fingerprint)
    if distance < BANDS:
        return own
    turned = own if complete else own[::2]
    return own + [band ^ 1 << bit for band in turned for bit in range(BAND_BITS)]


def near(
    fingerprint: str,
    *,
    brand_id: uuid.UUID,
    quality: int | None = None,
    distance: int = SAME_PICTURE,
    limit: int = 20,
    without: uuid.UUID | None = None,
    complete: bool = False,
) -> list[Near]:
    """Return what differs by at most `distance` bits, the nearest first; `without` leaves out the asset itself.

    `complete` misses nothing at twice the cost; without it, up to one in a hundred is missed between 16 and 31 bits.

    Empty for a fingerprint that is missing or of too little quality. Raises ValueError for a distance above 31, which
    the index could not answer completely.
    """
    if distance > SAME_PICTURE:
        raise ValueError(f"the index finds fingerprints up to {SAME_PICTURE} bits apart, not {distance}")
    if len(fingerprint) != HEX_DIGITS or (quality is not None and quality < MIN_QUALITY):
        return []
    with by_index() as cursor:
        return search(
            cursor,
            fingerprint,
            brand_id=brand_id,
            distance=distance,
            limit=limit,
            without=without or uuid.UUID(int=0),
            complete=complete,
        )


def near_asset(asset: Asset, *, distance: int = SAME_PICTURE, limit: int = 20) -> list[Near]:
    """Return what is near an asset, within its brand and without itself."""
    return near(
        asset.fingerprint,
        brand_id=asset.brand_id,
        quality=asset.fingerprint_quality,
        distance=distance,
        limit=limit,
        without=asset.pk,
    )


# The distance is counted once per row that the index brought; MATERIALIZED keeps the planner from counting it twice.
_SEARCH = """
WITH found AS MATERIALIZED (
    SELECT id, bit_count(('x' || fingerprint)::bit(256) # ('x' || %(fingerprint)s)::bit(256)) AS distance
    FROM {table}
    WHERE fingerprint_bands && %(keys)s::integer[]
      AND brand_id = %(brand)s AND id <> %(without)s
      AND fingerprint_quality >= %(quality)s AND length(fingerprint) = 64
)
SELECT id, distance FROM found WHERE distance <= %(distance)s ORDER BY distance, id LIMIT %(limit)s
"""


def search(
    cursor: CursorWrapper,
    fingerprint: str,
    *,
    brand_id: uuid.UUID,
    distance: int,
    limit: int,
    without: uuid.UUID,
    complete: bool = False,
    table: str = TABLE,
) -> list[Near]:
    """Ask within `by_index`. `table` is for the benchmark, which measures on a million rows of its own."""
    cursor.execute(
        _SEARCH.format(table=connection.ops.quote_name(table)),
        {
            "fingerprint": fingerprint,
            "keys": keys(fingerprint, distance, complete=complete),
            "brand": brand_id,
            "without": without,
            "quality": MIN_QUALITY,
            "distance": distance,
            "limit": limit,
        },
    )
    return [Near(asset_id, bits) for asset_id, bits in cursor.fetchall()]


_PLAN = {"enable_seqscan": "off", "jit": "off", "max_parallel_workers_per_gather": "0", "effective_io_concurrency": "0"}


@contextmanager
def by_index() -> Iterator[CursorWrapper]:
    """Give a cursor whose plans use the index.

    The planner expects that many keys to bring a large part of the table (in truth it is half a percent): it would
    scan all of it (up to seconds), compile the query first, start parallel workers, or hand its reads to I/O workers.
    All are turned off for these statements only. Django's connections prepare nothing on the server
    (`prepare_threshold` is None), so no generic plan creeps in after the fifth call.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in _PLAN.items()))
        yield cursor
        # An outer transaction would inherit them.
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in _PLAN))
