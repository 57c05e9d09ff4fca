"""Rights travel with the exported file, read back by libraries that are not ours; pixels stay untouched."""

from pathlib import Path
from xml.etree import ElementTree as Tree

import av
import pytest
from PIL import Image

import mediakit
from mediakit.values import RenditionSpec
from tests.mediakit import media

RIGHTS = mediakit.Rights(
    creator="Zoë & <Fan>",
    credit="Zoë / Brand",
    copyright="© Zoë",
    usage_terms="Until 2027; no changes.",
    web_statement="https://brand.example/c/summer/",
    licensor_name="Brand",
    licensor_url="https://brand.example/",
    licensor_email="rights@brand.example",
    model_release="MR-NON",
)
FIELDS = (
    "dc:creator",
    "photoshop:Credit",
    "dc:rights",
    "xmpRights:UsageTerms",
    "xmpRights:WebStatement",
    "plus:Licensor",
)


@pytest.mark.parametrize("encoding", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("transparent", [False, True])
def test_rights_are_written_without_touching_pixels(encoding: str, transparent: bool, tmp_path: Path) -> None:
    picture = media.scene(200, 150).convert("RGBA" if transparent else "RGB")
    if transparent:
        picture.putalpha(120)
    spec = RenditionSpec("r", "public", "photo", encoding, max_side=200, effort=9 if encoding == "avif" else 2)  # type: ignore[arg-type]
    (made,) = mediakit.render_photo(media.encoded(picture, "PNG"), [spec], tmp_path)
    target = tmp_path / "with-rights"

    mediakit.write_rights(made.path, target, RIGHTS)

    with Image.open(made.path) as before, Image.open(target) as after:
        assert before.tobytes() == after.tobytes()
        packet = after.info["xmp"].decode()
    assert all(field in packet for field in FIELDS)
    assert "Zoë &amp; &lt;Fan&gt;" in packet
    assert "vocab/DMI-PROHIBITED" in packet
    assert "vocab/MR-NON" in packet


def test_rights_are_written_into_png(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(media.encoded(media.scene(), "PNG"))

    mediakit.write_rights(source, target, RIGHTS)

    with Image.open(target) as picture:
        picture.load()
        assert "Zoë" in str(picture.info)


@pytest.mark.parametrize("rotation", [0, 90])
def test_rights_are_written_into_video(rotation: int, tmp_path: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(10), sounds=1, rotation=rotation)
    target = tmp_path / "with-rights.mp4"

    mediakit.write_rights(source, target, RIGHTS)

    assert b"photoshop:Credit" in target.read_bytes()
    with av.open(str(target)) as container:
        assert container.metadata["artist"] == RIGHTS.creator
        assert container.metadata["copyright"] == RIGHTS.copyright
        pictures = list(container.decode(video=0))
        assert len(pictures) == 10
        assert abs(pictures[0].rotation) == rotation


def test_control_characters_and_long_texts_cannot_break_the_packet(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(media.encoded(media.scene(), "JPEG"))
    creator = "a\x00\x08]]>&\ud800".encode("utf-8", "replace").decode()
    hostile = mediakit.Rights(creator=creator, usage_terms="é" * 50_000)

    mediakit.write_rights(source, target, hostile)

    with Image.open(target) as picture:
        assert Tree.fromstring(picture.info["xmp"].decode().replace("\ufeff", "")) is not None


def test_a_file_without_a_place_for_rights_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.gif"
    source.write_bytes(media.encoded(media.scene(), "GIF"))

    with pytest.raises(mediakit.Permanent):
        mediakit.write_rights(source, tmp_path / "b", RIGHTS)


def test_rights_that_no_jpeg_segment_holds_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(media.encoded(media.scene(), "JPEG"))
    long = dict.fromkeys(("creator", "credit", "copyright", "usage_terms"), "&" * 4000)

    with pytest.raises(mediakit.Permanent) as refused:
        mediakit.write_rights(source, tmp_path / "b", mediakit.Rights(**long))

    assert refused.value.code == "too_big"


def test_a_video_that_cannot_be_copied_still_carries_the_packet(tmp_path: Path) -> None:
    source, target = media.video(tmp_path / "v.mp4", media.frames(4, 64, 48), codec="mpeg4"), tmp_path / "b.mp4"

    mediakit.write_rights(source, target, RIGHTS)

    written = target.read_bytes()
    assert written.startswith(source.read_bytes())
    assert b"photoshop:Credit" in written
