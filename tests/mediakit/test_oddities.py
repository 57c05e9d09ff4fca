"""Photos that are sound and odd: a profile that lies, a place that is none, a wrong kind, a decoder that gives up."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import mediakit
from mediakit import decoders, facts, formats, lean_avif, xmp
from mediakit.headers import Header
from tests.mediakit import media


@pytest.mark.parametrize(("at", "damage"), [(12, b"link"), (20, b"XXXX"), (240, bytes(400))])
def test_a_profile_that_cannot_be_used_after_all_is_ignored(at: int, damage: bytes, tmp_path: Path, out: Path) -> None:
    """A device link, an unknown space between, curves of nothing: only the colour engine can tell."""
    profile = bytearray(media.wide_gamut_profile())
    profile[at : at + len(damage)] = damage[: len(profile) - at]
    source = tmp_path / "a.jpg"
    source.write_bytes(media.encoded(media.scene(), "JPEG", quality=95, icc_profile=bytes(profile)))

    report = mediakit.process(source, mediakit.REVIEW, out)

    assert report.warnings == ("colour profile ignored: it is damaged",)
    with Image.open(report.renditions[0].path) as made:
        corner = np.asarray(made.convert("RGB"))[20, 20].astype(int)
    assert np.abs(corner - media.QUADRANTS["top left"]).max() < 12


@pytest.mark.parametrize("latitude", [(91.0, 0.0, 0.0), (0.0, 0.0)])
def test_a_place_that_is_none_stays_unknown(latitude: tuple[float, ...]) -> None:
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", latitude, "E", (2.0, 17.0, 40.2)

    assert facts.read(exif.tobytes()[6:], location=True) == facts.Facts()


def test_a_maker_without_a_model_is_still_a_camera() -> None:
    assert (facts.camera("Fan", ""), facts.camera("", "One"), facts.camera("Fan", "fan One")) == (
        "Fan",
        "One",
        "fan One",
    )
    assert facts.camera("", "") is None


def test_render_photo_refuses_a_video(tmp_path: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(4, 64, 48))

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.render_photo(source, mediakit.REVIEW.specs)

    assert refused.value.code == "kind"


def test_an_empty_file_is_refused_before_it_is_looked_at(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a"
    source.touch()

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.process(source, mediakit.REVIEW, out)

    assert refused.value.code == "empty"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (ValueError("Premature end of file"), "truncated"),
        (OSError("image file is truncated"), "truncated"),
        (RuntimeError("Out of memory allocating"), "too_complex"),
        (SyntaxError("not a TIFF file"), "broken"),
    ],
)
def test_whatever_a_decoder_raises_becomes_a_code(
    raised: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> decoders.Raw:
        raise raised

    monkeypatch.setitem(decoders.LOADERS, "jpeg", fail)

    with pytest.raises(mediakit.Permanent) as refused:
        decoders.decode(b"", "jpeg", Header(1, 1), 0)

    assert refused.value.code == code


def test_memory_that_runs_out_and_pictures_without_a_frame_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhaust(*_: object) -> decoders.Raw:
        raise MemoryError

    monkeypatch.setitem(decoders.LOADERS, "jpeg", exhaust)
    monkeypatch.setitem(decoders.LOADERS, "gif", lambda *_: decoders.Raw(None, 1, 1, frames=0))

    with pytest.raises(MemoryError):
        decoders.decode(b"", "jpeg", Header(1, 1), 0)
    with pytest.raises(mediakit.Permanent) as refused:
        decoders.decode(b"", "gif", Header(1, 1), 0)
    assert (refused.value.code, refused.value.detail) == ("broken", "no picture in it")


def test_the_lean_path_leaves_to_the_plain_one_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lean_avif, "FROM_PIXELS", 100)
    data = media.encoded(media.scene(200, 100), "AVIF")

    lean = lean_avif.decode(data, (200, 100), 50)

    assert lean is not None
    assert lean.shape == (50, 100, 3)  # twice what is asked for
    assert lean_avif.decode(data, (100, 200), 50) is None  # turned: FFmpeg knows nothing of it
    assert lean_avif.decode(data, (200, 100), 150) is None  # nothing to save
    assert lean_avif.decode(data[:-300], (200, 100), 50) is None
    assert lean_avif.decode(b"no file", (200, 100), 50) is None


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\0\0\0\x14ftypmif1\0\0\0\0avif", formats.AVIF),
        (b"\0\0\0\x14ftypmif1\0\0\0\0heic", formats.HEIC),
        (b"\0\0\0\x08wide\0\0\0\x08mdat", formats.MOV),
        (b"\0\0\0\x14ftypisom\0\0\0\0mp41", formats.MP4),
        (b"\0\0\0\x07ftypisom", None),
        (b"\0\0\0\x14ftypcrx \0\0\0\0heic", None),
    ],
)
def test_brands_tell_the_family_apart(head: bytes, found: object) -> None:
    assert mediakit.sniff(head) == found


def test_every_specification_and_every_format_names_its_content() -> None:
    assert {spec.content_type for spec in mediakit.SPECS} == {"image/jpeg", "image/webp", "image/avif", "video/mp4"}
    assert (formats.JPEG.content_type, formats.JPEG.extension) == ("image/jpeg", "jpg")
    assert (formats.MOV.content_type, formats.MOV.extension) == ("video/quicktime", "mov")
    assert [mediakit.ending(known) for known in ("image/jpeg", "video/quicktime", "text/html")] == [
        ".jpg",
        ".mov",
        ".bin",
    ]


def test_rights_without_a_licensor_name_none() -> None:
    bare = xmp.packet(replace(mediakit.Rights(creator="Zoë"), data_mining=""))

    assert b"Licensor" not in bare
    assert b"DataMining" not in bare
    assert "<rdf:li>Zoë</rdf:li>".encode() in bare
