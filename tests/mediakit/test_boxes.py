"""Structures at their edges: boxes of 64-bit size, empty parents, open ends, and more parts than any file has."""

import contextlib
import struct

import pytest

import mediakit
from mediakit import door, formats, headers
from mediakit.headers import gif, header, webm
from mediakit.values import Limits, Sniffed
from tests.mediakit import media

LIMITS = Limits()


def _box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def _wide(name: bytes, body: bytes) -> bytes:
    """The same with its size in 64 bits."""
    return struct.pack(">I4sQ", 1, name, len(body) + 16) + body


SPACE = _box(b"iprp", _box(b"ipco", _box(b"ispe", bytes(4) + struct.pack(">II", 24, 16))))
FTYP = _box(b"ftyp", b"heic\0\0\0\0heic")


def _items(version: int, sizes: int, *numbers: int) -> bytes:
    """An item table of one item in the file."""
    head = struct.pack(">BBHH", version, 0, 0, sizes)
    if version == 2:
        return _box(b"iloc", head + struct.pack(">IIHH", 1, 1, 0, 0) + b"".join(struct.pack(">H", n) for n in numbers))
    return _box(b"iloc", head + struct.pack(">HHH", 1, 1, 0) + b"".join(struct.pack(">H", n) for n in numbers))


@pytest.mark.parametrize(
    "data",
    [
        FTYP + _wide(b"meta", bytes(4) + SPACE),
        FTYP + struct.pack(">I4s", 0, b"meta") + bytes(4) + SPACE,
        FTYP + _box(b"meta", bytes(4) + SPACE + struct.pack(">I4s", 3, b"odd!")),
        FTYP + _box(b"meta", bytes(4) + SPACE + _items(2, 0x4400, 1, 0, 0, 0, 8)),
        FTYP + _box(b"meta", bytes(4) + SPACE + _items(0, 0x4400, 1, 0, 0, 0, 8)),
    ],
    ids=["64 bit", "to the end", "impossible size", "32-bit items", "items"],
)
def test_sound_structures_are_read(data: bytes) -> None:
    found = headers.read_photo(data, formats.HEIC, LIMITS)

    assert (found.width, found.height) == (24, 16)


def test_a_picture_without_size_is_broken() -> None:
    nothing = _box(b"iprp", _box(b"ipco", _box(b"ispe", bytes(12))))

    with pytest.raises(mediakit.Permanent) as refused:
        door.check_bytes(FTYP + _box(b"meta", bytes(4) + nothing), LIMITS)

    assert (refused.value.code, refused.value.detail) == ("broken", "no size")


def test_image_sequence_leaves_its_size_to_the_decoder() -> None:
    assert headers.read_photo(FTYP + _box(b"moov"), formats.AVIF, LIMITS) == headers.Header(1, 1)


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        (formats.HEIC, FTYP + struct.pack(">I4sI", 1, b"meta", 0), "truncated"),
        (formats.HEIC, FTYP + _box(b"meta", bytes(4) + _box(b"iprp")), "broken"),
        (formats.HEIC, FTYP + _box(b"meta", bytes(4) + SPACE + _items(0, 0x4400, 1, 0, 900, 0, 8)), "truncated"),
        (formats.HEIC, FTYP + _box(b"meta", bytes(4) + SPACE + _items(0, 0x44F0)), "truncated"),
        (formats.PNG, media.png(8, 8).replace(b"IDAT", b"tEXt"), "broken"),
        (formats.WEBP, b"RIFF\x0c\0\0\0WEBPICCP\0\0\0\0", "broken"),
        (formats.WEBP, b"RIFF\xff\0\0\0WEBPVP8 ", "truncated"),
        (formats.WEBP, b"RIFF\x0c\0\0\0WEBPVP8 \xff\0\0\0", "truncated"),
        (formats.GIF, b"GIF89a", "truncated"),
        (formats.GIF, b"GIF89a\x08\0\x08\0\0\0\0;", "broken"),
        (formats.GIF, b"GIF89a\x08\0\x08\0\0\0\0!\xfe\x05abc", "truncated"),
        (formats.JPEG, b"\xff\xd8\xff\xd9", "truncated"),
        (formats.JPEG, b"\xff\xd8\xff\xda\0\x02", "broken"),
    ],
)
def test_open_ends_and_empty_parents_are_refused(kind: Sniffed, data: bytes, code: str) -> None:
    with pytest.raises(mediakit.Permanent) as refused:
        headers.read_photo(data, kind, LIMITS)

    assert refused.value.code == code


def _movie(version: int, scale: int, length: int) -> bytes:
    numbers = struct.pack(">QQIQ" if version else ">IIII", 0, 0, scale, length)
    mvhd = _box(b"mvhd", bytes([version, 0, 0, 0]) + numbers + bytes(80))
    return _box(b"ftyp", b"isom\0\0\0\0isom") + _box(b"moov", mvhd + _box(b"trak"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_movie(0, 1000, 599_000), None),
        (_movie(0, 1000, 601_000), "too_long"),
        (_movie(0, 1000, 2**32 - 1), None),
        (_movie(1, 1000, 601_000), "too_long"),
        (_movie(1, 1000, 2**64 - 1), None),
        (_movie(0, 0, 601_000), None),
        (_movie(0, 1000, 1000)[:-8], "truncated"),
        (_box(b"ftyp", b"isom\0\0\0\0isom") + _box(b"moov"), "no_picture"),
        (_box(b"ftyp", b"isom\0\0\0\0isom"), "truncated"),
    ],
)
def test_movie_header_tells_length_and_tracks(data: bytes, code: str | None) -> None:
    """A length that only fragments know is left to the demuxer."""
    found = None
    try:
        headers.check_movie(data, formats.MP4, LIMITS)
    except mediakit.Permanent as refusal:
        found = refusal.code

    assert found == code


EBML = b"\x1a\x45\xdf\xa3\x84" + bytes(4)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (EBML + b"\x18\x53\x80\x67\x84" + bytes(4), None),
        (EBML + b"\x18\x53\x80\x67\xff" + bytes(4), None),
        (EBML + b"\x18\x53\x80\x67\x85" + bytes(4), "truncated"),
        (EBML + b"\x18\x53\x80\x68\x84" + bytes(4), "broken"),
        (EBML, "truncated"),
        (b"\x1a\x45\xdf\xa3\x00", "broken"),
    ],
    ids=["whole", "open", "cut", "another element", "no segment", "no size"],
)
def test_webm_is_as_long_as_it_says(data: bytes, code: str | None) -> None:
    found = None
    try:
        webm.check(data)
    except mediakit.Permanent as refusal:
        found = refusal.code

    assert found == code


@pytest.mark.parametrize(
    "head", [b"\x84\x42\x82\x81x", b"\x9f\x42\x82\x00", b"\x9f\x42\x82", b"\x85\x42\x87\x81\x04\x00"], ids=range(4)
)
def test_ebml_without_a_readable_type_is_no_format(head: bytes) -> None:
    assert formats.sniff(b"\x1a\x45\xdf\xa3" + head) is None


def test_parts_are_counted_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    png, jpeg = media.png(8, 8, chunks=[(b"tEXt", b"k\0v")] * 6), media.encoded(media.scene(24, 16), "JPEG")
    jpeg = jpeg[:2] + b"\xff\xfe\0\x02" * 20 + jpeg[2:]
    heic = FTYP + _box(b"meta", bytes(4) + SPACE + _box(b"iprp", _box(b"free") * 6))
    turned = media.encoded(media.scene(24, 16), "GIF")
    commented = turned[:-1] + b"!\xfe" + b"\x01x" * 30 + b"\0;"
    files = {formats.PNG: png, formats.JPEG: jpeg, formats.HEIC: heic, formats.GIF: commented}
    for kind, data in files.items():  # the negative control: the usual limits let all of them pass
        assert headers.read_photo(data, kind, LIMITS).width == (8 if kind == formats.PNG else 24)

    monkeypatch.setattr(header, "MAX_PARTS", 8)
    monkeypatch.setattr(gif, "MAX_BLOCKS", 20)
    codes = []
    for kind, data in files.items():
        with pytest.raises(mediakit.Permanent) as refused:
            headers.read_photo(data, kind, LIMITS)
        codes.append(refused.value.code)

    assert codes == ["too_complex"] * 4


def _edited(*tracks: list[int] | None, wide: bool = False, mvhd: int = 900) -> bytes:
    """A movie that promises 900 s, and tracks with edit lists of so many seconds each; None has none."""
    row = ">QqI" if wide else ">IiI"
    traks = b""
    for edits in tracks:
        rows = b"".join(struct.pack(row, seconds * 1000, 0, 1 << 16) for seconds in edits or ())
        elst = _box(b"elst", bytes([wide, 0, 0, 0]) + struct.pack(">I", len(edits or ())) + rows)
        traks += _box(b"trak", b"" if edits is None else _box(b"edts", elst))
    head = _box(b"mvhd", bytes(4) + struct.pack(">IIII", 0, 0, 1000, mvhd * 1000) + bytes(80))
    return _box(b"ftyp", b"isom\0\0\0\0isom") + _box(b"moov", head + traks)


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(
    ("tracks", "code"),
    [
        (([5], [7]), None),
        (([5, 590], [7]), None),
        (([5, 600], [7]), "too_long"),  # the same stretch shown over and over
        (([5], None), "too_long"),  # a track without a list is as long as the movie
        (([], [7]), "too_long"),
        (([0], [7]), "too_long"),  # as long as what follows
        ((None, None), "too_long"),
    ],
)
def test_the_door_asks_how_long_a_movie_is_shown(
    tracks: tuple[list[int] | None, ...], code: str | None, wide: bool
) -> None:
    data = _edited(*tracks, wide=wide)

    if code is None:
        headers.check_movie(data, formats.MP4, LIMITS)
        return
    with pytest.raises(mediakit.Permanent) as refused:
        headers.check_movie(data, formats.MP4, LIMITS)
    assert refused.value.code == code


def test_a_box_of_edits_without_a_list_says_nothing() -> None:
    data = _edited([5])
    for broken in (data.replace(b"elst", b"elsx"), data.replace(b"edts", b"edtx")):
        with pytest.raises(mediakit.Permanent) as refused:
            headers.check_movie(broken, formats.MP4, LIMITS)
        assert refused.value.code == "too_long"


def test_an_edit_list_that_promises_more_than_it_holds_is_read_as_far_as_it_goes() -> None:
    data = _edited([5], mvhd=5)
    for cut in range(40):
        boxed = data[: len(data) - cut]
        with contextlib.suppress(mediakit.Permanent):
            headers.check_movie(boxed, formats.MP4, LIMITS)
    lying = data.replace(struct.pack(">I", 1) + struct.pack(">I", 5000), b"\xff\xff\xff\xff" + struct.pack(">I", 5000))

    headers.check_movie(lying, formats.MP4, LIMITS)
