"""What fuzzing found once, made by code so that it stays mended: each input was slow, crashed, or was believed."""

import json
import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import mediakit
from mediakit import avif_xmp, child, door, facts, formats, headers, wire
from mediakit.values import MIB, Limits, Sniffed
from mediakit.video import metadata
from tests.mediakit import media

LIMITS = Limits()
LARGE = 20 * MIB
JPEG = media.encoded(media.scene(24, 16), "JPEG")


def _box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _heif(*inside: bytes) -> bytes:
    return _box(b"ftyp", b"heic\0\0\0\0heic") + _box(b"meta", bytes(4) + b"".join(inside))


def _code(data: bytes, kind: Sniffed) -> str | None:
    """Return the refusal's code, None for an answer; more than two seconds of work is neither."""
    started = time.process_time()
    try:
        headers.read_photo(data, kind, LIMITS)
        code = None
    except mediakit.Permanent as refusal:
        code = refusal.code
    assert time.process_time() - started < 2
    return code


SIZE = _box(b"iprp", _box(b"ipco", _box(b"ispe", bytes(4) + struct.pack(">II", 24, 16))))
# Items whose extents have no bytes: 234 bytes of file were a second of work, a megabyte was hours.
IDLE = _box(b"iloc", struct.pack(">IHH", 0, 0, 60_000) + struct.pack(">HHH", 1, 0, 65_535) * 60_000)


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        (_heif(SIZE, IDLE), formats.HEIC, None),
        (
            _heif(SIZE, _box(b"iloc", struct.pack(">IHHHHH", 0, 0x4400, 1, 1, 0, 65_535)), bytes(8)),
            formats.HEIC,
            "broken",
        ),
        (_heif(SIZE, _box(b"iloc")), formats.HEIC, "truncated"),
        (_heif(_box(b"iprp", _box(b"ipco", _box(b"ispe", bytes(6)))), bytes(16)), formats.HEIC, "broken"),
        (_heif(_box(b"iprp", _box(b"ipco", _box(b"free") * 70_000) * 3)), formats.HEIC, "too_complex"),
        (JPEG[:2] + b"\xff" * LARGE + JPEG[2:], formats.JPEG, None),
        (JPEG[:2] + b"\xff\0" * (LARGE // 2) + JPEG[2:], formats.JPEG, None),
        (JPEG[:2] + b"\xff\xc0\0\x07\x08\0\x10\0\x18\x03" + JPEG[2:], formats.JPEG, "broken"),
        (JPEG[:2] + b"\xff\xe2\0\x80ICC_PROFILE\0", formats.JPEG, "truncated"),
    ],
    ids=[
        "idle extents",
        "wide extents",
        "no table",
        "short size",
        "boxes",
        "fill bytes",
        "no markers",
        "short frame",
        "cut profile",
    ],
)
def test_no_photo_header_costs_seconds_or_crashes(data: bytes, kind: Sniffed, code: str | None) -> None:
    assert _code(data, kind) == code


def test_only_the_first_profile_of_a_png_is_inflated() -> None:
    profile = media.srgb_profile()
    bomb = (b"iCCP", b"p\0\0" + zlib.compress(bytes(4 * MIB - 1)))
    chunks = [(b"iCCP", b"p\0\0" + zlib.compress(profile)), *[bomb] * 2000]
    data = media.png(8, 8, chunks=chunks)

    started = time.process_time()
    header = headers.read_photo(data, formats.PNG, LIMITS)

    assert time.process_time() - started < 2
    assert header.icc == profile


@pytest.mark.parametrize("size", [MIB, MIB + 1])
def test_metadata_of_absurd_size_counts_as_absent(size: int) -> None:
    webp = b"WEBPVP8X\x0a\0\0\0\0\0\0\0\x17\0\0\x0f\0\0EXIF" + struct.pack("<I", size) + bytes(size + (size & 1))
    png = media.png(8, 8, chunks=[(b"eXIf", bytes(size))])

    found = [
        headers.read_photo(b"RIFF" + struct.pack("<I", len(webp)) + webp, formats.WEBP, LIMITS),
        headers.read_photo(png, formats.PNG, LIMITS),
    ]

    assert [len(header.exif) for header in found] == ([MIB] * 2 if size == MIB else [0, 0])


def test_a_video_tag_of_any_length_becomes_a_short_fact() -> None:
    tags = {"make": "F" + "D" * 126, "model": "One" + "x" * MIB, "location": "+1.0+2.0/" + "9" * MIB}
    streams = SimpleNamespace(metadata={}), SimpleNamespace(metadata=tags)

    found = metadata.read(*streams, location=True)

    assert found == facts.Facts(1, None, tags["make"], (1.0, 2.0))


def test_a_worker_that_speaks_another_encoding_is_not_understood() -> None:
    """Guessing at encodings loaded them from disk, in the template, at a worker's word."""
    watch = object.__new__(child._Watch)

    assert watch._last_word('{"error": {"code": "type"}}'.encode("utf-16"), 0)["error"]["code"] == "crashed"
    assert watch._last_word(b'{"error": {"code": "type"}}', 0)["error"]["code"] == "type"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("honest")
    source = folder / "photo"
    source.write_bytes(media.encoded(media.textured(400, 300), "JPEG", exif=media.exif(1)))
    line = wire.report_line(mediakit.process(source, mediakit.REVIEW, folder))
    return {"line": line}, folder


@pytest.mark.parametrize(
    ("field", "lie"),
    [
        ("width", float("inf")),
        ("width", 10**30),
        ("height", 0),
        ("height", -5),
        ("bytes", 1 << 41),
        ("duration_ms", 2**31),
        ("captured_at", "2026-05-04T82:34:56"),
        ("camera_model", "One\0"),
        ("camera_model", "x" * 129),
        ("placeholder", "<script>"),
        ("dominant_colour", "red;x"),
        ("location", [float("nan"), 0.0]),
        ("location", [91, 0]),
        ("fingerprint", "x"),
    ],
)
def test_no_fact_is_believed_that_an_honest_child_would_not_write(
    field: str, lie: object, honest: tuple[dict[str, Any], Path]
) -> None:
    data, recipe = json.loads(honest[0]["line"])["report"], replace(mediakit.REVIEW, location=True)
    believed = wire.report_from(data | {"location": [1.5, 2.5]}, recipe, honest[1])
    assert (believed.captured_at, believed.location) == ("2026-05-04T12:34:56", (1.5, 2.5))

    with pytest.raises(mediakit.Temporary) as refused:
        wire.report_from(data | {field: lie}, recipe, honest[1])

    assert refused.value.code == "crashed"


def test_what_a_child_says_for_operators_has_no_control_characters() -> None:
    error = wire.error_from({"kind": "permanent", "code": "broken", "detail": "a\0b\nc"})

    assert error.detail == "a b c"


def _avif(*tables: bytes) -> bytes:
    return _box(b"ftyp", b"avif\0\0\0\0avif") + _box(b"meta", bytes(4) + b"".join(tables))


PITM, IINF = _box(b"pitm", bytes(6)), _box(b"iinf", bytes(6))


@pytest.mark.parametrize(
    "places",
    [
        b"",
        struct.pack(">IHH", 0, 0x4400, 9),
        struct.pack(">IHHHHH", 0, 0, 1, 1, 0, 65_535),
        struct.pack(">IHHHHHII", 0, 0x4400, 1, 65_535, 0, 1, 0, 0),
        struct.pack(">IHHHHHII", 0, 0x4400, 1, 1, 0, 1, 2**32 - 1, 0),
        struct.pack(">IHHHHHHII", 1 << 24, 0x4400, 1, 1, 1, 0, 1, 0, 0),
        struct.pack(">IHHHHH15s15s", 0, 0xFF00, 1, 1, 0, 1, bytes(15), bytes(15)) + bytes(900),
    ],
    ids=["empty", "cut", "no places", "no number left", "far away", "inside", "before the file"],
)
def test_rights_are_refused_for_an_avif_of_unusual_layout(places: bytes) -> None:
    with pytest.raises(mediakit.Permanent) as refused:
        avif_xmp.insert(_avif(PITM, IINF, _box(b"iloc", places)), b"<x/>")

    assert refused.value.code in {"broken", "truncated"}


@pytest.mark.parametrize(
    "tables",
    [
        (),
        (IINF, _box(b"iloc", bytes(8))),
        (PITM, IINF, _box(b"iloc", bytes(8)), PITM),
        (PITM, _box(b"iinf", b"\0\0\0\0\xff\xff"), _box(b"iloc", bytes(8))),
    ],
)
def test_rights_are_refused_for_an_avif_without_each_table_once(tables: tuple[bytes, ...]) -> None:
    for data in (_avif(*tables), _box(b"ftyp", b"avif\0\0\0\0avif")):
        with pytest.raises(mediakit.Permanent) as refused:
            avif_xmp.insert(data, b"<x/>")
        assert refused.value.code == "broken"


def test_rights_go_into_an_avif_whose_table_names_no_item_yet() -> None:
    written = avif_xmp.insert(_avif(PITM, IINF, _box(b"iloc", struct.pack(">IHH", 0, 0x4400, 0))), b"<x/>")

    assert written.endswith(_box(b"mdat", b"<x/>"))
    assert door.identify(written, LIMITS, ("photo",)) == formats.AVIF
