"""The allow-list of loaders, proven format by format: three open, everything else libvips knows does not."""

import pytest
import pyvips

from mediakit import decoders
from tests.mediakit import media

SCENE = pyvips.Image.black(16, 16, bands=3).cast("uchar")


@pytest.fixture(autouse=True)
def _restricted() -> None:
    decoders.restrict()


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_allowed_loader_opens(name: str) -> None:
    assert pyvips.Image.new_from_buffer(media.encoded(media.scene(), name), "").width == 320


@pytest.mark.parametrize("name", ["GIF", "TIFF", "AVIF", "HEIF", "PPM", "BMP", "JPEG2000", "PDF"])
def test_any_other_format_is_blocked(name: str) -> None:
    data = media.encoded(media.scene(), name)

    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_buffer(data, "")


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"SIMPLE  =                    T" + bytes(2880),
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n" + bytes(4),
        b"1,2,3\n4,5,6\n",
    ],
)
def test_formats_that_only_libvips_knows_are_blocked(data: bytes) -> None:
    with pytest.raises(pyvips.Error):
        pyvips.Image.new_from_buffer(data, "")


def test_every_loader_but_three_families_is_blocked() -> None:
    for loader in ("svgload", "pdfload", "magickload", "matload", "csvload", "rawload", "vipsload", "gifload"):
        with pytest.raises(pyvips.Error):
            pyvips.Operation.call(loader, "/etc/hostname")
