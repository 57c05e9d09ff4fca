"""The pipeline on the command line: `python -m mediakit FILE… [--out DIR] [--json]`.

Decoding always runs isolated. Results go to stdout, help and progress to stderr; exit 1 when any file was refused.
"""

import argparse
import io
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from mediakit.errors import MediaError, Temporary
from mediakit.isolation import Isolated
from mediakit.recipes import EXPORT, PUBLIC, REVIEW, WATCH
from mediakit.values import Recipe, Rendition, Report

STAGES = {
    "review": REVIEW,
    "watch": replace(WATCH, fingerprint=True),
    "public": replace(PUBLIC, fingerprint=True),
    "export": replace(EXPORT, fingerprint=True),
}


class _Parser(argparse.ArgumentParser):
    """Prints help on stderr, so that stdout holds results and nothing else."""

    def print_help(self, file: Any = None) -> None:
        super().print_help(file or sys.stderr)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"mediakit: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Process each file and print what came of it."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal of few letters, a name that is no text
    refused = 0
    with tempfile.TemporaryDirectory(prefix="mediakit-") as scratch, Isolated() as isolated:
        for number, source in enumerate(options.files, 1):
            try:
                _require_file(source)
                folder = _folder(options.out or Path(scratch), source, number)
                report = _process(isolated, source, STAGES[options.stage], folder, f"[{number}/{len(options.files)}]")
                answer = _accepted(source, report, kept=options.out is not None)
            except MediaError as error:
                refused += 1
                answer = _refused(source, error)
            print(json.dumps(answer) if options.json else _line(answer), flush=True)
    return 1 if refused else 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m mediakit",
        description="Check photos and videos, measure them, and make their renditions in an isolated process.",
        epilog="Exit status: 0 all accepted, 1 any refused, 2 wrong usage.",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a photo or a video, whatever its name")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep the renditions, in one folder per file")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--stage", choices=sorted(STAGES), default="review", help="which renditions (default: review)")
    return parser


def _folder(base: Path, source: Path, number: int) -> Path:
    """Give every file a folder of its own, also when two files share a name."""
    folder = base / source.name
    if folder.exists() or not source.name:
        folder = base / f"{number}-{source.name}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _require_file(source: Path) -> None:
    """Say what is wrong with the place itself, before anybody looks at content. Raises NotThere."""
    try:
        if not source.exists():
            raise NotThere("There is no such file.")
        if not source.is_file():
            raise NotThere("This is not a file.")
        with source.open("rb"):
            pass
    except (OSError, ValueError) as error:
        raise NotThere(f"It cannot be read: {getattr(error, 'strerror', None) or error}.") from error


class NotThere(Temporary):
    """A sentence for whoever typed the name, instead of the one for fans."""

    def __init__(self, told: str) -> None:
        super().__init__("unavailable", told)

    @property
    def sentence(self) -> str:
        return self.detail


def _process(isolated: Isolated, source: Path, recipe: Recipe, folder: Path, label: str) -> Report:
    shows = sys.stderr.isatty()

    def progress(share: float) -> None:
        if shows:
            print(f"\r{label} {source.name} {share:4.0%}", end="", file=sys.stderr, flush=True)

    progress(0)
    try:
        return isolated.run(source, recipe, folder, progress=progress)
    finally:
        if shows:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _accepted(source: Path, report: Report, *, kept: bool) -> dict[str, Any]:
    return {
        "file": str(source),
        "error": None,
        "kind": report.kind,
        "format": report.format,
        "width": report.width,
        "height": report.height,
        "duration_s": None if report.duration_ms is None else report.duration_ms / 1000,
        "sha256": report.sha256,
        "fingerprint": report.fingerprint.pdq if report.fingerprint else None,
        "fingerprint_quality": report.fingerprint.quality if report.fingerprint else None,
        "placeholder": report.placeholder,
        "dominant_colour": report.dominant_colour,
        "renditions": [_rendition(one, kept=kept) for one in report.renditions],
        "warnings": list(report.warnings),
    }


def _rendition(rendition: Rendition, *, kept: bool) -> dict[str, Any]:
    return {
        "spec": rendition.spec,
        "stage": rendition.stage,
        "path": str(rendition.path) if kept else None,
        "content_type": rendition.content_type,
        "width": rendition.width,
        "height": rendition.height,
        "duration_s": None if rendition.duration_ms is None else rendition.duration_ms / 1000,
        "bytes": rendition.bytes,
        "sha256": rendition.sha256,
    }


def _refused(source: Path, error: MediaError) -> dict[str, Any]:
    empty = dict.fromkeys(("kind", "width", "height", "duration_s", "sha256", "fingerprint"))
    code = {"code": error.code, "message": error.sentence, "detail": error.detail}
    return {"file": str(source), "error": code, **empty, "renditions": []}


def _line(answer: dict[str, Any]) -> str:
    """Say the same for people."""
    if answer["error"]:
        return f"{answer['file']}: refused ({answer['error']['code']}). {answer['error']['message']}"
    length = "" if answer["duration_s"] is None else f", {answer['duration_s']:.1f} s"
    made = ", ".join(f"{one['spec']} {one['width']}×{one['height']} {one['bytes']:,} B" for one in answer["renditions"])
    return f"{answer['file']}: {answer['format']} {answer['width']}×{answer['height']}{length}: {made}"


if __name__ == "__main__":
    sys.exit(main())
