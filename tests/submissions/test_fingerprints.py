"""Near-duplicates are found completely, within their brand, and the planner's settings are put back."""

import random
import uuid

import pytest
from django.db import connection, transaction

from submissions import fingerprints, queries
from submissions.fingerprints import Near
from submissions.models import Asset
from tests.submissions import makers

PRINT = f"{random.Random(7).getrandbits(256):064x}"


def flipped(fingerprint: str, bits: list[int]) -> str:
    value = int(fingerprint, 16)
    for bit in bits:
        value ^= 1 << bit
    return f"{value:064x}"


def asset(fingerprint: str, *, like: Asset | None = None, quality: int = 90) -> Asset:
    of = like.submission.campaign if like else None
    made = makers.submission(of=of).assets.get()
    made.fingerprint, made.fingerprint_quality = fingerprint, quality
    made.fingerprint_bands = fingerprints.bands(fingerprint)
    made.save()
    return made


def test_a_fingerprint_is_cut_into_numbered_bands() -> None:
    assert fingerprints.bands("0001" * 15 + "ffff") == [*(band << 16 | 1 for band in range(15)), 15 << 16 | 0xFFFF]


def test_complete_keys_are_272_the_usual_ones_144_and_16_are_enough_for_15_bits() -> None:
    assert len(set(fingerprints.keys(PRINT, 31, complete=True))) == 272
    assert len(set(fingerprints.keys(PRINT, 31))) == 144
    assert fingerprints.keys(PRINT, 15) == fingerprints.bands(PRINT)


@pytest.mark.parametrize("distance", [0, 1, 15, 16, 30, 31])
def test_every_pattern_of_flips_within_the_distance_shares_a_key_of_the_complete_ones(distance: int) -> None:
    chance = random.Random(distance)
    wanted = set(fingerprints.keys(PRINT, distance, complete=True))
    for _ in range(300):
        assert wanted & set(fingerprints.bands(flipped(PRINT, chance.sample(range(256), distance))))
    # The hardest case: the flips are spread as evenly as they can be.
    even = [band * 16 + turn * 7 for turn in (0, 1) for band in range(16)]
    assert wanted & set(fingerprints.bands(flipped(PRINT, even[:distance])))


def test_the_usual_keys_find_99_in_100_at_the_very_edge() -> None:
    chance, wanted = random.Random(3), set(fingerprints.keys(PRINT, 31))
    tries = (flipped(PRINT, chance.sample(range(256), 31)) for _ in range(3000))
    assert sum(bool(wanted & set(fingerprints.bands(one))) for one in tries) >= 0.99 * 3000


@pytest.mark.django_db
def test_the_nearest_come_first_and_the_distance_is_exact() -> None:
    here = asset(PRINT)
    far = asset(flipped(PRINT, list(range(0, 256, 8))[:31]), like=here)
    close = asset(flipped(PRINT, [3, 77]), like=here)
    asset(flipped(PRINT, list(range(32))), like=here)
    assert fingerprints.near_asset(here) == [Near(close.pk, 2), Near(far.pk, 31)]
    assert fingerprints.near(PRINT, brand_id=here.brand_id, without=here.pk, complete=True)[1] == Near(far.pk, 31)
    assert fingerprints.near_asset(here, distance=15) == [Near(close.pk, 2)]
    assert fingerprints.near_asset(here, limit=1) == [Near(close.pk, 2)]


@pytest.mark.django_db
def test_what_was_taken_back_is_no_duplicate_to_show() -> None:
    here = asset(PRINT)
    close, gone = (asset(flipped(PRINT, [bit]), like=here) for bit in (1, 2))
    Asset.objects.filter(pk=gone.pk).update(withdrawn_at=makers.AT)
    assert queries.near_duplicates(here, limit=5) == [(close, 1)]


@pytest.mark.django_db
def test_another_brand_is_never_found() -> None:
    here, there = asset(PRINT), asset(PRINT)
    assert here.brand_id != there.brand_id
    assert fingerprints.near_asset(here) == []
    assert fingerprints.near(PRINT, brand_id=there.brand_id) == [Near(there.pk, 0)]


@pytest.mark.django_db
def test_featureless_pictures_are_not_compared() -> None:
    here = asset(PRINT)
    dull = asset(PRINT, like=here, quality=fingerprints.MIN_QUALITY - 1)
    assert fingerprints.near_asset(here) == []
    assert fingerprints.near_asset(dull) == []


@pytest.mark.django_db
def test_an_asset_without_a_fingerprint_has_no_neighbours() -> None:
    assert fingerprints.near("", brand_id=uuid.uuid4()) == []


def test_a_distance_that_the_index_cannot_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        fingerprints.near(PRINT, brand_id=uuid.uuid4(), distance=32)


@pytest.mark.django_db
def test_the_index_is_used_and_the_planner_is_left_as_it_was() -> None:
    here = asset(PRINT)
    with transaction.atomic():
        with fingerprints.by_index() as cursor:
            cursor.execute(
                "EXPLAIN SELECT id FROM submissions_asset WHERE fingerprint_bands && %s::integer[]",
                [fingerprints.keys(here.fingerprint, 31)],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('enable_seqscan'), current_setting('jit') = reset_val "
                "FROM pg_settings WHERE name = 'jit'"
            )
            assert cursor.fetchone() == ("on", True)
    assert "asset_near_duplicates" in plan
