"""Why a file is refused: unknown kind, unknown coding, cut and damaged are told apart."""

import io
import struct
from pathlib import Path

import pillow_heif
import pytest

import mediakit
from mediakit import decoders, formats
from tests.mediakit import media

CASE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "unknown_heif_brand_mif3.heif"


def _code(data: bytes, tmp_path: Path) -> str | None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.write_bytes(data)
    out.mkdir(exist_ok=True)
    try:
        mediakit.process(source, mediakit.REVIEW, out)
    except mediakit.Permanent as error:
        return error.code
    return None


def _heic(old: bytes = b"", new: bytes = b"") -> bytes:
    data = media.encoded(media.scene(64, 48), "HEIF", quality=60)
    return data.replace(old, new) if old else data


def _avif(old: bytes = b"", new: bytes = b"") -> bytes:
    data = media.encoded(media.scene(64, 48), "AVIF")
    return data.replace(old, new) if old else data


def _jpeg(marker: int) -> bytes:
    data = media.encoded(media.scene(64, 48), "JPEG")
    return data.replace(b"\xff\xc0", bytes([0xFF, marker]))


@pytest.mark.parametrize("coding", [b"vvc1", b"avc1", b"j2k1", b"unci", b"jpeg", b"xyz1"])
def test_a_heif_of_another_coding_is_not_called_damaged(coding: bytes, tmp_path: Path) -> None:
    assert _code(_heic(b"hvc1", coding), tmp_path) == "coding"


def test_reasons_are_told_apart(tmp_path: Path) -> None:
    whole, moving = _heic(), media.video(tmp_path / "v.mp4", media.frames(4, 64, 48)).read_bytes()
    found = {
        "whole": _code(whole, tmp_path),
        "cut heic": _code(whole[:-40], tmp_path),
        "heic cut in its first box": _code(whole[:60], tmp_path),
        "heic whose index is no box": _code(whole[:40].replace(b"meta", b"\0\1\2\3") + whole[40:], tmp_path),
        "avif of another coding": _code(_avif(b"av01", b"av02"), tmp_path),
        "cut avif": _code(_avif()[:-10], tmp_path),
        "jpeg without loss": _code(_jpeg(0xC3), tmp_path),
        "jpeg in arithmetic": _code(_jpeg(0xC9), tmp_path),
        "jpeg of twelve bits": _code(_jpeg(0xC1).replace(b"\xff\xc1\0\x11\x08", b"\xff\xc1\0\x11\x0c"), tmp_path),
        "packed png": _code(b"\x89PNG\r\n\x1a\n" + media.png_chunk(b"CgBI", bytes(4)) + bytes(40), tmp_path),
        "movie that never ended": _code(moving[: moving.index(b"mdat") + 40], tmp_path),
        "movie without an index": _code(moving.replace(b"moov", b"\1\2\3\4"), tmp_path),
    }

    assert found == {
        "whole": None,
        "cut heic": "truncated",
        "heic cut in its first box": "truncated",
        "heic whose index is no box": "broken",
        "avif of another coding": "coding",
        "cut avif": "truncated",
        "jpeg without loss": "coding",
        "jpeg in arithmetic": "coding",
        "jpeg of twelve bits": "coding",
        "packed png": "coding",
        "movie that never ended": "truncated",
        "movie without an index": "broken",
    }


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyError("I;16"), "coding"),
        (NotImplementedError("12 bits"), "coding"),
        (ValueError("Unsupported feature: Unsupported codec"), "coding"),
        (RuntimeError("Support for this compression format has not been built in: AV1"), "coding"),
        (ValueError("Invalid input: Unexpected end of file"), "truncated"),
        (SyntaxError("Truncated data"), "truncated"),
        (ValueError("Invalid input"), "broken"),
        (RuntimeError("out of memory"), "too_complex"),
    ],
)
def test_what_a_decoder_raises_is_read_and_not_guessed(
    error: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> decoders.Raw:
        raise error

    monkeypatch.setitem(decoders.LOADERS, "gif", failing)

    with pytest.raises(mediakit.Permanent) as refused:
        decoders.decode(b"", "gif", mediakit.headers.Header(1, 1), 1)

    assert refused.value.code == code


def test_pixels_that_a_new_libheif_may_invent_are_an_unknown_coding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoders, "HEIF_PIXELS", {})

    assert _code(_heic(), tmp_path) == "coding"


def _ftyp(major: bytes, *compatible: bytes) -> bytes:
    body = major + bytes(4) + b"".join(compatible)
    return struct.pack(">I", len(body) + 8) + b"ftyp" + body


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (_ftyp(b"mif3", b"mif3") + b"\0\0\0\x30meta", None),
        (_ftyp(b"mif3", b"mif3") + b"\0\0\0\x10mini", None),
        (_ftyp(b"xyz1", b"xyz2"), None),
        (_ftyp(b"xyz1", b"mif1", b"heic"), formats.HEIC),
        (_ftyp(b"xyz1", b"mif1", b"avif"), formats.AVIF),
        (_ftyp(b"heic", b"mif1", b"heic", b"isom"), formats.HEIC),
        (_ftyp(b"xyz1", b"isom"), formats.MP4),
        (_ftyp(b"cam1", b"cam2") + b"\0\0\0\x10free" + bytes(8) + b"\0\0\1\0mdat", formats.MP4),
        (_ftyp(b"mp42", b"mp42") + b"\0\0\0\x30meta", formats.MP4),
        (_ftyp(b"3gp5"), formats.MP4),
        (_ftyp(b"qt  "), formats.MOV),
    ],
)
def test_an_unknown_brand_is_told_by_its_relatives_and_its_boxes(head: bytes, found: object) -> None:
    assert mediakit.sniff(head) == found


def test_a_file_of_an_unknown_brand_is_a_kind_that_we_do_not_take(tmp_path: Path) -> None:
    assert _code(_ftyp(b"mif3", b"mif3") + b"\0\0\0\x10mini" + bytes(8), tmp_path) == "type"


def test_the_shared_heif_of_an_unknown_brand_is_a_kind_that_we_do_not_take(tmp_path: Path) -> None:
    if not CASE.exists():
        pytest.skip("the shared cases are not beside this checkout")
    assert _code(CASE.read_bytes(), tmp_path) == "type"


@pytest.mark.parametrize("name", [b"IHDR", b"PLTE"])
def test_a_png_whose_header_has_a_wrong_checksum_is_refused(name: bytes, tmp_path: Path) -> None:
    data = bytearray(media.encoded(media.scene(64, 48).quantize(16), "PNG"))
    assert _code(bytes(data), tmp_path) is None
    at = data.index(name)
    end = at + 4 + int.from_bytes(data[at - 4 : at], "big")
    data[end] ^= 1

    assert _code(bytes(data), tmp_path) == "broken"


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("size", [(320, 240), (1503, 907)])
def test_a_jpeg_that_lacks_only_its_end_is_taken(progressive: bool, size: tuple[int, int], tmp_path: Path) -> None:
    whole = media.encoded(media.textured(*size), "JPEG", quality=90, progressive=progressive)

    found = {missing: _code(whole[:-missing], tmp_path) for missing in (1, 2, 3, 4, 40, 400)}

    # Half a marker is the sign of a file that was cut while it was written.
    assert found == {2: None} | dict.fromkeys((1, 3, 4, 40, 400), "truncated")


def test_a_progressive_jpeg_that_ends_between_its_scans_is_cut(tmp_path: Path) -> None:
    whole = media.encoded(media.textured(320, 240), "JPEG", quality=90, progressive=True)
    scans = [at for at in range(len(whole)) if whole[at : at + 2] == b"\xff\xda"]

    found = {_code(whole[:at] + end, tmp_path) for at in scans[1:] for end in (b"", b"\xff")}

    assert len(scans) > 2
    assert found == {"truncated"}


def test_heif_pixels_name_every_mode_that_libheif_answers_with() -> None:
    for mode in ("L", "LA", "RGB", "RGBA"):
        buffer = io.BytesIO()
        bands = len(mode)
        pillow_heif.from_bytes(mode, (16, 16), bytes(256 * bands)).save(buffer, quality=90)
        assert pillow_heif.open_heif(buffer).mode in decoders.HEIF_PIXELS
