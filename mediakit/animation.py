"""The short silent preview of an animated GIF, WebP or AVIF."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from mediakit.ladder import described
from mediakit.values import Recipe, Rendition, Sniffed
from mediakit.video.encode import even_fit, write_frames

FORMATS = {"gif": "GIF", "webp": "WEBP", "avif": "AVIF", "png": "PNG"}
MIN_FRAME_SECONDS, USUAL_FRAME_SECONDS = 0.02, 0.1


def previews(data: bytes, sniffed: Sniffed, recipe: Recipe, out_dir: Path, warnings: list[str]) -> list[Rendition]:
    """Make the recipe's previews of an animation. A damaged later frame costs the preview, not the picture."""
    made = []
    for spec in recipe.specs:
        if spec.kind != "preview" or sniffed.format not in FORMATS:
            continue
        try:
            with Image.open(io.BytesIO(data), formats=[FORMATS[sniffed.format]]) as picture:
                size = even_fit(picture.size, spec.max_side)
                target = out_dir / f"{spec.name}.mp4"
                ms = write_frames(target, _frames(picture, size, spec.seconds), size, crf=spec.quality)
            made.append(described(target, spec, size, ms))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - Pillow's readers raise a dozen unrelated classes on damage
            warnings.append(f"no preview: {type(error).__name__}")
    return made


def picture_frame(picture: Image.Image) -> Any:
    """Show a Pillow picture to FFmpeg."""
    return av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")


def _frames(picture: Image.Image, size: tuple[int, int], seconds: float) -> Iterator[tuple[Any, float]]:
    at = 0.0
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        frame = Image.new("RGB", picture.size, "white")
        coloured = picture.convert("RGBA")
        frame.paste(coloured, mask=coloured)
        yield picture_frame(frame.resize(size, Image.Resampling.BILINEAR, reducing_gap=2)), at
        shown = float(picture.info.get("duration") or 0) / 1000
        at += shown if shown >= MIN_FRAME_SECONDS else USUAL_FRAME_SECONDS
        if at >= seconds:
            return
