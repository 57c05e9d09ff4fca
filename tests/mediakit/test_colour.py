"""Colour told by numbers, HDR stills, print colours and deep grey: shown as browsers show them."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

import mediakit
from mediakit import tonemap
from mediakit.headers import coded, items
from mediakit.values import RenditionSpec
from tests.mediakit import media

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
EXACT = mediakit.Recipe(specs=(RenditionSpec("exact", "review", "photo", "png"),))
RED, GREEN = (220, 40, 40), (40, 200, 60)
# What Chromium shows of the two in Display P3.
P3_RED, P3_GREEN = (242, 0, 19), (0, 205, 11)


def _shown(data: bytes, tmp_path: Path) -> np.ndarray:
    source, out = tmp_path / "source", tmp_path / "out"
    source.write_bytes(data)
    out.mkdir(exist_ok=True)
    (made,) = mediakit.process(source, EXACT, out).renditions
    with Image.open(made.path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def _png(colour: tuple[int, ...], *chunks: tuple[bytes, bytes], kind: int = 2) -> bytes:
    return media.png(16, 16, colour=kind, chunks=chunks, body=(b"\0" + bytes(colour) * 16) * 16)


def _cicp(primaries: int, transfer: int, matrix: int = 0) -> tuple[bytes, bytes]:
    return b"cICP", bytes([primaries, transfer, matrix, 1])


def _gama(gamma: int) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", gamma)


def _chrm(values: tuple[float, ...]) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values))


def _linear(value: int) -> int:
    """What a linear value looks like on an sRGB screen."""
    share = value / 255
    return round(255 * (12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055))


P3 = coded.PRIMARIES[12]
ICCP = (b"iCCP", b"p3\0\0" + zlib.compress(media.wide_gamut_profile("p3")))


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([_cicp(12, 13)], P3_RED),
        ([_cicp(1, 13)], RED),
        ([_cicp(1, 1)], (218, 28, 28)),  # the curve of television
        ([_cicp(1, 5)], (212, 17, 17)),  # a plain power
        ([_cicp(2, 2)], RED),  # not specified
        ([_cicp(12, 13, matrix=1)], RED),  # not allowed in a PNG
        ([(b"cICP", b"\x0c\x0d")], RED),  # cut
        ([_gama(100_000)], tuple(_linear(value) for value in RED)),
        ([_gama(45_455)], RED),
        ([_gama(0)], RED),
        ([_chrm(P3)], RED),  # nothing without gAMA
        ([_gama(45_455), _chrm(P3)], P3_RED),
        ([_gama(45_455), _chrm(coded.SRGB)], RED),
        ([_chrm((0.0,) * 8)], RED),
        ([(b"sRGB", b"\0"), _gama(100_000), _chrm(P3)], RED),  # sRGB counts before the older two
        ([_cicp(1, 13), ICCP], RED),  # and cICP before the profile
        ([ICCP, _gama(100_000)], P3_RED),
    ],
)
def test_png_colour_by_numbers_is_shown_as_browsers_do(
    chunks: list[tuple[bytes, bytes]], expected: tuple[int, ...], tmp_path: Path
) -> None:
    found = _shown(_png(RED, *chunks), tmp_path)[8, 8]

    assert np.abs(found - expected).max() <= 10, found  # the profile has a plain power for its curve


def test_transparency_and_grey_keep_with_colour_by_numbers(tmp_path: Path) -> None:
    clear, grey = _png((*RED, 255), _cicp(12, 13), kind=6), _png((100,), _gama(100_000), kind=0)

    assert np.abs(_shown(clear, tmp_path)[8, 8] - P3_RED).max() <= 6
    assert np.abs(_shown(grey, tmp_path)[8, 8] - _linear(100)).max() <= 2


@pytest.mark.parametrize("format_name", ["AVIF", "HEIF"])
def test_nclx_is_read_in_heif_and_avif(format_name: str, tmp_path: Path) -> None:
    picture = Image.new("RGB", (64, 64), RED)
    picture.paste(GREEN, (32, 0, 64, 64))
    data = bytearray(media.encoded(picture, format_name, quality=95))
    at = data.index(b"nclx") + 4
    plain = _shown(bytes(data), tmp_path)[32, [8, 56]]
    data[at : at + 4] = struct.pack(">HH", 12, 13)
    wide = _shown(bytes(data), tmp_path)[32, [8, 56]]

    assert np.abs(plain - [RED, GREEN]).max() <= 6, plain
    assert np.abs(wide - [P3_RED, P3_GREEN]).max() <= 12, wide


@pytest.mark.parametrize(("transfer", "name"), [(16, "pq"), (18, "hlg")])
@pytest.mark.parametrize("primaries", [9, 12])
def test_hdr_stills_take_the_tone_table_of_the_videos(transfer: int, name: str, primaries: int, tmp_path: Path) -> None:
    grey = (150, 150, 150)
    expected = tonemap.to_sdr(np.array([grey]) / 255, name)[0] * 255

    png = _shown(_png(grey, _cicp(primaries, transfer)), tmp_path)[8, 8]
    alpha = _shown(_png((*grey, 255), _cicp(primaries, transfer), kind=6), tmp_path)[8, 8]
    single = _shown(_png(grey[:1], _cicp(primaries, transfer), kind=0), tmp_path)[8, 8]
    deep = media.png(16, 16, depth=16, chunks=[_cicp(primaries, transfer)], body=(b"\0" + b"\x96\x96" * 48) * 16)

    for found in (png, alpha, single, _shown(deep, tmp_path)[8, 8]):
        assert np.abs(found - expected).max() <= 2, (found, expected)


def test_hdr_colours_outside_srgb_keep_their_hue(tmp_path: Path) -> None:
    red, green, blue = _shown(_png((150, 60, 60), _cicp(9, 16)), tmp_path)[8, 8]

    assert red > 150 > max(green, blue)


@pytest.mark.parametrize(
    ("inks", "expected"),
    [((0, 0, 0, 255), (0, 0, 0)), ((0, 0, 0, 0), (255, 255, 255)), ((0, 255, 255, 0), (255, 0, 0))],
)
def test_print_colours_without_a_profile_are_shown_as_browsers_do(
    inks: tuple[int, ...], expected: tuple[int, ...], tmp_path: Path
) -> None:
    found = _shown(media.encoded(Image.new("CMYK", (16, 16), inks), "JPEG", quality=98), tmp_path)[8, 8]

    assert np.abs(found - expected).max() <= 3, found


@pytest.mark.parametrize("depth", [8, 10, 12])
def test_grey_heic_of_any_depth_has_the_same_lightness(
    depth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pillow_heif.options, "SAVE_HDR_TO_12_BIT", depth == 12)
    row = np.linspace(0, 255, 64).round().astype(np.uint16).repeat(2)
    values = np.tile(row if depth == 8 else row * 257, (64, 1)).astype(np.uint8 if depth == 8 else np.uint16)
    buffer, mode = io.BytesIO(), "L" if depth == 8 else "I;16"
    pillow_heif.from_bytes(mode, (128, 64), values.tobytes()).save(buffer, quality=-1)

    found = _shown(buffer.getvalue(), tmp_path)[32, :, 0]

    assert np.abs(found - row.astype(int)).max() <= 2


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def _meta(*, wide: bool) -> bytes:
    """The tables of a grid whose only tile knows its colour, in their short or their long versions."""
    number, version = (">I", b"\1\0\0\1") if wide else (">H", bytes(4))
    entry = b"\3\0\0\0" if wide else b"\2\0\0\0"
    infe = [
        _box(b"infe", entry + struct.pack(number, at) + b"\0\0" + kind) for at, kind in ((1, b"grid"), (2, b"hvc1"))
    ]
    count = struct.pack(">I" if wide else ">H", 2)
    index = b"\x80\1" if wide else b"\1"
    colr = _box(b"colr", b"nclx" + struct.pack(">HHHB", 12, 13, 6, 128))
    ipma = _box(b"ipma", version + struct.pack(">I", 1) + struct.pack(number, 2) + b"\1" + index)
    dimg = _box(b"dimg", struct.pack(number, 1) + b"\0\1" + struct.pack(number, 2))
    return b"".join(
        [
            _box(b"pitm", version[:3] + b"\0" + struct.pack(number, 1)),
            _box(b"iinf", version[:3] + b"\0" + count + b"".join(infe)),
            _box(b"iref", version[:3] + b"\0" + dimg),
            _box(b"iprp", _box(b"ipco", colr) + ipma),
        ]
    )


@pytest.mark.parametrize("wide", [False, True])
def test_a_grid_has_the_coding_and_colour_of_its_tiles(wide: bool) -> None:
    data = _meta(wide=wide)

    assert items.primary(data, 0, len(data)) == items.Item(b"hvc1", coded.by_numbers(12, 13))
    for cut in range(len(data)):
        items.primary(data[:cut], 0, cut)  # answers, whatever is missing


def test_tables_that_say_nothing_are_answered_with_nothing() -> None:
    pitm = _box(b"pitm", bytes(4) + b"\0\1")
    foreign = _box(b"ipma", bytes(4) + struct.pack(">IH", 1, 9) + b"\1\1")
    for tables in (
        b"",
        _box(b"pitm", bytes(5)),
        pitm,
        pitm + _box(b"iinf", bytes(6)),
        pitm + _box(b"iref", bytes(3)),
        pitm + _box(b"iprp", foreign),
        pitm + _box(b"iprp", foreign[:-1]),
        pitm + _box(b"iprp", _box(b"ipma", bytes(4) + struct.pack(">IH", 1, 1) + b"\1\7")),
        pitm + _box(b"iprp", _box(b"ipma", bytes(4) + struct.pack(">IH", 1, 1) + b"\2\1")),
    ):
        assert items.primary(tables, 0, len(tables)) == items.Item()


def test_shared_cases_have_the_colours_that_chromium_shows(tmp_path: Path) -> None:
    if not CASES.exists():
        pytest.skip("the shared cases are not beside this checkout")
    found = {name: _shown((CASES / name).read_bytes(), tmp_path) for name in ("p3_nclx.avif", "cicp_p3.png")}
    grey = _shown((CASES / "mono10.heic").read_bytes(), tmp_path)

    for pixels in found.values():
        assert np.abs(pixels[20, [150, 390]] - [P3_RED, P3_GREEN]).max() <= 6
    assert np.abs(grey[[20, 20, 290, 290], [150, 390, 10, 390], 0] - [94, 136, 72, 240]).max() <= 2
