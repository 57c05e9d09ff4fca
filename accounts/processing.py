"""The brand's one meeting with mediakit: a logo is checked, made bare and stored before the row names it.

Files for pages are made of it in three sizes, and one for print; what was sent is not kept.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

import mediakit
from accounts import permissions, services
from accounts.actors import Actor
from accounts.models import Brand
from accounts.services import logo as logo_services
from core import storage, work_folders

PAGE = mediakit.RenditionSpec("logo", "public", "photo", "webp", max_side=320, quality=90)
PRINT = mediakit.RenditionSpec("logo-print", "public", "photo", "png", max_side=800)
SIZES = tuple(
    mediakit.RenditionSpec(f"logo-{side}", "public", "photo", "webp", max_side=side, quality=90) for side in (160, 640)
)
FORMATS = ("jpeg", "png", "webp")
MOST_BYTES = 5_000_000
RECIPE = mediakit.Recipe(
    specs=(PAGE, PRINT, *SIZES),
    limits=mediakit.Limits(max_photo_bytes=MOST_BYTES, max_photo_pixels=25_000_000),
    ground=True,
    kinds=("photo",),
)
LEAST_SIDE, WIDEST, TALLEST = 64, 8, 2
_HEAD = 1024


def set_logo(*, brand: Brand, file: IO[bytes], by: Actor, at: datetime) -> Brand:
    """Show this logo wherever the brand speaks. Raises mediakit.MediaError, Denied, ValidationError, Unavailable."""
    permissions.require(permissions.can_manage(by, brand.pk))
    with work_folders.work_folder() as folder:
        report = _render(file, folder)
        page, for_print, *more = report.renditions
        # Nothing is enlarged: of a small logo there are fewer sizes.
        sizes = {made.width: made for made in more if made.width != page.width}
        logo = services.Logo(
            key=_key(brand, page),
            print_key=_key(brand, for_print),
            width=page.width,
            height=page.height,
            ground=report.ground or "any",
            sizes={width: _key(brand, made) for width, made in sizes.items()},
        )
        # Stored and named while the row is locked: who clears an old file meanwhile waits, and then sees it named.
        with transaction.atomic():
            former = _keys(logo_services.lock(brand))
            for made in (page, for_print, *sizes.values()):
                with made.path.open("rb") as rendered:
                    storage.put(_key(brand, made), rendered, made.content_type)
            kept = services.keep_logo(brand=brand, logo=logo, by=by, at=at)
            _clear_later(kept, former)
    return kept


def remove_logo(*, brand: Brand, by: Actor, at: datetime) -> Brand:
    """Show the brand's name again, and delete the files. Raises Denied."""
    with transaction.atomic():
        former = _keys(logo_services.lock(brand))
        kept = services.keep_logo(brand=brand, logo=None, by=by, at=at)
        _clear_later(kept, former)
    return kept


def _key(brand: Brand, made: mediakit.Rendition) -> str:
    return f"{brand.pk}/brand/{made.spec}-{made.version}-{made.sha256[:32]}"


def _render(file: IO[bytes], folder: Path) -> mediakit.Report:
    original, out = folder / "original", folder / "made"
    out.mkdir()
    _check_format(file)
    with original.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    report = mediakit.run_isolated(original, RECIPE, out)
    _check_shape(report)
    return report


def _check_format(file: IO[bytes]) -> None:
    head = file.read(_HEAD)
    file.seek(0)
    sniffed = mediakit.sniff(head)
    if sniffed is not None and sniffed.format in FORMATS:
        return
    if b"<svg" in head.lower() or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml"):
        raise _refused(
            _("An SVG can carry a program, so we do not take it. Save the logo as PNG, with a transparent background.")
        )
    raise _refused(_("A logo has to be a PNG, a JPEG or a WebP."))


def _check_shape(report: mediakit.Report) -> None:
    width, height = report.width, report.height
    if max(width, height) < LEAST_SIDE:
        raise _refused(_("This logo is too small to be sharp. Its longer side needs at least 64 pixels."))
    if width > WIDEST * height or height > TALLEST * width:
        raise _refused(
            _("This logo is too long and thin to be read when it is small. Cut off what is empty around it.")
        )
    if report.ground == "none":
        raise _refused(_("Nothing can be seen in this picture: all of it is transparent."))


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"logo": [sentence]})


def _keys(brand: Brand) -> set[str]:
    """Every file of the logo that rows name now."""
    sizes = brand.logo_files.values_list("key", flat=True)
    return {key for key in (brand.logo_key, brand.logo_print_key, *sizes) if key}


def _clear_later(brand: Brand, keys: set[str]) -> None:
    """After the change is in the database: before it, a failure would leave a row without its files."""
    if keys:
        transaction.on_commit(lambda: _clear(brand, keys))


def _clear(brand: Brand, keys: Iterable[str]) -> None:
    with transaction.atomic():
        named = _keys(logo_services.lock(brand))
        for key in keys:
            if key not in named:
                # A store that does not answer now leaves a file that no row names; `reconcile` finds it.
                with suppress(storage.Unavailable):
                    storage.delete(key)
