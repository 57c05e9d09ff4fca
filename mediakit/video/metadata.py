"""Reads a video's few facts: when, with what, and where only when asked."""

import re
from typing import Any

from mediakit.facts import Facts, camera, moment, plain

_PLACE = re.compile(r"([+-]\d{1,3}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
TIMES = ("com.apple.quicktime.creationdate", "creation_time", "date")
MODELS = ("com.apple.quicktime.model", "com.android.model", "model")
MAKES = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
PLACES = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")


def read(container: Any, stream: Any, *, location: bool = False) -> Facts:
    """Read facts from the container's and the stream's tags."""
    tags = {**stream.metadata, **container.metadata}
    when = moment(_first(tags, TIMES))
    # A camera whose clock was never set writes the epoch of its file format.
    unset = when is not None and when[:4] in {"1904", "1970"}
    return Facts(
        captured_at=None if unset else when,
        camera_model=camera(_first(tags, MAKES), _first(tags, MODELS)),
        location=_place(_first(tags, PLACES)) if location else None,
    )


def _first(tags: dict[str, str], names: tuple[str, ...]) -> str:
    return next((plain(tags[name]) for name in names if tags.get(name)), "")


def _place(text: str) -> tuple[float, float] | None:
    found = _PLACE.match(text)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
