"""A photo from bytes to report: one decode, upright and sRGB at the top rung, everything else from there."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mediakit import colour, door, facts, ground, headers, ladder
from mediakit.decoders import Raw, decode, restrict, to_pillow
from mediakit.errors import Permanent
from mediakit.fingerprint import CANONICAL_SIDE, dominant_colour, fingerprint
from mediakit.thumbhash import thumbhash
from mediakit.values import Limits, Recipe, Rendition, RenditionSpec, Report, Sniffed


def process(data: bytes, sniffed: Sniffed, digest: str, recipe: Recipe, out_dir: Path) -> Report:
    """Do what the recipe says to a photo that passed the door."""
    warnings: list[str] = []
    header = headers.read_photo(data, sniffed, recipe.limits)
    specs = [spec for spec in recipe.specs if spec.kind == "photo"]
    raw = _decoded(data, sniffed, header, recipe.limits, specs, recipe.fingerprint)
    known = facts.read(raw.exif or header.exif, location=recipe.location)
    top, full = _upright(raw, header, known, warnings)
    wanted = [spec.max_side for spec in specs] + ([CANONICAL_SIDE] if recipe.fingerprint else [])
    rungs = ladder.cascade(top, wanted, full)
    renditions = ladder.render(rungs, specs, full, out_dir)
    if header.frames > 1 or raw.frames > 1:
        from mediakit import animation  # with FFmpeg, which still photos need not carry: 25 MB

        renditions += animation.previews(data, sniffed, recipe, out_dir, warnings)
    report = Report(
        kind="photo",
        format=sniffed.format,
        content_type=sniffed.content_type,
        width=full[0],
        height=full[1],
        bytes=len(data),
        sha256=digest,
        captured_at=known.captured_at,
        camera_model=known.camera_model,
        location=known.location,
        ground=ground.of(rungs[min(wanted)]) if recipe.ground else None,
        renditions=tuple(renditions),
        warnings=tuple(warnings),
    )
    return recognised(report, rungs[CANONICAL_SIDE]) if recipe.fingerprint else report


def recognised(report: Report, rung: Any) -> Report:
    """Add what is computed from the canonical rung: fingerprint, placeholder, dominant colour."""
    flat = rung.flatten(background=ladder.WHITE) if rung.bands == 4 else rung
    pixels: NDArray[np.uint8] = np.asarray(to_pillow(flat))
    return replace(
        report,
        fingerprint=fingerprint(pixels),
        placeholder=thumbhash(to_pillow(rung)),
        dominant_colour=dominant_colour(pixels),
    )


def render_photo(
    source: bytes | Path, specs: Iterable[RenditionSpec], out_dir: Path | None = None, limits: Limits | None = None
) -> list[Rendition]:
    """Make photo renditions in this process and nothing else: what benchmarks compare with other libraries.

    Without `out_dir` the files are measured and thrown away.
    """
    restrict()
    data = source if isinstance(source, bytes) else source.read_bytes()
    limits, wanted = limits or Limits(), [spec for spec in specs if spec.kind == "photo"]
    if out_dir is None:
        with TemporaryDirectory() as folder:
            return render_photo(data, wanted, Path(folder), limits)
    sniffed = door.check_bytes(data, limits)
    if sniffed.kind != "photo":
        raise Permanent("kind", sniffed.format)
    header = headers.read_photo(data, sniffed, limits)
    raw = _decoded(data, sniffed, header, limits, wanted, fingerprints=False)
    top, full = _upright(raw, header, facts.read(raw.exif or header.exif), [])
    return ladder.render(ladder.cascade(top, [s.max_side for s in wanted], full), wanted, full, out_dir)


def _decoded(
    data: bytes,
    sniffed: Sniffed,
    header: headers.Header,
    limits: Limits,
    specs: list[RenditionSpec],
    fingerprints: bool,
) -> Raw:
    sides = [spec.max_side for spec in specs] + ([CANONICAL_SIDE] if fingerprints else [])
    side = 0 if 0 in sides else max(sides, default=CANONICAL_SIDE)
    raw = decode(data, sniffed.format, header, side)
    decoded = replace(header, width=raw.width, height=raw.height, frames=max(header.frames, raw.frames))
    headers.check_photo(decoded, sniffed, limits)
    return raw


def _upright(raw: Raw, header: headers.Header, known: facts.Facts, warnings: list[str]) -> tuple[Any, tuple[int, int]]:
    """Bring the top rung upright and into sRGB; return it with the upright size of the whole picture."""
    orientation = known.orientation if raw.orientation is None else raw.orientation
    image = colour.to_srgb(raw.image, raw.icc or header.icc, warnings, header.coded)
    image = colour.without_empty_alpha(colour.upright(image, orientation).copy_memory())
    full = (raw.height, raw.width) if orientation > 4 else (raw.width, raw.height)
    return image, full
