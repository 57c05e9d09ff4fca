"""Every parser of ours that looks at a stranger's bytes, as a function that raises only what is a find.

A closed refusal (`Permanent`, `Temporary`) is an answer. Any other exception is a find, and so is any broken promise
about an answer.
"""

import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from mediakit import child, door, export, facts, formats, headers, recipes, wire
from mediakit.errors import MediaError
from mediakit.headers import webm
from mediakit.values import Limits, Report, Sniffed
from mediakit.video import metadata

LIMITS = Limits()
NOWHERE = Path("/nonexistent")
PACKET = b"<x:xmpmeta/>"
MAX_INTEGER = 2**31 - 1


class BrokenPromiseError(Exception):
    """A parser answered, and the answer is not what it promises."""


def promise(holds: bool, what: str) -> None:
    """Raise when a promise about an answer is broken."""
    if not holds:
        raise BrokenPromiseError(what)


def _door(data: bytes) -> None:
    sniffed = door.check_bytes(data, LIMITS)
    promise(sniffed == formats.sniff(data[: formats.HEAD_BYTES]), "door and sniff disagree")


def _photo(kind: Sniffed) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        header = headers.read_photo(data, kind, LIMITS)
        headers.check_photo(header, kind, LIMITS)
        promise(all(0 <= start <= end <= len(data) for start, end in header.keep), "a kept part lies outside")
        if header.keep:
            again = headers.read_photo(headers.gather(data, header.keep), kind, LIMITS)
            same = (again.width, again.height, again.channels) == (header.width, header.height, header.channels)
            promise(same, "what is kept reads differently")

    return read


def _movie(data: bytes) -> None:
    headers.check_movie(data, formats.MP4, LIMITS)


def _webm(data: bytes) -> None:
    formats.sniff(b"\x1aE\xdf\xa3" + data)
    webm.check(b"\x1aE\xdf\xa3" + data)


def _exif(data: bytes) -> None:
    promises_about(facts.read(data, location=True))


def promises_about(found: facts.Facts | Report) -> None:
    """What a catalogue and its database may rely on."""
    when, model, place = found.captured_at, found.camera_model, found.location
    promise(when is None or facts.moment(when) == when, f"no moment: {when!r}")
    promise(model is None or (0 < len(model) <= facts.MAX_TEXT and model.isprintable()), f"no model: {model!r}")
    inside = place is None or (abs(place[0]) <= 90 and abs(place[1]) <= 180 and all(map(math.isfinite, place)))
    promise(inside, f"no place: {place!r}")


def _tags(data: bytes) -> None:
    """A video's tags, as a demuxer hands them over: one for each line."""
    names = (*metadata.TIMES, *metadata.MODELS, *metadata.MAKES, *metadata.PLACES)
    lines = data.decode("utf-8", "replace").split("\n")
    tags = dict(zip(names, lines, strict=False))
    both = SimpleNamespace(metadata={}), SimpleNamespace(metadata=tags)
    promises_about(metadata.read(*both, location=True))


def _words(data: bytes) -> None:
    """What a worker that was taken over may say, on its way through template and parent."""
    watch = object.__new__(child._Watch)
    said = watch._relay(data)
    word = watch._last_word(said, 0)
    if "error" in word:
        error = wire.error_from(word["error"])
        promise(error.detail.isprintable(), "a detail no database takes")
        return
    report = wire.report_from(word["report"], recipes.REVIEW, NOWHERE)
    promises_about(report)
    numbers = (report.width, report.height, report.bytes, report.duration_ms or 0)
    promise(all(0 <= number <= 2**40 for number in numbers), f"no number: {numbers}")
    promise(max(report.width, report.height) <= MAX_INTEGER, "no side")
    texts = (report.placeholder, report.dominant_colour, *report.warnings)
    promise(all(text is None or text.isprintable() for text in texts), "a text no database takes")
    print_ = report.fingerprint
    promise(print_ is None or 0 <= print_.quality <= 100, "no quality")


def _rights(data: bytes) -> None:
    """What is written back must be of the same kind and, where it could be read, of the same size."""
    found = formats.sniff(data)
    writer = export.WRITERS.get(found.format) if found else None
    if found is None or writer is None:
        return
    before = headers.read_photo(data, found, LIMITS)
    written = writer(data, PACKET)
    promise(formats.sniff(written) == found, "another kind of file")
    after = headers.read_photo(written, found, LIMITS)
    promise((after.width, after.height) == (before.width, before.height), "another size")
    promise(PACKET in written, "the packet is not in it")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "door": _door,
    "jpeg": _photo(formats.JPEG),
    "png": _photo(formats.PNG),
    "gif": _photo(formats.GIF),
    "webp": _photo(formats.WEBP),
    "heif": _photo(formats.HEIC),
    "movie": _movie,
    "webm": _webm,
    "exif": _exif,
    "tags": _tags,
    "words": _words,
    "rights": _rights,
}


def any_of_them(data: bytes) -> None:
    """All parsers behind one door: the first byte chooses."""
    names = sorted(TARGETS)
    if data:
        TARGETS[names[data[0] % len(names)]](data[1:])


def one_input(name: str) -> Callable[[bytes], None]:
    """Return a parser that takes its closed refusals for answers."""
    parser = any_of_them if name == "all" else TARGETS[name]

    def parse(data: bytes) -> None:
        try:
            parser(data)
        except MediaError as refusal:
            promise(refusal.code in ("crashed", "unavailable") or bool(refusal.sentence), "no sentence")

    return parse
