"""Renditions contain nothing but pixels: proven by looking for canaries in their bytes, not by trusting a flag."""

from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

import mediakit
from tests.mediakit import media

SECRETS = (media.CANARY.encode(), b"Fan Cameras", b"Exif", b"GPS", b"ns.adobe.com/xap", b"+48.8584", b"2026:05:04")
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>{media.CANARY}</a></x:xmpmeta>'.encode()


def _sources(folder: Path) -> dict[str, bytes]:
    still = media.textured(640, 480)
    secret = media.exif(6, secrets=True)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", media.CANARY)
    text.add_itxt("Author", media.CANARY, zip=True)
    jpeg = media.encoded(still, "JPEG", exif=secret, comment=media.CANARY, xmp=XMP, icc_profile=_named_profile())
    tags = {"comment": media.CANARY, "location": "+48.8584+002.2945/", "title": media.CANARY}
    return {
        "jpeg": jpeg,
        "jpeg with an embedded thumbnail": _with_thumbnail(jpeg),
        "png": media.encoded(still, "PNG", exif=secret, pnginfo=text),
        "webp": media.encoded(still, "WEBP", exif=secret, xmp=XMP, icc_profile=_named_profile()),
        "avif": media.encoded(still, "AVIF", exif=secret, xmp=XMP),
        "heic": media.encoded(still, "HEIF", exif=secret, xmp=XMP),
        "gif": media.encoded(still, "GIF", comment=media.CANARY),
        "mp4": media.video(folder / "v.mp4", media.frames(8), sounds=1, metadata=tags).read_bytes(),
        "mov": media.video(folder / "v.mov", media.frames(8), metadata=tags).read_bytes(),
    }


def _named_profile() -> bytes:
    return media.wide_gamut_profile().replace(b"Test\0", media.CANARY[:4].encode() + b"\0")


def _with_thumbnail(jpeg: bytes) -> bytes:
    inner = media.encoded(Image.new("RGB", (16, 16)), "JPEG", comment=media.CANARY)
    body = b"JFXX\0\x10" + inner
    return jpeg[:2] + b"\xff\xe0" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def _leaks(data: bytes) -> list[bytes]:
    return [secret for secret in SECRETS if secret in data]


@pytest.mark.parametrize("stage", ["REVIEW", "PUBLIC", "EXPORT"])
def test_no_rendition_carries_anything_but_pixels(stage: str, tmp_path: Path) -> None:
    for name, data in _sources(tmp_path).items():
        source, out = tmp_path / "source", tmp_path / name
        source.write_bytes(data)
        out.mkdir()

        report = mediakit.process(source, getattr(mediakit, stage), out)

        assert report.renditions, name
        for rendition in report.renditions:
            assert _leaks(rendition.path.read_bytes()) == [], (name, rendition.spec)
            if rendition.content_type.startswith("image/"):
                with Image.open(rendition.path) as picture:
                    kept = set(picture.info) & {"exif", "xmp", "icc_profile", "comment", "photoshop"}
                    assert not kept, (name, rendition.spec)


def test_the_sources_do_hold_the_secrets(tmp_path: Path) -> None:
    """The negative control: the scanner sees what is there."""
    found = {name: _leaks(data) for name, data in _sources(tmp_path).items() if name != "gif"}

    assert all(found.values()), found


def test_report_has_no_place_unless_asked(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.write_bytes(_sources(tmp_path)["jpeg"])
    out.mkdir()

    report = mediakit.process(source, mediakit.REVIEW, out)

    assert report.location is None
    assert media.CANARY not in repr(report)
