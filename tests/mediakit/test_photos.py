"""Correct in colour and orientation: one row per kind of photo, compared pixel by pixel with the upright scene."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mediakit
from mediakit.values import RenditionSpec, Report
from tests.mediakit import media

SIZE = (320, 240)

EXACT = RenditionSpec("exact", "review", "photo", "webp", max_side=320, quality=95)

RECIPE = mediakit.Recipe(specs=(EXACT,), fingerprint=True)


def _report(data: bytes, tmp_path: Path, recipe: mediakit.Recipe = RECIPE) -> Report:
    source = tmp_path / "any-name.bin"
    source.write_bytes(data)
    out = tmp_path / "made"
    out.mkdir(exist_ok=True)
    return mediakit.process(source, recipe, out)


def _made(data: bytes, tmp_path: Path) -> Image.Image:
    (rendition,) = _report(data, tmp_path).renditions
    with Image.open(rendition.path) as picture:
        picture.load()
        return picture


def _corners(picture: Image.Image) -> list[tuple[int, ...]]:
    width, height = picture.size
    pixels = np.asarray(picture.convert("RGB"))
    points = [(x, y) for y in (height // 8, height * 7 // 8) for x in (width // 8, width * 7 // 8)]
    return [tuple(int(c) for c in pixels[y, x]) for x, y in points]


def _assert_upright(picture: Image.Image, tolerance: int = 14) -> None:
    wanted = np.array(list(media.QUADRANTS.values()))
    worst = np.abs(np.array(_corners(picture)) - wanted).max()
    assert worst <= tolerance, _corners(picture)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_name", ["JPEG", "WEBP", "PNG"])
def test_photo_is_shown_upright_for_every_exif_orientation(orientation: int, format_name: str, tmp_path: Path) -> None:
    stored = media.turned(media.scene(*SIZE), orientation)
    data = media.encoded(stored, format_name, exif=media.exif(orientation))

    report = _report(data, tmp_path)

    assert (report.width, report.height) == SIZE
    _assert_upright(Image.open(report.renditions[0].path))


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_photo_with_an_impossible_orientation_stays_as_it_is(orientation: int, tmp_path: Path) -> None:
    data = media.encoded(media.scene(*SIZE), "JPEG", exif=media.exif(orientation), quality=95)

    _assert_upright(_made(data, tmp_path))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("baseline", lambda s: media.encoded(s, "JPEG", quality=95)),
        ("progressive", lambda s: media.encoded(s, "JPEG", quality=95, progressive=True)),
        ("4:4:4", lambda s: media.encoded(s, "JPEG", quality=95, subsampling=0)),
        ("interlaced or plain png", lambda s: media.encoded(s, "PNG")),
        ("palette png", lambda s: media.encoded(s.quantize(32), "PNG")),
        ("palette with transparency", lambda s: media.encoded(s.quantize(32), "PNG", transparency=31)),
        ("opaque rgba", lambda s: media.encoded(s.convert("RGBA"), "PNG")),
        ("gif", lambda s: media.encoded(s, "GIF")),
        ("webp", lambda s: media.encoded(s, "WEBP", quality=95)),
        ("lossless webp", lambda s: media.encoded(s, "WEBP", lossless=True)),
        ("avif", lambda s: media.encoded(s, "AVIF", quality=90)),
        ("heic", lambda s: media.encoded(s, "HEIF", quality=90)),
    ],
)
def test_photo_keeps_its_colours(name: str, data: object, tmp_path: Path) -> None:
    assert callable(data)

    _assert_upright(_made(data(media.scene(*SIZE)), tmp_path))


@pytest.mark.parametrize("rotation", [6, 8, 3])
def test_heic_rotation_is_applied_once(rotation: int, tmp_path: Path) -> None:
    # pillow-heif turns an EXIF orientation into the format's own rotation box, and keeps neither in EXIF.
    data = media.encoded(media.turned(media.scene(*SIZE), rotation), "HEIF", exif=media.exif(rotation), quality=90)

    report = _report(data, tmp_path)

    assert (report.width, report.height) == SIZE
    _assert_upright(Image.open(report.renditions[0].path))


@pytest.mark.parametrize("rotation", range(2, 9))
def test_avif_rotation_and_mirror_are_applied(rotation: int, tmp_path: Path) -> None:
    data = media.encoded(media.turned(media.scene(*SIZE), rotation), "AVIF", exif=media.exif(rotation), quality=90)

    _assert_upright(_made(data, tmp_path))


def test_cmyk_becomes_srgb(tmp_path: Path) -> None:
    solid = Image.new("CMYK", SIZE, (0, 255, 255, 0))

    picture = _made(media.encoded(solid, "JPEG", quality=95), tmp_path)

    red, green, blue = _corners(picture)[0]
    assert picture.mode == "RGB"
    assert red > 190
    assert max(green, blue) < 90


@pytest.mark.parametrize("mode", ["L", "I;16", "1", "LA"])
def test_grey_of_any_depth_keeps_its_lightness(mode: str, tmp_path: Path) -> None:
    values: dict[str, float | tuple[float, ...]] = {"L": 128, "I;16": 128 * 257, "1": 1, "LA": (128, 255)}
    picture = Image.new(mode, SIZE, values[mode])

    made = _made(media.encoded(picture, "PNG"), tmp_path)

    expected = 255 if mode == "1" else 128
    assert all(abs(channel - expected) <= 2 for channel in _corners(made)[0])


def test_sixteen_bit_colour_png_is_brought_to_eight(tmp_path: Path) -> None:
    row = b"\0" + (b"\xdc\x00\x1e\x00\x1e\x00" * 320)

    made = _made(media.png(320, 240, depth=16, body=row * 240), tmp_path)

    assert all(abs(a - b) <= 3 for a, b in zip(_corners(made)[0], (220, 30, 30), strict=True))


@pytest.mark.parametrize(("profile", "moves"), [("p3", True), ("adobe", True), ("srgb", False)])
def test_colour_profile_is_converted_and_gone(profile: str, moves: bool, tmp_path: Path) -> None:
    icc = media.srgb_profile() if profile == "srgb" else media.wide_gamut_profile(profile)
    green = Image.new("RGB", SIZE, (60, 180, 60))

    made = _made(media.encoded(green, "JPEG", quality=98, icc_profile=icc), tmp_path)

    red_of_green = _corners(made)[0][0]
    assert "icc_profile" not in made.info
    assert (red_of_green < 45) if moves else abs(red_of_green - 60) <= 3


@pytest.mark.parametrize("icc", [b"garbage", b"\0" * 200, media.wide_gamut_profile()[:150]])
def test_broken_colour_profile_is_ignored_with_a_warning(icc: bytes, tmp_path: Path) -> None:
    data = media.encoded(media.scene(*SIZE), "JPEG", quality=95, icc_profile=icc)

    report = _report(data, tmp_path)

    assert report.warnings
    _assert_upright(Image.open(report.renditions[0].path))


def test_transparency_survives_in_webp_and_turns_white_in_jpeg(tmp_path: Path) -> None:
    clear = Image.new("RGBA", SIZE, (200, 30, 30, 0))
    clear.paste((200, 30, 30, 255), (0, 0, 160, 240))
    recipe = replace(RECIPE, specs=(EXACT, RenditionSpec("flat", "review", "photo", "jpeg", max_side=320, quality=95)))

    webp, jpeg = _report(media.encoded(clear, "PNG"), tmp_path, recipe).renditions

    with Image.open(webp.path) as picture:
        alpha = np.asarray(picture.convert("RGBA"))[100, :, 3]
        assert (alpha[300], alpha[20]) == (0, 255)
    with Image.open(jpeg.path) as picture:
        assert np.asarray(picture)[100, 300].min() > 245


@pytest.mark.parametrize("format_name", ["GIF", "WEBP", "AVIF", "PNG"])
def test_animation_gives_its_first_frame_and_a_short_preview(format_name: str, tmp_path: Path) -> None:
    still = media.scene(*SIZE)
    later = [Image.new("RGB", SIZE, (number * 9, 0, 0)) for number in range(8)]
    data = media.encoded(still, format_name, save_all=True, append_images=later, duration=100)

    report = _report(data, tmp_path, replace(mediakit.REVIEW, limits=mediakit.Limits()))

    by_spec = {rendition.spec: rendition for rendition in report.renditions}
    _assert_upright(Image.open(by_spec["photo-320"].path), tolerance=40)
    assert by_spec["preview"].content_type == "video/mp4"
    assert 500 < (by_spec["preview"].duration_ms or 0) < 3200


def test_motion_photo_tail_is_dropped(tmp_path: Path) -> None:
    tail = media.video(tmp_path / "tail.mp4", media.frames(5)).read_bytes()
    data = media.encoded(media.scene(*SIZE), "JPEG", quality=95) + tail

    report = _report(data, tmp_path)

    assert report.kind == "photo"
    assert b"ftyp" not in report.renditions[0].path.read_bytes()


def test_ladder_has_exact_sizes_and_never_enlarges(tmp_path: Path) -> None:
    data = media.encoded(media.textured(900, 1500), "JPEG", quality=90)

    report = _report(data, tmp_path, mediakit.PUBLIC)

    sizes = {rendition.spec: (rendition.width, rendition.height) for rendition in report.renditions}
    assert sizes == {
        "photo-2048": (900, 1500),
        "photo-1280": (768, 1280),
        "photo-640": (384, 640),
        "photo-320": (192, 320),
        "photo-640-jpeg": (384, 640),
    }
    for rendition in report.renditions:
        with Image.open(rendition.path) as picture:
            assert picture.size == (rendition.width, rendition.height)
            assert Image.MIME[picture.format or ""] == rendition.content_type


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (5000, 2)])
def test_photo_of_an_extreme_shape_is_fine(size: tuple[int, int], tmp_path: Path) -> None:
    report = _report(media.encoded(Image.new("RGB", size, "red"), "PNG"), tmp_path, mediakit.PUBLIC)

    assert all(rendition.width >= 1 and rendition.height >= 1 for rendition in report.renditions)


def test_render_photo_makes_renditions_without_a_report() -> None:
    data = media.encoded(media.textured(800, 600), "JPEG")

    made = mediakit.render_photo(data, mediakit.PUBLIC.specs)

    assert {one.spec for one in made} == {spec.name for spec in mediakit.PUBLIC.specs if spec.kind == "photo"}
    assert all(one.bytes > 0 for one in made)


def test_renditions_of_the_public_ladder_look_like_the_original(tmp_path: Path) -> None:
    original = media.textured(1600, 1200)

    for rendition in _report(media.encoded(original, "PNG"), tmp_path, mediakit.PUBLIC).renditions:
        with Image.open(rendition.path) as picture:
            made = np.asarray(picture.convert("RGB"), dtype=float)
        wanted = np.asarray(original.resize((rendition.width, rendition.height), Image.Resampling.LANCZOS), dtype=float)
        assert np.abs(made - wanted).mean() < 4, rendition.spec


def test_lean_avif_path_agrees_with_the_plain_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from mediakit import lean_avif

    data = media.encoded(media.turned(media.scene(1280, 960), 6), "AVIF", quality=90, exif=media.exif(6))
    plain = np.asarray(_made(data, tmp_path).convert("RGB"), dtype=float)

    monkeypatch.setattr(lean_avif, "FROM_PIXELS", 1000)
    assert lean_avif.decode(data, (960, 1280), 320) is not None
    lean = np.asarray(_made(data, tmp_path).convert("RGB"), dtype=float)

    assert np.abs(plain - lean).mean() < 3


def test_source_bytes_may_come_with_any_name(tmp_path: Path) -> None:
    report = _report(media.encoded(media.scene(*SIZE), "HEIF"), tmp_path)

    assert (report.format, report.content_type) == ("heic", "image/heic")
