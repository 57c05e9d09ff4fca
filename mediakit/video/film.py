"""A video from file to report: probe, poster and its rungs, preview, web rendition."""

import os
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from mediakit import ladder, photo
from mediakit.decoders import from_array
from mediakit.fingerprint import CANONICAL_SIDE
from mediakit.values import Recipe, Rendition, RenditionSpec, Report, Sniffed
from mediakit.video import encode, frames, metadata, poster, remux, web
from mediakit.video.container import Probe, check_index, opened, picture_stream, sound_stream, walk
from mediakit.video.encode import Progress

MAX_THREADS = 2


def process(
    file: IO[bytes], size: int, sniffed: Sniffed, digest: str, recipe: Recipe, out_dir: Path, progress: Progress | None
) -> Report:
    """Do what the recipe says to a video that passed the door."""
    with opened(file, sniffed.format) as container:
        stream = picture_stream(container, recipe.limits)
        check_index(stream, size)
        probe = walk(container, stream, recipe.limits)
        stream.codec_context.skip_frame = "NONKEY"
        frame, at = poster.choose(container, stream, probe)
        known = metadata.read(container, stream, location=recipe.location)
        report = Report(
            kind="video",
            format=sniffed.format,
            content_type=sniffed.content_type,
            width=frames.shown_size(frame, stream)[0],
            height=frames.shown_size(frame, stream)[1],
            bytes=size,
            sha256=digest,
            duration_ms=round(probe.seconds * 1000),
            has_audio=len(container.streams.audio) > 0,
            captured_at=known.captured_at,
            camera_model=known.camera_model,
            location=known.location,
        )
        report = _with_poster(report, frame, stream, recipe, out_dir)
    full = (report.width, report.height)
    moving = [spec for spec in recipe.specs if spec.kind in {"preview", "video"}]
    made = tuple(_moving(file, sniffed, spec, probe, at, full, recipe, out_dir, progress) for spec in moving)
    return _extended(report, made)


def _with_poster(report: Report, frame: Any, stream: Any, recipe: Recipe, out_dir: Path) -> Report:
    """Make the poster's rungs from one shaped frame, and recognise the video by it."""
    specs = [spec for spec in recipe.specs if spec.kind == "poster"]
    sides = [spec.max_side for spec in specs] + ([CANONICAL_SIDE] if recipe.fingerprint else [])
    if not sides:
        return report
    pixels, full = poster.pixels(frame, stream, max(sides), out_dir)
    rungs = ladder.cascade(from_array(pixels), sides, full)
    report = _extended(report, tuple(ladder.render(rungs, specs, full, out_dir)))
    return photo.recognised(report, rungs[CANONICAL_SIDE]) if recipe.fingerprint else report


def _extended(report: Report, more: tuple[Rendition, ...]) -> Report:
    return replace(report, renditions=report.renditions + more)


def _moving(
    file: IO[bytes],
    sniffed: Sniffed,
    spec: RenditionSpec,
    probe: Probe,
    at: float,
    full: tuple[int, int],
    recipe: Recipe,
    out_dir: Path,
    progress: Progress | None,
) -> Rendition:
    """Make one moving rendition from a freshly opened container, whose decoder knows nothing of earlier jumps."""
    target = out_dir / f"{spec.name}.mp4"
    with opened(file, sniffed.format) as container:
        stream = picture_stream(container, recipe.limits)
        if spec.kind == "preview":
            size = encode.even_fit(full, spec.max_side)
            stream.codec_context.skip_frame = "DEFAULT"
            stream.codec_context.options = {"skip_loop_filter": "all"}
            shaper = frames.Shaper(stream, size, "yuv420p", out_dir)
            start = at if at - probe.start + spec.seconds <= probe.seconds else probe.start
            pictures = encode.excerpt(container, stream, shaper, start, spec.seconds)
            ms = encode.write_frames(target, pictures, size, crf=spec.quality)
        elif not spec.max_side and remux.copies(stream, sound_stream(container)):
            container.seek(0)
            remux.pump(container, stream, sound_stream(container), target, {})
            size, ms = full, round(probe.seconds * 1000)
        else:
            size = encode.even_fit(full, spec.max_side, encode.SHORT_EDGE if spec.max_side else 1 << 30)
            threads = min(MAX_THREADS, len(os.sched_getaffinity(0)))
            stream.thread_type, stream.codec_context.thread_count = "AUTO", threads
            ms = web.transcode(
                container,
                stream,
                sound_stream(container),
                probe,
                target,
                size=size,
                crf=spec.quality,
                threads=threads,
                progress=progress,
            )
    return ladder.described(target, spec, size, ms)
