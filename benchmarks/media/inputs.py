"""The files that are measured, made once on this machine and kept in `var/bench/inputs`."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pillow_heif
from PIL import Image

from benchmarks.media import films, pictures

Maker = Callable[[Path], None]
TWELVE, FORTY_EIGHT = (4032, 3024), (8064, 6048)
UPRIGHT_BY_A_QUARTER = 6
# With it a pixel costs as many bytes as in JPEGs of today's phones, about a quarter of a byte.
JPEG_QUALITY = 94
# Raise it when a picture or the way it is written changes: old files are left alone under their old names.
VERSION = 2


@cache
def _photo() -> Image.Image:
    return pictures.photo_like(*TWELVE)


def _jpeg(path: Path) -> None:
    _photo().save(path, "JPEG", quality=JPEG_QUALITY)


def _jpeg_48(path: Path) -> None:
    pictures.photo_like(*FORTY_EIGHT).save(path, "JPEG", quality=JPEG_QUALITY)


def _p3_portrait(path: Path) -> None:
    """As a phone writes it: the sensor's landscape, turned by EXIF, in Display P3."""
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_BY_A_QUARTER
    _photo().save(path, "JPEG", quality=JPEG_QUALITY, exif=exif, icc_profile=pictures.display_p3())


def _png(path: Path) -> None:
    _photo().save(path, "PNG", compress_level=4)


def _webp(path: Path) -> None:
    _photo().save(path, "WEBP", quality=90, method=2)


def _avif(path: Path) -> None:
    _photo().save(path, "AVIF", quality=80, speed=9)


def _heic(path: Path) -> None:
    _written_as_heic(_photo(), path)


def _heic_48(path: Path) -> None:
    with Image.open(get(path.parent.parent, "48mp.jpg")) as opened:
        _written_as_heic(opened.convert("RGB"), path)


def _written_as_heic(picture: Image.Image, path: Path) -> None:
    pillow_heif.from_pillow(picture).save(path, quality=60, enc_params={"preset": "ultrafast"})


MAKERS: dict[str, Maker] = {
    "p3.jpg": _p3_portrait,
    "srgb.jpg": _jpeg,
    "48mp.jpg": _jpeg_48,
    "photo.heic": _heic,
    "photo.png": _png,
    "photo.webp": _webp,
    "photo.avif": _avif,
    "48mp.heic": _heic_48,
    "h264.mp4": films.h264,
    "hevc.mov": films.hevc,
}


def get(folder: Path, name: str) -> Path:
    """Return an input, made first when it is not there yet."""
    path = folder / f"v{VERSION}" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name("partial-" + name)
        MAKERS[name](partial)
        partial.rename(path)
    return path
