"""Near-duplicates: which assets of a brand show the same picture as this one, by their PDQ fingerprints.

A fingerprint is cut into 16 numbered bands of 16 bits, and the GIN index finds every asset that shares one band,
exactly or with one bit flipped. Two fingerprints at most 31 bits apart always share such a band (31 / 16 < 2), so
nothing is missed; the exact distance is then counted on the few rows that were found.
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


def keys(fingerprint: str, distance: int) -> list[int]:
    """Return the bands that a fingerprint within `distance` must share one of: its own, and with one bit flipped.

    Up to 15 bits apart, 16 bands always leave one untouched, so the flips are not needed.
    """
    own = bands(fingerprint)
    if distance < BANDS:
        return own
    return own + [band ^ 1 << bit for band in own for bit in range(BAND_BITS)]


def near(
    fingerprint: str,
    *,
    brand_id: uuid.UUID,
    quality: int | None = None,
    distance: int = SAME_PICTURE,
    limit: int = 20,
    without: uuid.UUID | None = None,
) -> list[Near]:
    """Return what differs by at most `distance` bits, the nearest first; `without` leaves out the asset itself.

    Empty for a fingerprint that is missing or of too little quality. Raises ValueError for a distance above 31, which
    the index could not answer completely.
    """
    if distance > SAME_PICTURE:
        raise ValueError(f"the index finds fingerprints up to {SAME_PICTURE} bits apart, not {distance}")
    if len(fingerprint) != HEX_DIGITS or (quality is not None and quality < MIN_QUALITY):
        return []
    with by_index() as cursor:
        return search(
            cursor, fingerprint, brand_id=brand_id, distance=distance, limit=limit, without=without or uuid.UUID(int=0)
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
    table: str = TABLE,
) -> list[Near]:
    """Ask within `by_index`. `table` is for the benchmark, which measures on a million rows of its own."""
    cursor.execute(
        _SEARCH.format(table=connection.ops.quote_name(table)),
        {
            "fingerprint": fingerprint,
            "keys": keys(fingerprint, distance),
            "brand": brand_id,
            "without": without,
            "quality": MIN_QUALITY,
            "distance": distance,
            "limit": limit,
        },
    )
    return [Near(asset_id, bits) for asset_id, bits in cursor.fetchall()]


@contextmanager
def by_index() -> Iterator[CursorWrapper]:
    """Give a cursor whose plans use the index.

    The planner knows nothing about overlaps of 272 keys and guesses a whole-table scan (up to seconds), or compiles the
    query first. Both are turned off for these statements only. Django's connections prepare nothing on the server
    (`prepare_threshold` is None), so no generic plan creeps in after the fifth call.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        yield cursor
        # An outer transaction would inherit them.
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT")
