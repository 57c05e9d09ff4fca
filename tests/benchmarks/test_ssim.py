"""Similarity is 1 for the same, falls with damage, and is held against the whole source."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.media import pictures
from benchmarks.media.ssim import Reference, similarity


def luma(picture: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    return np.asarray(picture.convert("L"), dtype=np.float64)


def test_a_picture_is_like_itself_and_less_like_worse_ones(tmp_path: Path) -> None:
    picture = pictures.photo_like(320, 240)
    found = []
    for quality in (95, 60, 10):
        picture.save(tmp_path / "worse.jpg", quality=quality)
        with Image.open(tmp_path / "worse.jpg") as worse:
            found.append(similarity(luma(picture), luma(worse)))
    assert similarity(luma(picture), luma(picture)) == pytest.approx(1.0)
    assert 1 > found[0] > found[1] > found[2]
    assert found[0] > 0.95
    assert found[2] < 0.9


def test_it_agrees_with_the_formula_on_a_single_window() -> None:
    chance = np.random.default_rng(1)
    one, other = chance.uniform(0, 255, (8, 8)), chance.uniform(0, 255, (8, 8))
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    together = ((one - one.mean()) * (other - other.mean())).mean()
    expected = (2 * one.mean() * other.mean() + c1) * (2 * together + c2)
    expected /= (one.mean() ** 2 + other.mean() ** 2 + c1) * (one.var() + other.var() + c2)
    assert similarity(one, other) == pytest.approx(expected)


def test_pictures_of_different_sizes_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        similarity(np.zeros((16, 16)), np.zeros((16, 24)))


def test_the_reference_turns_and_converts_the_source(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = pictures.photo_like(400, 300)
    picture.save(tmp_path / "source.png", exif=exif, icc_profile=pictures.display_p3())
    upright = picture.transpose(Image.Transpose.ROTATE_270)
    upright.resize((150, 200), Image.Resampling.LANCZOS).save(tmp_path / "right.png")
    picture.resize((150, 200), Image.Resampling.LANCZOS).save(tmp_path / "wrong.png")
    reference = Reference(tmp_path / "source.png")
    assert reference.similarity(tmp_path / "right.png") > 0.98
    assert reference.similarity(tmp_path / "wrong.png") < 0.7
