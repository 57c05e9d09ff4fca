"""The logo: checked, made bare, stored in two sizes, only then named by the brand; nothing is left of the old one."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw, PngImagePlugin

import mediakit
from accounts import processing
from accounts.models import AuditEntry, Brand
from accounts.permissions import Denied
from accounts.roles import Role
from core import storage
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
Commit = Any  # django_capture_on_commit_callbacks


@pytest.fixture(autouse=True)
def objects(tmp_path: Path, settings: Any) -> Path:
    folder = tmp_path / "objects"
    kept = settings.STORAGES["objects"]
    options = {**kept["OPTIONS"], "location": str(folder)}
    settings.STORAGES = {**settings.STORAGES, "objects": {**kept, "OPTIONS": options}}
    return folder


def drawn(colour: str = "#204030", size: tuple[int, int] = (1600, 400), ground: str = "#00000000") -> io.BytesIO:
    image = Image.new("RGBA", size, ground)
    ImageDraw.Draw(image).rectangle((size[0] // 8, 0, size[0] // 2, size[1]), fill=colour)
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "a secret comment")
    body = io.BytesIO()
    image.save(body, "PNG", pnginfo=info)
    body.seek(0)
    return body


def files(objects: Path) -> set[str]:
    return {str(path.relative_to(objects)) for path in objects.rglob("*") if path.is_file()}


def named(brand: Brand) -> set[str]:
    return {brand.logo_key, brand.logo_print_key, *brand.logo_files.values_list("key", flat=True)}


def test_a_small_logo_is_not_enlarged() -> None:
    brand = factories.brand()
    kept = processing.set_logo(brand=brand, file=drawn(size=(200, 100)), by=factories.owner(brand), at=NOW)
    assert (kept.logo_width, [file.width for file in kept.logo_files.all()]) == (200, [160])


def test_a_logo_is_bare_pixels_with_their_transparency_in_two_sizes(objects: Path) -> None:
    brand = factories.brand()
    kept = processing.set_logo(brand=brand, file=drawn(), by=factories.owner(brand), at=NOW)
    brand.refresh_from_db()
    assert (brand.logo_key, brand.logo_width, brand.logo_height, brand.logo_ground) == (kept.logo_key, 320, 80, "light")
    assert files(objects) == named(brand)
    assert {key.rpartition("-")[0] for key in files(objects)} == {
        f"{brand.pk}/brand/logo-1",
        f"{brand.pk}/brand/logo-160-1",
        f"{brand.pk}/brand/logo-640-1",
        f"{brand.pk}/brand/logo-print-1",
    }
    small, large = brand.logo_files.all()
    assert (small.width, large.width) == (160, 640)
    for key, form, size in (
        (small.key, "WEBP", (160, 40)),
        (large.key, "WEBP", (640, 160)),
        (brand.logo_key, "WEBP", (320, 80)),
        (brand.logo_print_key, "PNG", (800, 200)),
    ):
        with storage.open(key) as stored:
            body = stored.read()
        made = Image.open(io.BytesIO(body))
        assert (made.format, made.size, made.mode) == (form, size, "RGBA")
        assert (made.getpixel((1, 1)), b"secret" in body) == ((*made.getpixel((1, 1))[:3], 0), False)  # type: ignore[index]
    assert AuditEntry.objects.filter(action="brand.logo").get().detail == {"shown": True}


def test_what_was_replaced_or_removed_is_gone_from_the_store(
    objects: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    brand = factories.brand()
    owner = factories.owner(brand)
    processing.set_logo(brand=brand, file=drawn(), by=owner, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        same = processing.set_logo(brand=brand, file=drawn(), by=owner, at=NOW)
    assert files(objects) == named(same), "the same picture again is the same files"
    with django_capture_on_commit_callbacks(execute=True):
        other = processing.set_logo(brand=brand, file=drawn("#e0c060"), by=owner, at=NOW)
    assert other.logo_key != same.logo_key
    assert files(objects) == named(other)
    with django_capture_on_commit_callbacks(execute=True):
        processing.remove_logo(brand=brand, by=owner, at=NOW)
    brand.refresh_from_db()
    assert (brand.logo_key, brand.logo_print_key, brand.logo_width, brand.logo_ground) == ("", "", None, "")
    assert files(objects) == set()


def test_a_store_that_fails_while_clearing_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Commit
) -> None:
    brand = factories.brand()
    owner = factories.owner(brand)
    processing.set_logo(brand=brand, file=drawn(), by=owner, at=NOW)

    def fails(key: str) -> None:
        raise storage.Unavailable(key)

    monkeypatch.setattr(storage, "delete", fails)
    with django_capture_on_commit_callbacks(execute=True):
        assert processing.remove_logo(brand=brand, by=owner, at=NOW).logo_key == ""


SVG = b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = io.BytesIO()
Image.new("RGB", (100, 100)).save(GIF, "GIF")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (SVG, "SVG"),
        (b"<SVG onload='alert(1)'/>", "SVG"),
        (GIF.getvalue(), "PNG, a JPEG or a WebP"),
        (b"", "PNG, a JPEG or a WebP"),
        (drawn(size=(60, 60)).getvalue(), "too small"),
        (drawn(size=(900, 100)).getvalue(), "too long and thin"),
        (drawn(size=(100, 201)).getvalue(), "too long and thin"),
        (drawn("#00000000").getvalue(), "Nothing can be seen"),
    ],
)
def test_what_is_no_logo_is_refused_with_a_sentence(body: bytes, says: str, objects: Path) -> None:
    brand = factories.brand()
    with pytest.raises(ValidationError) as refusal:
        processing.set_logo(brand=brand, file=io.BytesIO(body), by=factories.owner(brand), at=NOW)
    assert set(refusal.value.message_dict) == {"logo"}
    assert says in refusal.value.messages[0]
    assert not objects.exists()


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"\xff\xd8\xff\xe0 not really", "truncated"), (drawn().getvalue() + b"\0" * processing.MOST_BYTES, "too_big")],
)
def test_hostile_bytes_are_refused_by_the_pipeline(body: bytes, code: str) -> None:
    brand = factories.brand()
    with pytest.raises(mediakit.Permanent) as refusal:
        processing.set_logo(brand=brand, file=io.BytesIO(body), by=factories.owner(brand), at=NOW)
    assert refusal.value.code == code


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MODERATOR, Role.VIEWER])
def test_only_owners_set_and_remove_it(role: Role, objects: Path) -> None:
    brand = factories.brand()
    for by in (factories.member(brand, role), factories.owner(factories.brand())):
        with pytest.raises(Denied):
            processing.set_logo(brand=brand, file=drawn(), by=by, at=NOW)
        with pytest.raises(Denied):
            processing.remove_logo(brand=brand, by=by, at=NOW)
    assert not objects.exists()


def test_the_database_refuses_half_a_logo_and_one_of_another_brand() -> None:
    brand = factories.brand()
    whole: dict[str, Any] = {
        "logo_key": f"{brand.pk}/brand/a",
        "logo_print_key": f"{brand.pk}/brand/b",
        "logo_width": 320,
        "logo_height": 80,
        "logo_ground": "light",
    }
    Brand.objects.filter(pk=brand.pk).update(**whole)
    wrong: list[dict[str, Any]] = [
        {"logo_key": ""},
        {"logo_width": None},
        {"logo_ground": "red"},
        {"logo_print_key": f"{brand.pk}x/b"},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError, match="brand_logo_whole_and_own"), transaction.atomic():
            Brand.objects.filter(pk=brand.pk).update(**fields)
