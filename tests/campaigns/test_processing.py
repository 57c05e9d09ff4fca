"""The hero picture: checked, made bare, stored, and only then named by the campaign."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import mediakit
from accounts.actors import SYSTEM, VISITOR
from accounts.permissions import Denied
from campaigns import processing, services
from campaigns.models import Campaign
from core import storage
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def objects(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "objects"
    kept = settings.STORAGES["objects"]
    options = {**kept["OPTIONS"], "location": str(folder)}
    settings.STORAGES = {**settings.STORAGES, "objects": {**kept, "OPTIONS": options}}
    return folder


def picture(width: int = 3000, height: int = 1500) -> io.BytesIO:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    body = io.BytesIO()
    Image.new("RGB", (width, height), "#e4572e").save(body, "JPEG", exif=exif, comment=b"a secret comment")
    body.seek(0)
    return body


def test_set_hero_stores_a_bare_picture_and_names_it() -> None:
    campaign = factories.draft()
    changed = processing.set_hero(campaign=campaign, file=picture(), alt="Orange", by=SYSTEM, at=NOW)
    assert (changed.hero_width, changed.hero_height, changed.hero_alt, changed.version) == (2048, 1024, "Orange", 2)
    assert changed.hero_key.startswith(f"{campaign.brand_id}/")
    with storage.open(changed.hero_key) as stored:
        body = stored.read()
    assert Image.open(io.BytesIO(body)).size == (2048, 1024)
    assert b"SecretCamera" not in body
    assert b"secret comment" not in body


def test_set_hero_stores_lighter_codings_in_sizes_for_every_screen() -> None:
    campaign = processing.set_hero(campaign=factories.draft(), file=picture(), alt="Orange", by=SYSTEM, at=NOW)
    kept = {file.name: (file.content_type, file.width) for file in campaign.hero_files.all()}
    expected = {
        f"{kind}-{side}": (f"image/{kind}", side) for kind in ("avif", "webp") for side in (640, 1080, 1440, 2048)
    }
    assert kept == expected
    for file in campaign.hero_files.all():
        with storage.open(file.key) as stored:
            drawn = Image.open(stored)
            assert (drawn.format, drawn.width) == (file.content_type.removeprefix("image/").upper(), file.width)


def test_a_small_picture_is_not_enlarged() -> None:
    campaign = processing.set_hero(campaign=factories.draft(), file=picture(800, 600), alt="", by=SYSTEM, at=NOW)
    assert sorted({file.width for file in campaign.hero_files.all()}) == [640, 800]
    assert campaign.hero_files.count() == 4


def test_another_picture_takes_the_sizes_along_and_none_leaves_none() -> None:
    campaign = processing.set_hero(campaign=factories.draft(), file=picture(), alt="", by=SYSTEM, at=NOW)
    before = {file.key for file in campaign.hero_files.all()}
    processing.set_hero(campaign=campaign, file=picture(1000, 1000), alt="", by=SYSTEM, at=NOW)
    assert before.isdisjoint(campaign.hero_files.values_list("key", flat=True))
    services.remove_hero(campaign=campaign, by=SYSTEM, at=NOW)
    assert campaign.hero_files.count() == 0


def test_sizes_of_a_picture_that_was_replaced_meanwhile_are_not_named() -> None:
    campaign = processing.set_hero(campaign=factories.draft(), file=picture(), alt="", by=SYSTEM, at=NOW)
    old = Campaign.objects.get(pk=campaign.pk)
    Campaign.objects.filter(pk=campaign.pk).update(hero_key=f"{campaign.brand_id}/another")
    assert not services.keep_sizes(campaign=old, sizes=[])
    assert campaign.hero_files.count() == 8
    foreign = [services.Size("avif-640", "elsewhere/file", "image/avif", 640)]
    with pytest.raises(ValueError, match="elsewhere"):
        services.keep_sizes(campaign=Campaign.objects.get(pk=campaign.pk), sizes=foreign)


def test_set_hero_again_with_the_same_picture_changes_nothing() -> None:
    campaign = factories.draft()
    first = processing.set_hero(campaign=campaign, file=picture(), alt="Orange", by=SYSTEM, at=NOW)
    again = processing.set_hero(campaign=campaign, file=picture(), alt="Orange", by=SYSTEM, at=NOW)
    assert (again.hero_key, again.version) == (first.hero_key, first.version)


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff\xe0 not really"])
def test_set_hero_refuses_what_is_no_picture_with_a_sentence(body: bytes) -> None:
    campaign = factories.draft()
    with pytest.raises(mediakit.Permanent) as refusal:
        processing.set_hero(campaign=campaign, file=io.BytesIO(body), alt="", by=SYSTEM, at=NOW)
    assert refusal.value.sentence.endswith(".")
    assert Campaign.objects.get(pk=campaign.pk).hero_key == ""


def test_set_hero_asks_for_permission_before_any_work(objects: Path) -> None:
    with pytest.raises(Denied):
        processing.set_hero(campaign=factories.draft(), file=picture(), alt="", by=VISITOR, at=NOW)
    assert not objects.exists() or not any(objects.iterdir())
