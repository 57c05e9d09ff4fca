"""The media pipeline in plain Python: a path and a frozen recipe in, a frozen report out.

Importing this package is cheap: decoders are loaded only by `process`, `render_photo` and inside the isolated child.
"""

from collections.abc import Iterable
from pathlib import Path

from mediakit.door import check_door
from mediakit.errors import CODES, MediaError, Permanent, Temporary
from mediakit.export import write_rights
from mediakit.formats import sniff
from mediakit.isolation import Isolated, Progress, run_isolated
from mediakit.recipes import EXPORT, PUBLIC, REVIEW, SPECS, WATCH
from mediakit.values import Fingerprint, Limits, Recipe, Rendition, RenditionSpec, Report, Rights, Sniffed, ending

__all__ = [
    "CODES",
    "EXPORT",
    "PUBLIC",
    "REVIEW",
    "SPECS",
    "WATCH",
    "Fingerprint",
    "Isolated",
    "Limits",
    "MediaError",
    "Permanent",
    "Progress",
    "Recipe",
    "Rendition",
    "RenditionSpec",
    "Report",
    "Rights",
    "Sniffed",
    "Temporary",
    "check_door",
    "ending",
    "process",
    "render_photo",
    "run_isolated",
    "sniff",
    "write_rights",
]


def process(source: Path, recipe: Recipe, out_dir: Path, *, progress: Progress | None = None) -> Report:
    """Run the pipeline in this process. For bytes from strangers use `run_isolated`. Raises `MediaError`."""
    from mediakit import pipeline

    return pipeline.process(source, recipe, out_dir, progress=progress)


def render_photo(source: bytes | Path, specs: Iterable[RenditionSpec], out_dir: Path | None = None) -> list[Rendition]:
    """Make photo renditions in this process, without fingerprints: what benchmarks compare. See `mediakit.photo`."""
    from mediakit import photo

    return photo.render_photo(source, specs, out_dir)
