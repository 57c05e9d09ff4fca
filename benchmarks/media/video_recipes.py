"""The steps of a video as mediakit does them, one at a time, to be measured in a warm process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.media.ladders import Rung

Work = Callable[[], None]


def probe(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Open, choose the picture's stream, and walk over every packet."""
    import mediakit
    from mediakit.values import Limits
    from mediakit.video import container

    limits, file_format = Limits(), "mov" if source.suffix == ".mov" else "mp4"

    def work() -> None:
        with source.open("rb") as file:
            mediakit.check_door(file, limits, ("video",))
            with container.opened(file, file_format) as opened:
                container.walk(opened, container.picture_stream(opened, limits), limits)

    return work


def poster(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Everything up to the poster: hash, probe, choice among several frames, one JPEG."""
    return _process(source, out, "review", "poster")


def preview(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Everything up to the silent preview of three seconds."""
    return _process(source, out, "public", "preview")


def received(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """The whole review stage: hash, probe, poster and its small version, fingerprint, preview."""
    import mediakit
    from mediakit import pipeline  # noqa: F401 - loaded before the clock runs

    def work() -> None:
        mediakit.process(source, mediakit.REVIEW, out)

    return work


def web(source: Path, ladder: tuple[Rung, ...], out: Path) -> Work:
    """Everything up to the 720p rendition with sound."""
    return _process(source, out, "public", "video-720")


def _process(source: Path, out: Path, stage: str, name: str) -> Work:
    import mediakit
    from mediakit import pipeline  # noqa: F401 - loaded before the clock runs

    specs: Any = tuple(spec for spec in mediakit.SPECS if (spec.stage, spec.name) == (stage, name))
    recipe = mediakit.Recipe(specs=specs)

    def work() -> None:
        mediakit.process(source, recipe, out)

    return work


RECIPES = {
    "video probe": probe,
    "video poster": poster,
    "video preview": preview,
    "video received": received,
    "video 720p": web,
}
