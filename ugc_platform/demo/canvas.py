"""Brushes for the demo pictures: skies, ridges, light and grain. Deterministic for a seed."""

import colorsys
import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Size = tuple[int, int]


def hsl(hue: float, saturation: float, lightness: float) -> Colour:
    """A colour from hue (0–360), saturation and lightness (0–1)."""
    red, green, blue = colorsys.hls_to_rgb((hue % 360) / 360, min(max(lightness, 0), 1), min(max(saturation, 0), 1))
    return round(red * 255), round(green * 255), round(blue * 255)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def gradient(size: Size, stops: list[Colour]) -> Image.Image:
    """A vertical gradient through the stops."""
    width, height = size
    places = np.linspace(0, 1, len(stops))
    rows = np.linspace(0, 1, height)
    channels = [np.interp(rows, places, [stop[index] for stop in stops]) for index in range(3)]
    column = np.stack(channels, axis=-1)[:, None, :]
    return Image.fromarray(np.repeat(column, width, axis=1).astype(np.uint8))


def glow(
    image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour, strength: float
) -> Image.Image:
    """Light that falls off around a point, added to the picture."""
    width, height = image.size
    ys, xs = np.ogrid[0:height, 0:width]
    distance = np.hypot(xs - centre[0], ys - centre[1]) / radius
    light = (strength * np.exp(-(distance**2)))[..., None]
    pixels = np.asarray(image, dtype=np.float32)
    lit = pixels + (np.array(colour, dtype=np.float32) - pixels) * np.clip(light, 0, 1)
    return Image.fromarray(lit.astype(np.uint8))


def ridge(chance: random.Random, width: int, base: float, rise: float, rough: float) -> list[tuple[float, float]]:
    """The outline of hills: octaves of sine with random phases."""
    waves = [(rise * rough**i, (1.7**i) * chance.uniform(0.6, 1.4), chance.uniform(0, 6.3)) for i in range(7)]
    step = max(2, width // 400)
    return [
        (x, base - sum(high * math.sin(often * x / width * 6.3 + phase) for high, often, phase in waves))
        for x in range(0, width + step, step)
    ]


def fill_below(draw: ImageDraw.ImageDraw, outline: list[tuple[float, float]], size: Size, colour: Colour) -> None:
    """Paint everything below an outline."""
    width, height = size
    draw.polygon([*outline, (width + 8, height), (0, height)], fill=colour)


def stars(image: Image.Image, chance: random.Random, count: int, until: float) -> None:
    """Sprinkle stars above `until` (share of the height)."""
    draw = ImageDraw.Draw(image)
    width, height = image.size
    for _ in range(count):
        x, y = chance.uniform(0, width), chance.uniform(0, height * until) * chance.random()
        size = chance.choice([0.6, 0.8, 1.0, 1.0, 1.6]) * width / 1400
        light = chance.randint(150, 255)
        draw.ellipse((x - size, y - size, x + size, y + size), fill=(light, light, min(255, light + 10)))


def mirror(image: Image.Image, horizon: float, tint: Colour, share: float) -> Image.Image:
    """Still water below the horizon: the picture upside down, softened, with ripples."""
    width, height = image.size
    line = int(height * horizon)
    depth = height - line
    above = image.crop((0, max(0, line - depth), width, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    water = above.resize((width, depth)).filter(ImageFilter.GaussianBlur(width / 500))
    pixels = np.asarray(water, dtype=np.float32)
    rows = np.arange(depth)
    ripples = (np.sin(rows**1.25 / 3.1) * np.linspace(0.5, 5.5, depth) * width / 1400).astype(int)
    rolled = np.stack([np.roll(pixels[row], ripples[row], axis=0) for row in range(depth)])
    tinted = rolled * (1 - share) + np.array(tint, dtype=np.float32) * share
    result = image.copy()
    result.paste(Image.fromarray(tinted.astype(np.uint8)), (0, line))
    return result


def grain(image: Image.Image, seed: int, amount: float = 5.0) -> Image.Image:
    """Film grain and a slight vignette, so that flat areas look photographed."""
    width, height = image.size
    noise = np.random.default_rng(seed).normal(0, amount, (height, width, 1))
    ys, xs = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    vignette = (1 - 0.16 * np.clip(xs**2 + ys**2 - 0.35, 0, 2))[..., None]
    pixels = np.asarray(image, dtype=np.float32) * vignette + noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
