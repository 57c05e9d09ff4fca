"""The logos of the demo's brands, drawn here: a mark and the name in dark colours, with a transparent ground."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

SCALE = 4
INK_NORTH, INK_MORNING = (31, 74, 63, 255), (143, 62, 32, 255)
CLEAR = (0, 0, 0, 0)


def northlight() -> bytes:
    """Two ridges, and a light above them that they leave open."""
    image, draw = _canvas(860, 200)
    draw.ellipse(_scaled(118, 22, 176, 80), fill=INK_NORTH)
    draw.polygon(_scaled(10, 178, 96, 46, 182, 178), fill=INK_NORTH)
    draw.polygon(_scaled(92, 178, 156, 92, 220, 178), fill=INK_NORTH)
    draw.line(_scaled(84, 190, 157, 92), fill=CLEAR, width=9 * SCALE)
    _write(draw, "Northlight", 252, INK_NORTH)
    return _saved(image)


def morgenrot() -> bytes:
    """A cup, and the sun that rises out of it."""
    image, draw = _canvas(860, 200)
    draw.pieslice(_scaled(44, 22, 156, 134), 180, 360, fill=INK_MORNING)
    draw.rectangle(_scaled(20, 92, 180, 108), fill=INK_MORNING)
    draw.pieslice(_scaled(30, 44, 170, 184), 0, 180, fill=INK_MORNING)
    draw.rectangle(_scaled(20, 106, 180, 117), fill=CLEAR)
    draw.arc(_scaled(150, 112, 206, 164), 250, 110, fill=INK_MORNING, width=11 * SCALE)
    _write(draw, "Morgenrot", 252, INK_MORNING)
    return _saved(image)


DRAWN: dict[str, Callable[[], bytes]] = {"northlight": northlight, "morgenrot": morgenrot}


def _canvas(width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGBA", (width * SCALE, height * SCALE), CLEAR)
    return image, ImageDraw.Draw(image)


def _scaled(*numbers: int) -> list[int]:
    return [number * SCALE for number in numbers]


def _write(draw: ImageDraw.ImageDraw, name: str, left: int, ink: tuple[int, int, int, int]) -> None:
    font = ImageFont.load_default(size=118 * SCALE)
    draw.text((left * SCALE, 148 * SCALE), name, font=font, fill=ink, anchor="ls", stroke_width=2 * SCALE)


def _saved(image: Image.Image) -> bytes:
    """Without what is empty around it."""
    small = image.resize((image.width // SCALE, image.height // SCALE), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    small.crop(small.getbbox()).save(target, "PNG")
    return target.getvalue()
