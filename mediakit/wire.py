"""How recipes and reports cross the pipe to the isolated child: JSON lines, never pickles.

The child may have been taken over by the file it decoded, so everything it says is checked before it is believed.
"""

import json
import re
import stat
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast, get_args

from mediakit import facts
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
MAX_NUMBER, MAX_BYTES, MAX_CRC = 2**31 - 1, 2**40, 2**32 - 1
PLACEHOLDER, COLOUR = re.compile(r"[A-Za-z0-9+/]{1,56}={0,2}"), re.compile(r"#[0-9a-f]{6}")
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
    code, detail = str(data.get("code")), _printable(str(data.get("detail", ""))[:1000])
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
        width=_number(data["width"], least=1),
        height=_number(data["height"], least=1),
        bytes=_number(data["bytes"], MAX_BYTES),
        sha256=_hex(data["sha256"]),
        duration_ms=_milliseconds(data["duration_ms"]),
        fingerprint=None if print_ is None else _fingerprint(print_),
        placeholder=_matching(PLACEHOLDER, data["placeholder"]),
        dominant_colour=_matching(COLOUR, data["dominant_colour"]),
        captured_at=_unchanged(facts.moment, data["captured_at"]),
        camera_model=_unchanged(facts.plain, data["camera_model"]),
        has_audio=bool(data["has_audio"]),
        unheard=_unchanged(facts.plain, data["unheard"]) or "",
        location=_place(place) if recipe.location and place is not None else None,
        ground=_ground(data["ground"]),
        renditions=tuple(_rendition(one, by_name[one["spec"]], out_dir) for one in data["renditions"]),
        warnings=tuple(_printable(_text(warning)) for warning in data["warnings"][:50]),
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
        width=_number(data["width"], least=1),
        height=_number(data["height"], least=1),
        bytes=status.st_size,
        sha256=_hex(data["sha256"]),
        crc32=_number(data["crc32"], MAX_CRC),
        duration_ms=_milliseconds(data["duration_ms"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise TypeError("not a short text")
    return value


def _printable(text: str) -> str:
    """A database takes no NUL, and a log no line that somebody else wrote."""
    return "".join(c if c.isprintable() else " " for c in text)


def _matching(pattern: re.Pattern[str], value: object) -> str | None:
    if value is not None and not pattern.fullmatch(_text(value)):
        raise ValueError("not a text of the kind that belongs here")
    return None if value is None else _text(value)


def _unchanged(reading: Callable[[str], str | None], value: object) -> str | None:
    """A fact that our own reader would have written just so."""
    if value is not None and reading(_text(value)) != value:
        raise ValueError("not a fact that we would have read")
    return None if value is None else _text(value)


def _number(value: object, most: int = MAX_NUMBER, *, least: int = 0) -> int:
    """A whole number that a database takes; JSON also knows infinity and numbers of a thousand digits."""
    if not isinstance(value, int) or not least <= value <= most:
        raise ValueError("not a number within bounds")
    return int(value)


def _milliseconds(value: object) -> int | None:
    return None if value is None else _number(value)


def _fingerprint(data: dict[str, Any]) -> Fingerprint:
    return Fingerprint(
        _hex(data["pdq"]), _number(data["quality"], 100), tuple(_hex(variant) for variant in data["variants"][:7])
    )


def _place(data: list[Any]) -> tuple[float, float]:
    latitude, longitude = float(data[0]), float(data[1])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # turned round, NaN would pass
        raise ValueError("not a place on earth")
    return latitude, longitude


def _ground(value: object) -> Ground | None:
    if value is not None and value not in GROUNDS:
        raise ValueError("not a ground")
    return cast("Ground | None", value)


def _hex(value: object) -> str:
    text = _text(value)
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise ValueError("not a 256-bit hex number")
    return text
