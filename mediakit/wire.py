"""How recipes and reports cross the pipe to the isolated child: JSON lines, never pickles.

The child may have been taken over by the file it decoded, so everything it says is checked before it is believed.
"""

import json
import stat
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast, get_args

from mediakit.errors import CODES, MediaError, Permanent, Temporary
from mediakit.values import (
    CONTENT_TYPES,
    Fingerprint,
    Ground,
    Limits,
    Recipe,
    Rendition,
    RenditionSpec,
    Report,
    extension,
)

MAX_LINE = 1 << 20
GROUNDS = get_args(Ground)


def request(source: Path, recipe: Recipe, out_dir: Path, *, cpu: float, wall: float) -> bytes:
    """Write a job as one line."""
    job = {"source": str(source), "out_dir": str(out_dir), "recipe": asdict(recipe), "cpu": cpu, "wall": wall}
    return json.dumps(job).encode() + b"\n"


def recipe_from(data: dict[str, Any]) -> Recipe:
    """Rebuild a recipe in the child."""
    return Recipe(
        specs=tuple(RenditionSpec(**spec) for spec in data["specs"]),
        limits=Limits(**data["limits"]),
        fingerprint=data["fingerprint"],
        location=data["location"],
        ground=data["ground"],
        kinds=tuple(data["kinds"]),
    )


def report_line(report: Report) -> bytes:
    """Write a report as one line; renditions are named by their spec, not by a path."""
    data = asdict(report)
    for rendition in data["renditions"]:
        del rendition["path"], rendition["stage"], rendition["content_type"], rendition["version"]
    return json.dumps({"report": data}).encode() + b"\n"


def error_line(error: MediaError) -> bytes:
    """Write a refusal as one line."""
    kind = "temporary" if isinstance(error, Temporary) else "permanent"
    return json.dumps({"error": {"kind": kind, "code": error.code, "detail": error.detail[:1000]}}).encode() + b"\n"


def error_from(data: dict[str, Any]) -> MediaError:
    """Rebuild a refusal; an unknown code becomes `crashed`."""
    code, detail = str(data.get("code")), str(data.get("detail", ""))[:1000]
    if code not in CODES:
        return Temporary("crashed", f"unknown code {code[:40]!r}")
    return (Temporary if data.get("kind") == "temporary" else Permanent)(code, detail)


def report_from(data: dict[str, Any], recipe: Recipe, out_dir: Path) -> Report:
    """Rebuild a report. Raises `Temporary` when it is not what an honest child says."""
    try:
        return _report(data, recipe, out_dir)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise Temporary("crashed", f"the child's report is wrong: {error!r}"[:300]) from error


def _report(data: dict[str, Any], recipe: Recipe, out_dir: Path) -> Report:
    specs = {(spec.name, spec.kind == "photo"): spec for spec in recipe.specs}
    by_name = {spec.name: spec for spec in recipe.specs if (spec.kind == "photo") == (data["kind"] == "photo")}
    by_name = {**{name: spec for (name, _), spec in specs.items()}, **by_name}
    content_type = CONTENT_TYPES[_text(data["format"])]
    print_ = data["fingerprint"]
    place = data["location"]
    return Report(
        kind="photo" if data["kind"] == "photo" else "video",
        format=_text(data["format"]),
        content_type=content_type,
        width=int(data["width"]),
        height=int(data["height"]),
        bytes=int(data["bytes"]),
        sha256=_hex(data["sha256"]),
        duration_ms=None if data["duration_ms"] is None else int(data["duration_ms"]),
        fingerprint=print_
        and Fingerprint(
            _hex(print_["pdq"]), int(print_["quality"]), tuple(_hex(variant) for variant in print_["variants"])
        ),
        placeholder=_optional(data["placeholder"]),
        dominant_colour=_optional(data["dominant_colour"]),
        captured_at=_optional(data["captured_at"]),
        camera_model=_optional(data["camera_model"]),
        has_audio=bool(data["has_audio"]),
        location=None if place is None or not recipe.location else (float(place[0]), float(place[1])),
        ground=_ground(data["ground"]),
        renditions=tuple(_rendition(one, by_name[one["spec"]], out_dir) for one in data["renditions"]),
        warnings=tuple(_text(warning) for warning in data["warnings"][:50]),
    )


def _rendition(data: dict[str, Any], spec: RenditionSpec, out_dir: Path) -> Rendition:
    path = out_dir / f"{spec.name}.{extension(spec.encoding)}"
    status = path.lstat()
    # A link would make the parent publish whatever it points at.
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size != data["bytes"]:
        raise ValueError(f"{spec.name} is not the file it should be")
    return Rendition(
        spec=spec.name,
        version=spec.version,
        stage=spec.stage,
        path=path,
        content_type=spec.content_type,
        width=int(data["width"]),
        height=int(data["height"]),
        bytes=status.st_size,
        sha256=_hex(data["sha256"]),
        crc32=int(data["crc32"]),
        duration_ms=None if data["duration_ms"] is None else int(data["duration_ms"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise TypeError("not a short text")
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _ground(value: object) -> Ground | None:
    if value is not None and value not in GROUNDS:
        raise ValueError("not a ground")
    return cast("Ground | None", value)


def _hex(value: object) -> str:
    text = _text(value)
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise ValueError("not a 256-bit hex number")
    return text
