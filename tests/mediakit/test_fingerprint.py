"""PDQ, ThumbHash and dominant colour: stable where people see the same picture, different where they do not."""

import base64
import io

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from mediakit import fingerprint as prints
from mediakit.thumbhash import thumbhash
from tests.mediakit import media


def _pixels(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(picture.convert("RGB"))


def _pdq(picture: Image.Image) -> str:
    return prints.fingerprint(_pixels(picture)).pdq


@pytest.mark.parametrize("change", ["jpeg", "brighter", "smaller"])
def test_same_picture_stays_within_the_threshold(change: str) -> None:
    picture, other = media.textured(320, 240), Image.new("RGB", (1, 1))
    if change == "jpeg":
        other = Image.open(io.BytesIO(media.encoded(picture, "JPEG", quality=30)))
    elif change == "brighter":
        other = ImageEnhance.Brightness(picture).enhance(1.15)
    else:
        other = picture.resize((300, 225), Image.Resampling.LANCZOS)

    assert prints.distance(_pdq(picture), _pdq(other)) <= 31


def test_other_pictures_are_far_away() -> None:
    distances = [
        prints.distance(_pdq(media.textured(320, 240, one)), _pdq(media.textured(320, 240, other)))
        for one in range(6)
        for other in range(one)
    ]

    assert min(distances) > 80


def test_half_of_the_bits_are_set() -> None:
    assert int(_pdq(media.textured(320, 240)), 16).bit_count() == 128


def test_variants_are_the_hashes_of_turned_and_mirrored_pictures() -> None:
    picture = media.textured(320, 320)
    variants = prints.fingerprint(_pixels(picture)).variants
    turned = [picture.transpose(way) for way in Image.Transpose]

    assert len(variants) == len(turned) == 7
    for one in turned:
        assert min(prints.distance(_pdq(one), variant) for variant in variants) <= 10


def test_featureless_pictures_have_low_quality() -> None:
    assert prints.fingerprint(_pixels(Image.new("RGB", (320, 240), "grey"))).quality == 0
    assert prints.fingerprint(_pixels(media.textured(320, 240))).quality > 50


def test_dominant_colour_is_the_most_frequent_one() -> None:
    picture = Image.new("RGB", (320, 240), (10, 120, 200))
    picture.paste((250, 250, 250), (0, 0, 100, 100))

    assert prints.dominant_colour(_pixels(picture)) == "#0a78c8"


@pytest.mark.parametrize(("size", "landscape"), [((300, 100), 1), ((100, 300), 0)])
def test_thumbhash_holds_mean_colour_and_shape(size: tuple[int, int], landscape: int) -> None:
    data = base64.b64decode(thumbhash(Image.new("RGB", size, (255, 0, 0))))
    head = int.from_bytes(data[:3], "little")

    assert head & 63 == 21  # lightness is a third of 63
    assert (head >> 12) & 63 == 63  # red against green is at its end
    assert data[4] >> 7 == landscape
    assert len(data) < 26


def test_thumbhash_marks_transparency() -> None:
    data = base64.b64decode(thumbhash(Image.new("RGBA", (100, 100), (0, 0, 0, 90))))

    assert data[2] >> 7 == 1
