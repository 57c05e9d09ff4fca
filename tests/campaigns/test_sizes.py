"""Sizes of pictures from before there were any: a worker draws them, and what cannot be drawn is not tried for ever."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import mediakit
from accounts.actors import SYSTEM
from campaigns import processing, services, tasks
from campaigns.models import Campaign
from campaigns.services import sizes
from core import storage
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _objects(tmp_path: Path, settings: Any) -> None:
    kept = settings.STORAGES["objects"]
    options = {**kept["OPTIONS"], "location": str(tmp_path / "objects")}
    settings.STORAGES = {**settings.STORAGES, "objects": {**kept, "OPTIONS": options}}


def of_before(body: bytes | None = None) -> Campaign:
    """A campaign whose picture has no sizes; without a body there is no object either."""
    campaign = factories.draft()
    key = f"{campaign.brand_id}/campaign-{campaign.pk}/hero-1-of-before"
    if body is not None:
        storage.put(key, io.BytesIO(body), "image/jpeg")
    Campaign.objects.filter(pk=campaign.pk).update(hero_key=key, hero_width=1200, hero_height=600)
    campaign.refresh_from_db()
    return campaign


def jpeg() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (1200, 600), "#e4572e").save(body, "JPEG")
    return body.getvalue()


def state(campaign: Campaign) -> tuple[int, int, str]:
    """How many files, attempts and which error there are."""
    campaign.refresh_from_db()
    return campaign.hero_files.count(), campaign.sizes_attempts, campaign.sizes_error.partition("(")[0]


def test_the_sweep_asks_once_and_a_worker_draws_them() -> None:
    campaign = of_before(jpeg())
    version = campaign.version
    assert [services.nudge_sizes(at=NOW), services.nudge_sizes(at=NOW)] == [1, 0], "not each minute anew"
    assert services.nudge_sizes(at=LATER) == 1, "a lost nudge is repeated"
    tasks.draw_sizes(campaign_id=str(campaign.pk))
    tasks.draw_sizes(campaign_id=str(campaign.pk))
    assert state(campaign) == (6, 1, "")
    assert (campaign.version, services.nudge_sizes(at=LATER + timedelta(hours=1))) == (version, 0)


def test_the_sweep_itself_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(mediakit, "run_isolated", never)
    campaign = of_before(jpeg())
    assert (services.nudge_sizes(at=NOW), state(campaign)) == (1, (0, 0, ""))


@pytest.mark.parametrize(("body", "error"), [(b"\xff\xd8\xff\xe0 not really", "Permanent"), (None, "Missing")])
def test_what_can_never_be_drawn_says_so_on_its_row_and_is_left_alone(body: bytes | None, error: str) -> None:
    campaign = of_before(body)
    assert not processing.draw_sizes(campaign_id=campaign.pk)
    assert state(campaign) == (0, 1, error)
    assert services.nudge_sizes(at=LATER) == 0
    assert not processing.draw_sizes(campaign_id=campaign.pk)
    assert state(campaign) == (0, 1, error)


def test_what_may_pass_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise mediakit.Temporary("slow")

    campaign = of_before(jpeg())
    monkeypatch.setattr(mediakit, "run_isolated", slow)
    for attempt in (1, 2):
        processing.draw_sizes(campaign_id=campaign.pk)
        assert state(campaign) == (0, attempt, "")
    processing.draw_sizes(campaign_id=campaign.pk)
    assert state(campaign) == (0, 3, "Temporary")
    assert services.nudge_sizes(at=LATER) == 0


def test_a_worker_that_dies_over_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise SystemExit

    campaign = of_before(jpeg())
    monkeypatch.setattr(mediakit, "run_isolated", killed)
    for attempt in range(3):
        assert services.nudge_sizes(at=NOW + attempt * sizes.AGAIN) == 1
        with pytest.raises(SystemExit):
            processing.draw_sizes(campaign_id=campaign.pk)
    # Whoever draws them for the third time may still be at it.
    assert (services.nudge_sizes(at=NOW + 3 * sizes.AGAIN - timedelta(seconds=1)), state(campaign)) == (0, (0, 3, ""))
    assert (services.nudge_sizes(at=NOW + 3 * sizes.AGAIN), state(campaign)) == (0, (0, 3, sizes.KILLED))


def test_what_was_drawn_in_the_end_has_no_reason_against_it() -> None:
    campaign = of_before(jpeg())
    Campaign.objects.filter(pk=campaign.pk).update(sizes_attempts=2)
    assert processing.draw_sizes(campaign_id=campaign.pk)
    assert (services.nudge_sizes(at=LATER), state(campaign)) == (0, (6, 3, ""))


def test_a_store_that_is_away_uses_up_no_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_key: str) -> None:
        raise storage.Unavailable("away")

    campaign = of_before(jpeg())
    with monkeypatch.context() as patched:
        patched.setattr(storage, "open", away)
        for _attempt in range(4):
            assert not processing.draw_sizes(campaign_id=campaign.pk)
    assert state(campaign) == (0, 0, "")
    assert processing.draw_sizes(campaign_id=campaign.pk)


def test_another_picture_is_counted_anew() -> None:
    campaign = of_before(b"no picture")
    processing.draw_sizes(campaign_id=campaign.pk)
    assert state(campaign)[1:] != (0, "")
    processing.set_hero(campaign=campaign, file=io.BytesIO(jpeg()), alt="", by=SYSTEM, at=NOW)
    assert state(campaign) == (6, 0, "")
    assert not processing.draw_sizes(campaign_id=factories.draft().pk), "nor is there anything to draw without one"
