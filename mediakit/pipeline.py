"""The pipeline: sniff, limit, orient, strip, render, fingerprint. A path and a recipe in, a report out.

Runs in the process that calls it. For bytes from strangers use `mediakit.run_isolated`, which calls this in a child.
"""

import hashlib
from pathlib import Path

from mediakit import door, photo
from mediakit.decoders import restrict
from mediakit.errors import Permanent
from mediakit.values import Recipe, Report
from mediakit.video import film
from mediakit.video.encode import Progress


def process(source: Path, recipe: Recipe, out_dir: Path, *, progress: Progress | None = None) -> Report:
    """Check a file, measure it, and write the recipe's renditions into `out_dir`. Raises `MediaError`."""
    restrict()
    with source.open("rb") as file:
        size = source.stat().st_size
        if not size:
            raise Permanent("empty", "0 bytes")
        sniffed = door.check_door(file, recipe.limits, recipe.kinds)
        if sniffed.kind == "photo":
            data = file.read()
            return photo.process(data, sniffed, hashlib.sha256(data).hexdigest(), recipe, out_dir)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return film.process(file, size, sniffed, digest, recipe, out_dir, progress)
