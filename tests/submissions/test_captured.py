"""When a picture was taken: an instant keeps its offset, a camera's clock stays as it stood."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Brand
from accounts.roles import Role
from submissions import captured
from submissions.models import Asset
from tests import factories
from tests.portals import rooms
from tests.portals.api.conftest import Caller, photo


@pytest.mark.parametrize(
    ("said", "at", "kind", "offset", "told"),
    [
        (None, None, "", None, None),
        ("2026-02-31T25:00:00", None, "", None, None),
        ("yesterday", None, "", None, None),
        ("2026-05-01T10:00:00", datetime(2026, 5, 1, 10, tzinfo=UTC), "local", None, "2026-05-01T10:00:00"),
        (
            "2026-05-01T10:00:00+02:00",
            datetime(2026, 5, 1, 8, tzinfo=UTC),
            "instant",
            120,
            "2026-05-01T10:00:00+02:00",
        ),
        ("2026-05-01T10:00:00+00:00", datetime(2026, 5, 1, 10, tzinfo=UTC), "instant", 0, "2026-05-01T10:00:00Z"),
        (
            "2026-05-01T10:00:00-09:30",
            datetime(2026, 5, 1, 19, 30, tzinfo=UTC),
            "instant",
            -570,
            "2026-05-01T10:00:00-09:30",
        ),
    ],
)
def test_what_a_file_says_of_its_time_comes_back_as_it_was(
    said: str | None, at: datetime | None, kind: str, offset: int | None, told: str | None
) -> None:
    kept = captured.fields(said)
    row: Any = SimpleNamespace(**kept)

    assert kept == {"captured_at": at, "captured_at_kind": kind, "captured_at_offset": offset}
    assert (captured.told(row), captured.kind(row)) == (told, kind or None)


def _taken(when: str, zone: str = "") -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = when
    if zone:
        exif.get_ifd(0x8769)[0x9011] = zone
    body = io.BytesIO()
    Image.new("RGB", (64, 48), "orange").save(body, "JPEG", exif=exif)
    return body.getvalue()


def _pages(brand: Brand, submission: str) -> list[str]:
    client: Client = rooms.signed_in(brand, Role.OWNER)
    addresses = [
        reverse(name, kwargs={"brand": brand.slug, "submission": submission})
        for name in ("moderators:item", "marketers:item")
    ]
    return [client.get(address).content.decode() for address in addresses]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("zone", "told", "kind", "shown"),
    [
        ("+02:00", "2026-07-04T20:30:00+02:00", "instant", "July 4, 2026, 8:30 p.m. CEST"),
        ("-07:00", "2026-07-04T20:30:00-07:00", "instant", "July 5, 2026, 5:30 a.m. CEST"),
        ("", "2026-07-04T20:30:00", "local", "July 4, 2026, 8:30 p.m."),
    ],
)
def test_api_and_pages_agree_on_when_a_picture_was_taken(zone: str, told: str, kind: str, shown: str) -> None:
    brand = factories.brand()
    Brand.objects.filter(pk=brand.pk).update(timezone="Europe/Berlin")
    campaign = factories.campaign(brand)

    sent = Caller().send(campaign, [photo(content=_taken("2026:07:04 20:30:00", zone))]).json()
    (asset,) = Caller(factories.api_token(brand)).get(f"submissions/{sent['id']}/").json()["assets"]

    assert (asset["captured_at"], asset["captured_at_kind"]) == (told, kind)
    for page in _pages(brand, sent["id"]):
        assert shown in page
        assert (f"{shown} C" in page, "by the camera’s clock" in page) == (False, kind == "local")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["Europe/Berlin", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("when", "zone", "known"),
    [
        ("9999:12:31 23:30:00", "+00:00", False),
        ("0001:01:01 00:00:00", "Z", False),
        ("2999:12:31 23:59:59", "-14:00", True),
        ("1826:01:01 00:00:00", "+14:00", True),
    ],
)
def test_a_time_at_the_end_of_the_calendar_breaks_no_page(where: str, when: str, zone: str, known: bool) -> None:
    brand = factories.brand()
    Brand.objects.filter(pk=brand.pk).update(timezone=where)
    campaign = factories.campaign(brand)

    sent = Caller().send(campaign, [photo(content=_taken(when, zone))]).json()
    (asset,) = Caller(factories.api_token(brand)).get(f"submissions/{sent['id']}/").json()["assets"]

    assert bool(asset["captured_at"]) == known
    client: Client = rooms.signed_in(brand, Role.OWNER)
    for address in (
        reverse("moderators:queue", kwargs={"brand": brand.slug}),
        reverse("marketers:item", kwargs={"brand": brand.slug, "submission": sent["id"]}),
    ):
        assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_lost_sound_is_said_to_those_who_decide() -> None:
    brand = factories.brand()
    submission = rooms.item(factories.campaign(brand), kinds=("video",))
    Asset.objects.filter(submission=submission).update(has_audio=True, duration_ms=3000, unheard_sound="ac4")

    for page in _pages(brand, str(submission.pk)):
        assert "left out: stored as ac4" in page
        assert "with sound" not in page
