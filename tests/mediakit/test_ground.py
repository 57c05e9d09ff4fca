"""A picture with transparent parts says on which ground it can be seen."""

from dataclasses import asdict, replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

import mediakit
from mediakit import wire
from mediakit.values import RenditionSpec
from tests.mediakit import media

LOGO = mediakit.Recipe(specs=(RenditionSpec("logo", "public", "photo", "png", max_side=100),), ground=True)
CLEAR = (0, 0, 0, 0)


def report(picture: Image.Image, tmp_path: Path, recipe: mediakit.Recipe = LOGO) -> mediakit.Report:
    source = tmp_path / "logo"
    source.write_bytes(media.encoded(picture, "PNG"))
    return mediakit.process(source, recipe, tmp_path)


def disc(rim: str, inside: str = "", *, ground: tuple[int, ...] = CLEAR) -> Image.Image:
    picture = Image.new("RGBA", (200, 200), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((0, 0, 199, 199), fill=rim)
    draw.ellipse((50, 50, 150, 150), fill=inside or rim)
    return picture


@pytest.mark.parametrize(
    ("picture", "ground"),
    [
        (disc("#111111"), "light"),
        (disc("#ffffff"), "dark"),
        (disc("#e4572e"), "any"),
        # What lies inside has a ground of its own: only the rim meets the page.
        (disc("#e4572e", "#ffffff"), "any"),
        (disc("#ffffff", "#111111"), "dark"),
        (disc("#ffffff", ground=(255, 255, 255, 255)), "any"),
        (Image.new("RGBA", (200, 200), CLEAR), "none"),
        (Image.new("RGB", (200, 200), "#ffffff"), "any"),
    ],
)
def test_the_rim_decides_on_which_ground_it_can_be_seen(picture: Image.Image, ground: str, tmp_path: Path) -> None:
    made = report(picture, tmp_path)
    assert made.ground == ground
    assert (made.renditions[0].content_type, made.renditions[0].width) == ("image/png", 100)
    with Image.open(made.renditions[0].path) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (100, 100))


def test_nobody_is_told_who_did_not_ask(tmp_path: Path) -> None:
    assert report(disc("#111111"), tmp_path, replace(LOGO, ground=False)).ground is None


def test_a_child_that_says_another_word_is_not_believed(tmp_path: Path) -> None:
    made = asdict(report(disc("#111111"), tmp_path))
    assert wire.report_from(made, LOGO, tmp_path).ground == "light"
    with pytest.raises(mediakit.Temporary):
        wire.report_from({**made, "ground": "<script>"}, LOGO, tmp_path)
