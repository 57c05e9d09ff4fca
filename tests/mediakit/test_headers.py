"""Our own parsers, fuzzed: whatever the bytes, they answer or refuse, quickly, and never read outside."""

import contextlib
import io
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import mediakit
from mediakit import door, facts, formats, headers
from mediakit.headers import webm
from mediakit.values import Limits, Sniffed
from tests.mediakit import hostile, media

PHOTOS = [formats.JPEG, formats.PNG, formats.GIF, formats.WEBP, formats.AVIF]
SEEDS = [media.encoded(media.textured(40, 30), name) for name in ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF")] + [
    media.exif(6, secrets=True)
]
LIMITS = Limits()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A seed with pieces overwritten, repeated, cut out or appended: the structure survives, its sense does not."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        piece = draw(st.binary(min_size=1, max_size=8) | st.sampled_from([b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"]))
        how = draw(st.sampled_from(["over", "insert", "cut", "repeat"]))
        if how == "over":
            data[at : at + len(piece)] = piece
        elif how == "insert":
            data[at:at] = piece
        elif how == "cut":
            del data[at : at + draw(st.integers(1, 400))]
        else:
            data[at:at] = data[at : at + draw(st.integers(1, 200))]
    return bytes(data)


def _answers_or_refuses(call: object, *arguments: object) -> None:
    assert callable(call)
    started = time.monotonic()
    with contextlib.suppress(mediakit.Permanent):  # its code is checked where it is made: `sentence` looks it up
        call(*arguments)
    assert time.monotonic() - started < 2


@given(data=damaged() | st.binary(max_size=400))
@settings(max_examples=400, deadline=None)
def test_door_answers_or_refuses_any_bytes(data: bytes) -> None:
    _answers_or_refuses(door.check_bytes, data, LIMITS)


@given(data=damaged() | st.binary(max_size=300), kind=st.sampled_from(PHOTOS))
@settings(max_examples=400, deadline=None)
def test_every_header_reader_survives_any_bytes(data: bytes, kind: Sniffed) -> None:
    _answers_or_refuses(headers.read_photo, data, kind, LIMITS)
    _answers_or_refuses(headers.check_movie, data, formats.MP4, LIMITS)
    _answers_or_refuses(webm.check, data)


@given(data=damaged() | st.binary(max_size=300), location=st.booleans())
@settings(max_examples=300, deadline=None)
def test_facts_never_raise(data: bytes, location: bool) -> None:
    found = facts.read(data, location=location)

    assert 1 <= found.orientation <= 8


@given(head=st.binary(max_size=100))
def test_sniff_never_raises(head: bytes) -> None:
    assert formats.sniff(head) is None or formats.sniff(head) is not None


def test_sniff_knows_every_format(tmp_path: Path) -> None:
    found = {name: mediakit.sniff(data) for name, data in hostile.valid(tmp_path).items()}

    assert {name: one.format if one else None for name, one in found.items()} == {
        "jpg": "jpeg",
        "progressive.jpg": "jpeg",
        "png": "png",
        "gif": "gif",
        "webp": "webp",
        "avif": "avif",
        "heic": "heic",
        "mp4": "mp4",
        "faststart.mp4": "mp4",
        "mov": "mov",
        "webm": "webm",
    }


@pytest.mark.parametrize(
    ("limits", "name", "code"),
    [
        (Limits(max_photo_bytes=100), "jpg", "too_big"),
        (Limits(max_photo_pixels=100), "png", "too_many_pixels"),
        (Limits(max_heif_pixels=100), "heic", "too_many_pixels"),
        (Limits(max_side=50), "webp", "too_many_pixels"),
        (Limits(max_frames=3), "gif", "too_many_frames"),
        (Limits(max_animation_pixels=9000), "gif", "too_many_frames"),
        (Limits(max_video_bytes=100), "mp4", "too_big"),
        (Limits(max_video_seconds=0.5), "faststart.mp4", "too_long"),
        (Limits(max_streams=1), "mp4", "too_many_streams"),
    ],
)
def test_door_holds_each_limit(limits: Limits, name: str, code: str, tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(hostile.valid(tmp_path)[name])
    assert mediakit.check_door(source) is not None  # the negative control: the usual limits let it pass

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.check_door(source, limits)

    assert refused.value.code == code
    assert refused.value.sentence == mediakit.CODES[code]


def test_an_unknown_code_cannot_be_raised() -> None:
    with pytest.raises(ValueError, match="not on the list"):
        mediakit.Permanent("nonsense")


def test_door_reads_paths_files_and_memory_alike(tmp_path: Path) -> None:
    data = media.encoded(media.scene(), "PNG")
    source = tmp_path / "upload"
    source.write_bytes(data)

    with source.open("rb") as file:
        file.seek(5)
        found = [mediakit.check_door(source), mediakit.check_door(file), mediakit.check_door(io.BytesIO(data))]
        assert file.tell() == 0

    assert found == [formats.PNG] * 3


def test_door_refuses_a_kind_that_is_not_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "upload"
    source.write_bytes(media.encoded(media.scene(), "PNG"))

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.check_door(source, kinds=("video",))

    assert refused.value.code == "kind"


def _jpeg_frame(marker: int = 0xC0, bits: int = 8, width: int = 8) -> bytes:
    return b"\xff\xd8\xff" + bytes([marker, 0, 11, bits, 0, 8, 0, width, 1, 1, 0x11, 0]) + b"\xff\xd9"


def _box(name: bytes, body: bytes = b"") -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + name + body


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (formats.JPEG, _jpeg_frame(marker=0xC3), "coding"),
        (formats.JPEG, _jpeg_frame(bits=12), "coding"),
        (formats.JPEG, _jpeg_frame(width=0), "broken"),
        (formats.PNG, media.png(8, 8)[:30], "truncated"),
        (formats.PNG, media.png(8, 8).replace(b"IHDR", b"IHDX"), "broken"),
        (formats.PNG, media.png(0, 8, body=b""), "broken"),
        (formats.PNG, media.png(8, 8, depth=3), "broken"),
        (formats.GIF, b"GIF89a" + b"\x08\0\x08\0\0\0\0," + bytes(9) + b"\x02\0;", "broken"),
        (formats.WEBP, b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0" + bytes(10), "broken"),
        (formats.AVIF, _box(b"ftyp", b"avif\0\0\0\0avif"), "truncated"),
    ],
    ids=["lossless", "12 bit", "no width", "short", "no IHDR", "zero", "depth", "empty frame", "no size", "no meta"],
)
def test_each_header_that_lies_is_refused_with_its_code(kind: Sniffed, data: bytes, code: str) -> None:
    with pytest.raises(mediakit.Permanent) as refused:
        headers.read_photo(data, kind, LIMITS)

    assert refused.value.code == code


@pytest.mark.parametrize("body", [b"no end", b"name\0\0not deflate", b"name\0\0" + zlib.compress(bytes(500))[:-4]])
def test_broken_png_profile_counts_as_absent(body: bytes) -> None:
    header = headers.read_photo(media.png(8, 8, chunks=[(b"iCCP", body)]), formats.PNG, LIMITS)

    assert header.icc == b""


def test_empty_upload_is_refused_at_the_door() -> None:
    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.check_door(io.BytesIO())

    assert refused.value.code == "empty"
