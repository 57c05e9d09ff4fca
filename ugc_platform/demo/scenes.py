"""The motifs of the demo pictures: each draws one scene for a seed and a size."""

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from ugc_platform.demo import canvas
from ugc_platform.demo.canvas import Size, hsl, mix

Scene = Callable[[random.Random, Size], Image.Image]


def mountains(chance: random.Random, size: Size) -> Image.Image:
    """Ridges fading into the haze under a morning or evening sky."""
    width, height = size
    hue = chance.choice([18, 28, 200, 215, 330])
    top = hsl(chance.uniform(205, 245), 0.4, chance.uniform(0.35, 0.6))
    low = hsl(hue, 0.75, chance.uniform(0.72, 0.86))
    image = canvas.gradient(size, [top, mix(top, low, 0.6), low, low])
    sun = (width * chance.uniform(0.2, 0.8), height * chance.uniform(0.3, 0.45))
    image = canvas.glow(image, sun, width * 0.35, (255, 244, 220), 0.7)
    image = canvas.glow(image, sun, width * 0.035, (255, 252, 240), 1.6)
    draw = ImageDraw.Draw(image)
    near = hsl(hue + 200, 0.35, 0.12)
    layers = chance.randint(4, 6)
    for layer in range(layers):
        share = (layer + 1) / layers
        base = height * (0.42 + 0.5 * share**1.3)
        outline = canvas.ridge(chance, width, base, height * (0.075 - 0.03 * share), 0.55)
        canvas.fill_below(draw, outline, size, mix(low, near, share**0.8))
    return image


def lake(chance: random.Random, size: Size) -> Image.Image:
    """Mountains standing in still water."""
    image = mountains(chance, size)
    return canvas.mirror(image, chance.uniform(0.62, 0.7), hsl(205, 0.4, 0.35), 0.22)


def forest(chance: random.Random, size: Size) -> Image.Image:
    """Firs in the mist, row behind row."""
    width, height = size
    hue = chance.uniform(140, 190)
    mist = hsl(hue, 0.12, 0.86)
    image = canvas.gradient(size, [hsl(hue + 30, 0.2, 0.8), mist, mist])
    image = canvas.glow(image, (width * 0.7, height * 0.2), width * 0.5, (255, 250, 235), 0.6)
    for row in range(6):
        share = (row + 1) / 6
        draw = ImageDraw.Draw(image)
        colour = mix(mist, hsl(hue, 0.45, 0.1), share**1.2)
        tall = height * (0.18 + 0.34 * share)
        for _ in range(int(26 - 14 * share)):
            _fir(
                draw,
                chance.uniform(-0.05, 1.05) * width,
                height * (0.5 + 0.6 * share),
                tall * chance.uniform(0.7, 1.15),
                colour,
            )
        if row < 5:
            image = image.filter(ImageFilter.GaussianBlur((1 - share) * width / 700))
    return image


def _fir(draw: ImageDraw.ImageDraw, x: float, foot: float, tall: float, colour: canvas.Colour) -> None:
    for tier in range(9):
        top = foot - tall + tier * tall / 11
        half = tall * 0.024 * (tier + 1.2)
        draw.polygon([(x, top), (x - half, top + tall / 7), (x + half, top + tall / 7)], fill=colour)
    draw.rectangle((x - tall * 0.012, foot - tall * 0.1, x + tall * 0.012, foot), fill=colour)


def night(chance: random.Random, size: Size) -> Image.Image:
    """A tent with a light in it under the stars, sometimes with northern lights."""
    width, height = size
    image = canvas.gradient(size, [hsl(228, 0.6, 0.07), hsl(222, 0.55, 0.16), hsl(210, 0.4, 0.3)])
    if chance.random() < 0.6:
        for _ in range(5):
            centre = (width * chance.random(), height * chance.uniform(0.15, 0.4))
            image = canvas.glow(
                image, centre, width * chance.uniform(0.1, 0.25), hsl(chance.uniform(130, 170), 0.7, 0.55), 0.35
            )
    canvas.stars(image, chance, 700, 0.8)
    draw = ImageDraw.Draw(image)
    for layer, tone in enumerate([0.1, 0.06]):
        outline = canvas.ridge(chance, width, height * (0.72 + 0.1 * layer), height * 0.05, 0.5)
        canvas.fill_below(draw, outline, size, hsl(220, 0.4, tone))
    foot, x, half = height * 0.9, width * chance.uniform(0.3, 0.7), width * 0.09
    image = canvas.glow(image, (x, foot - half * 0.5), half * 2.4, (255, 190, 90), 0.55)
    draw = ImageDraw.Draw(image)
    draw.polygon([(x - half, foot), (x, foot - half * 1.15), (x + half, foot)], fill=(246, 178, 84))
    draw.polygon([(x - half * 0.22, foot), (x, foot - half * 1.15), (x + half * 0.22, foot)], fill=(255, 221, 150))
    draw.line([(x, foot - half * 1.15), (x + half, foot)], fill=(190, 120, 50), width=max(2, width // 400))
    return image


def sea(chance: random.Random, size: Size) -> Image.Image:
    """The sun low over the sea, a path of light, a sail or two."""
    width, height = size
    hue = chance.choice([12, 24, 35, 345])
    image = canvas.gradient(size, [hsl(hue + 200, 0.4, 0.42), hsl(hue + 10, 0.7, 0.66), hsl(hue + 20, 0.9, 0.78)])
    line, sun = height * 0.58, width * chance.uniform(0.3, 0.7)
    image = canvas.glow(image, (sun, line - height * 0.06), width * 0.3, (255, 226, 170), 0.8)
    image = canvas.glow(image, (sun, line - height * 0.06), width * 0.045, (255, 250, 230), 1.8)
    image = canvas.mirror(image, 0.58, hsl(hue + 200, 0.5, 0.22), 0.4)
    draw = ImageDraw.Draw(image)
    for _ in range(260):
        y = line + (height - line) * chance.random() ** 1.4
        spread = (y - line) * 0.35 + width * 0.012
        x = sun + chance.gauss(0, 1) * spread
        long = width * 0.012 * (0.4 + (y - line) / (height - line)) * chance.uniform(0.4, 1.6)
        draw.line(
            [(x - long, y), (x + long, y)],
            fill=hsl(hue + 28, 0.9, chance.uniform(0.75, 0.93)),
            width=max(1, int(width / 700)),
        )
    for _ in range(chance.randint(1, 2)):
        _sail(draw, width * chance.uniform(0.1, 0.9), line + height * 0.012, height * chance.uniform(0.05, 0.1))
    return image


def _sail(draw: ImageDraw.ImageDraw, x: float, water: float, tall: float) -> None:
    dark = (48, 38, 44)
    draw.polygon([(x, water - tall), (x, water - tall * 0.12), (x + tall * 0.5, water - tall * 0.12)], fill=dark)
    draw.polygon(
        [
            (x - tall * 0.06, water - tall * 0.85),
            (x - tall * 0.06, water - tall * 0.12),
            (x - tall * 0.34, water - tall * 0.12),
        ],
        fill=mix(dark, (255, 220, 180), 0.25),
    )
    draw.polygon(
        [
            (x - tall * 0.4, water - tall * 0.09),
            (x + tall * 0.5, water - tall * 0.09),
            (x + tall * 0.3, water),
            (x - tall * 0.25, water),
        ],
        fill=dark,
    )


def dunes(chance: random.Random, size: Size) -> Image.Image:
    """Sand in waves, a bright and a shaded side each."""
    width, height = size
    hue = chance.uniform(22, 38)
    image = canvas.gradient(size, [hsl(hue + 180, 0.45, 0.55), hsl(hue, 0.6, 0.85)])
    spare = max(size) // 6
    for layer in range(5):
        share = layer / 4
        outline = canvas.ridge(chance, width, height * (0.45 + 0.42 * share), height * 0.07, 0.32)
        shade = Image.new("L", size, 0)
        canvas_draw = ImageDraw.Draw(shade)
        canvas_draw.polygon([*outline, (width + 8, height), (0, height)], fill=255)
        light, dark = hsl(hue, 0.62, 0.78 - 0.3 * share), hsl(hue - 8, 0.55, 0.5 - 0.24 * share)
        # Larger than the picture, so that the turned corners stay outside of it.
        sand = canvas.gradient((width + 2 * spare, height + 2 * spare), [light, light, dark])
        sand = sand.rotate(chance.uniform(-8, 8), resample=Image.Resampling.BICUBIC)
        image.paste(sand.crop((spare, spare, spare + width, spare + height)), (0, 0), shade)
    return image


def cup(chance: random.Random, size: Size) -> Image.Image:
    """A cup from above on a table, with a swirl in the foam."""
    width, height = size
    wood = hsl(chance.uniform(18, 34), chance.uniform(0.2, 0.45), chance.uniform(0.28, 0.75))
    image = Image.new("RGB", size, wood)
    draw = ImageDraw.Draw(image)
    for board in range(7):
        y = height * board / 7
        draw.rectangle((0, y, width, y + height / 7 - 2), fill=mix(wood, (0, 0, 0), chance.uniform(0, 0.12)))
        for _ in range(9):
            line = y + chance.random() * height / 7
            draw.line([(0, line), (width, line + chance.uniform(-6, 6))], fill=mix(wood, (0, 0, 0), 0.16), width=1)
    centre, radius = (width * chance.uniform(0.4, 0.6), height * chance.uniform(0.42, 0.58)), min(size) * 0.27
    image = _shadow(image, (centre[0] + radius * 0.25, centre[1] + radius * 0.3), radius * 1.5)
    draw = ImageDraw.Draw(image)
    china = chance.choice([(244, 240, 232), (62, 84, 92), (201, 120, 84), (228, 214, 190), (88, 104, 74)])
    for ring, colour in [
        (1.5, china),
        (1.42, mix(china, (0, 0, 0), 0.06)),
        (1.0, mix(china, (255, 255, 255), 0.25)),
        (0.9, (74, 44, 28)),
    ]:
        _disc(draw, centre, radius * ring, colour)
    angle = chance.uniform(-0.6, 0.6)
    handle = (centre[0] + radius * 1.12 * math.cos(angle), centre[1] + radius * 1.12 * math.sin(angle))
    _disc(draw, handle, radius * 0.2, china)
    _disc(draw, centre, radius * 0.86, (150, 98, 58))
    for turn in range(260):
        spin, out = turn / 16 + angle, radius * 0.8 * (1 - turn / 260)
        point = (centre[0] + out * math.cos(spin), centre[1] + out * math.sin(spin) * 0.96)
        _disc(draw, point, radius * 0.055 * (0.5 + turn / 400), mix((238, 214, 176), (150, 98, 58), 0.5 * (turn % 2)))
    return canvas.glow(image, (width * 0.1, height * 0.05), width * 0.7, (255, 240, 214), 0.35)


def _disc(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, colour: canvas.Colour) -> None:
    draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), fill=colour)


def _shadow(image: Image.Image, centre: tuple[float, float], radius: float) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), fill=120)
    dark = Image.new("RGB", image.size, (20, 12, 8))
    return Image.composite(dark, image, mask.filter(ImageFilter.GaussianBlur(radius / 6)))


def skyline(chance: random.Random, size: Size) -> Image.Image:
    """A city waking up: houses against the dawn, windows lit here and there."""
    width, height = size
    hue = chance.choice([10, 18, 30, 350])
    image = canvas.gradient(size, [hsl(hue + 210, 0.45, 0.3), hsl(hue, 0.6, 0.62), hsl(hue + 25, 0.85, 0.8)])
    image = canvas.glow(image, (width * chance.uniform(0.2, 0.8), height * 0.72), width * 0.4, (255, 232, 190), 0.8)
    for row, share in enumerate([0.35, 0.65, 1.0]):
        draw, x = ImageDraw.Draw(image), -width * 0.02
        colour = mix(hsl(hue + 15, 0.5, 0.6), hsl(hue + 220, 0.4, 0.1), share)
        while x < width:
            wide, tall = width * chance.uniform(0.04, 0.1), height * chance.uniform(0.12, 0.42) * (1.1 - 0.25 * row)
            roof = height * (0.86 + 0.07 * row) - tall
            draw.rectangle((x, roof, x + wide, height), fill=colour)
            _windows(draw, chance, (x, roof, wide, tall), share)
            x += wide * chance.uniform(0.9, 1.15)
    return image


def _windows(
    draw: ImageDraw.ImageDraw, chance: random.Random, house: tuple[float, float, float, float], share: float
) -> None:
    x, roof, wide, tall = house
    step = wide / 5
    for column in range(1, 5):
        for row in range(1, int(tall / step)):
            if chance.random() < 0.16 * share:
                left, top = x + column * step - step * 0.25, roof + row * step
                draw.rectangle((left, top, left + step * 0.4, top + step * 0.5), fill=(255, 214, 140))


def petals(chance: random.Random, size: Size) -> Image.Image:
    """A meadow from close by: blurred green behind, flowers in front."""
    width, height = size
    image = canvas.gradient(size, [hsl(90, 0.4, 0.62), hsl(110, 0.35, 0.36)])
    for blur, count, big in [(width / 60, 26, 0.05), (width / 240, 14, 0.06), (0, 7, 0.085)]:
        draw = ImageDraw.Draw(image)
        for _ in range(count):
            _flower(
                draw,
                chance,
                (chance.random() * width, height * chance.uniform(0.2, 1)),
                width * big * chance.uniform(0.6, 1.2),
            )
        if blur:
            image = image.filter(ImageFilter.GaussianBlur(blur))
    return canvas.glow(image, (width * 0.8, 0), width * 0.6, (255, 246, 214), 0.5)


def _flower(draw: ImageDraw.ImageDraw, chance: random.Random, centre: tuple[float, float], radius: float) -> None:
    x, y = centre
    draw.line([(x, y), (x + radius * 0.3, y + radius * 6)], fill=hsl(105, 0.4, 0.3), width=max(2, int(radius / 9)))
    hue = chance.choice([345, 12, 48, 275, 205])
    for petal in range(8):
        angle = petal / 8 * 6.283
        _disc(
            draw,
            (x + math.cos(angle) * radius * 0.62, y + math.sin(angle) * radius * 0.62),
            radius * 0.42,
            hsl(hue, 0.75, 0.62 + 0.05 * (petal % 3)),
        )
    _disc(draw, centre, radius * 0.36, hsl(44, 0.9, 0.55))


OUTDOORS: tuple[Scene, ...] = (mountains, lake, forest, night, sea, dunes, petals)
MORNING: tuple[Scene, ...] = (cup, cup, skyline, petals, sea)
