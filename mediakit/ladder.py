"""Makes the renditions of one picture: a Lanczos cascade from the top rung, then bare encodes.

Each rung is computed from the one above it and kept in memory; each file contains nothing but pixels.
"""

import hashlib
import io
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image

from mediakit.decoders import fitted, to_pillow
from mediakit.values import CONTENT_TYPES, Rendition, RenditionSpec, extension

WHITE = [255, 255, 255]


def cascade(top: Any, sides: Iterable[int], full: tuple[int, int]) -> dict[int, Any]:
    """Return an image per long edge. `full` is the upright size of the source, so that sizes are exact."""
    rungs: dict[int, Any] = {}
    alpha = top.bands == 4
    current = top.premultiply() if alpha else top
    for side in sorted(set(sides), key=lambda s: s or 1 << 30, reverse=True):
        width, height = fitted(*full, side)
        if (width, height) != (current.width, current.height):
            current = current.resize(width / current.width, vscale=height / current.height, kernel="lanczos3")
        current = current.copy_memory()
        rungs[side] = current.unpremultiply().cast("uchar").copy_memory() if alpha else current
    return rungs


def encode(image: Any, spec: RenditionSpec) -> bytes:
    """Encode pixels, and only pixels, as the spec says."""
    if spec.encoding == "jpeg":
        flat = image.flatten(background=WHITE) if image.bands == 4 else image
        # Tables of its own save what is served often a few percent; what only review sees is not worth the time.
        return bytes(flat.jpegsave_buffer(Q=spec.quality, keep="none", optimize_coding=spec.stage == "public"))
    if spec.encoding == "png":
        return bytes(image.pngsave_buffer(compression=9, keep="none"))
    if spec.encoding == "webp":
        return bytes(image.webpsave_buffer(Q=spec.quality, effort=spec.effort, keep="none"))
    return _avif(to_pillow(image), spec)


def _avif(picture: Image.Image, spec: RenditionSpec) -> bytes:
    picture.info.clear()
    buffer = io.BytesIO()
    picture.save(buffer, "AVIF", quality=spec.quality, speed=spec.effort, max_threads=1)
    return buffer.getvalue()


def stored(body: bytes, spec: RenditionSpec, out_dir: Path, size: tuple[int, int]) -> Rendition:
    """Write a rendition's bytes and describe them."""
    path = out_dir / f"{spec.name}.{extension(spec.encoding)}"
    path.write_bytes(body)
    return _described(path, spec, size, len(body), hashlib.sha256(body).hexdigest(), zlib.crc32(body), None)


def described(path: Path, spec: RenditionSpec, size: tuple[int, int], ms: int | None) -> Rendition:
    """Describe a rendition that an encoder wrote to disk itself, reading it in pieces."""
    digest, crc, total = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            crc, total = zlib.crc32(piece, crc), total + len(piece)
    return _described(path, spec, size, total, digest.hexdigest(), crc, ms)


def _described(
    path: Path, spec: RenditionSpec, size: tuple[int, int], total: int, sha256: str, crc32: int, ms: int | None
) -> Rendition:
    return Rendition(
        spec=spec.name,
        version=spec.version,
        stage=spec.stage,
        path=path,
        content_type=CONTENT_TYPES[spec.encoding],
        width=size[0],
        height=size[1],
        bytes=total,
        sha256=sha256,
        crc32=crc32,
        duration_ms=ms,
    )


def render(
    rungs: dict[int, Any], specs: Iterable[RenditionSpec], full: tuple[int, int], out_dir: Path
) -> list[Rendition]:
    """Encode each spec from its rung. Specs that come out alike (a source smaller than both) share one encode."""
    made: dict[tuple[object, ...], bytes] = {}
    renditions = []
    for spec in specs:
        size = fitted(*full, spec.max_side)
        alike = (spec.encoding, spec.quality, spec.effort, size)
        if alike not in made:
            made[alike] = encode(rungs[spec.max_side], spec)
        renditions.append(stored(made[alike], spec, out_dir, size))
    return renditions
