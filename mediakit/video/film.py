"""A video from file to report: probe, poster and its rungs, preview, web rendition."""

import gc
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mediakit import ladder, photo
from mediakit.decoders import from_array
from mediakit.fingerprint import CANONICAL_SIDE
from mediakit.values import Recipe, Rendition, RenditionSpec, Report, Sniffed
from mediakit.video import encode, frames, metadata, poster, remux, web
from mediakit.video.container import opened
from mediakit.video.encode import Progress
from mediakit.video.shown import Probe, check_index, walk
from mediakit.video.tracks import picture_stream, sound_stream, unheard

MAX_THREADS = 2
# Above Full HD each decoding thread holds frames of 25 MB and more.
THREADED_PIXELS = 1920 * 1088


def process(
    file: IO[bytes], size: int, sniffed: Sniffed, digest: str, recipe: Recipe, out_dir: Path, progress: Progress | None
) -> Report:
    """Do what the recipe says to a video that passed the door."""
    report, probe, at = _seen(file, size, sniffed, digest, recipe, out_dir)
    gc.collect()  # FFmpeg's frame pools go with the decoder; a second one beside it would double the memory
    made = []
    for spec in recipe.specs:
        if spec.kind in {"preview", "video"}:
            job = _Moving(sniffed, spec, probe, at, (report.width, report.height), recipe, out_dir)
            made.append(_moving(file, job, progress))
            gc.collect()
    return _extended(report, tuple(made))


def _seen(
    file: IO[bytes], size: int, sniffed: Sniffed, digest: str, recipe: Recipe, out_dir: Path
) -> tuple[Report, Probe, float]:
    """Probe the video, choose its poster and make the poster's rungs; return also the poster's moment."""
    with opened(file, sniffed.format) as container:
        stream = picture_stream(container, recipe.limits)
        check_index(stream, size)
        probe = walk(container, stream, sound_stream(container), recipe.limits)
        stream.codec_context.skip_frame = "NONKEY"
        frame, at = poster.choose(container, stream, probe)
        known = metadata.read(container, stream, location=recipe.location)
        width, height = frames.shown_size(frame, stream)
        report = Report(
            kind="video",
            format=sniffed.format,
            content_type=sniffed.content_type,
            width=width,
            height=height,
            bytes=size,
            sha256=digest,
            duration_ms=round(probe.seconds * 1000),
            has_audio=len(container.streams.audio) > 0,
            unheard=(lost := unheard(container)),
            warnings=(f"sound left out: its coding ({lost}) cannot be decoded",) if lost else (),
            captured_at=known.captured_at,
            camera_model=known.camera_model,
            location=known.location,
        )
        return _with_poster(report, frame, stream, recipe, out_dir), probe, at


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


@dataclass(frozen=True, slots=True)
class _Moving:
    """What one moving rendition is made from."""

    sniffed: Sniffed
    spec: RenditionSpec
    probe: Probe
    at: float
    full: tuple[int, int]
    recipe: Recipe
    out_dir: Path

    @property
    def target(self) -> Path:
        return self.out_dir / f"{self.spec.name}.mp4"


def _moving(file: IO[bytes], job: _Moving, progress: Progress | None) -> Rendition:
    """Make one moving rendition from a freshly opened container, whose decoder knows nothing of earlier jumps."""
    with opened(file, job.sniffed.format) as container:
        stream = picture_stream(container, job.recipe.limits)
        if job.spec.kind == "preview":
            size, ms = _preview(container, stream, job)
        elif not job.spec.max_side and remux.copies(stream, sound_stream(container), job.probe):
            remux.pump(container, stream, sound_stream(container), job.target, {})
            size, ms = job.full, round(job.probe.seconds * 1000)
        else:
            size, ms = _web(container, stream, job, progress)
    return ladder.described(job.target, job.spec, size, ms)


def _preview(container: Any, stream: Any, job: _Moving) -> tuple[tuple[int, int], int]:
    """A few silent seconds from the poster's moment, or from the start when little follows it."""
    size = encode.even_fit(job.full, job.spec.max_side)
    stream.codec_context.options = {"skip_loop_filter": "all"}
    shaper = frames.Shaper(stream, size, "yuv420p", job.out_dir)
    start = job.at if job.at - job.probe.start + job.spec.seconds <= job.probe.seconds else job.probe.start
    pictures = encode.excerpt(container, stream, shaper, start, job.spec.seconds)
    return size, encode.write_frames(job.target, pictures, size, crf=job.spec.quality)


def _web(container: Any, stream: Any, job: _Moving, progress: Progress | None) -> tuple[tuple[int, int], int]:
    short = encode.SHORT_EDGE if job.spec.max_side else 1 << 30
    size = encode.even_fit(job.full, job.spec.max_side, short)
    threads = min(MAX_THREADS, len(os.sched_getaffinity(0)))
    if stream.codec_context.width * stream.codec_context.height <= THREADED_PIXELS:
        stream.thread_type, stream.codec_context.thread_count = "AUTO", threads
    ms = web.transcode(
        container,
        stream,
        sound_stream(container),
        job.probe,
        job.target,
        size=size,
        crf=job.spec.quality,
        preset=encode.preset(job.spec),
        threads=threads,
        progress=progress,
    )
    return size, ms
