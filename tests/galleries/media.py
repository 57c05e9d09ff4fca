"""Real pictures for exports, with canaries in every place where a camera hides things."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from typing import Any

import av
from PIL import Image

from core import storage
from galleries import exporting, services
from galleries.models import Export, Gallery
from rights.uses import Use
from submissions.models import Asset, Submission
from tests.galleries import stage
from tests.galleries.stage import AT

SERIAL, COMMENT, OWNER, XMP, TAIL = (f"CANARY-{word}-7f3a" for word in ("SERIAL", "COMMENT", "OWNER", "XMP", "TAIL"))
# 47° 22' as the rationals that EXIF stores, in both byte orders, and the name of the reference.
CANARIES = (
    *(word.encode() for word in (SERIAL, COMMENT, OWNER, XMP, TAIL)),
    bytes.fromhex("0000002f00000001000000160000000100003a8d00000064"),
    bytes.fromhex("2f000000010000001600000001000000" + "8d3a000064000000"),
    "CANARY".encode("utf-16-le"),
    "CANARY".encode("utf-16-be"),
)
PAGE = Use(channel="brand_page")
ADS = Use(channel="paid_ads")


def camera_jpeg(size: tuple[int, int] = (640, 480), colour: tuple[int, int, int] = (200, 80, 40)) -> bytes:
    """A photo with position, serial number, owner, comments, XMP, a thumbnail and a tail behind its end."""
    picture = Image.blend(Image.linear_gradient("L").resize(size).convert("RGB"), Image.new("RGB", size, colour), 0.5)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x8298] = "Canon", "EOS", OWNER
    exif[0x9C9C] = (COMMENT + "\0").encode("utf-16-le")
    details = exif.get_ifd(0x8769)
    details[0xA431], details[0xA430], details[0x9286] = SERIAL, OWNER, b"ASCII\0\0\0" + COMMENT.encode()
    details[0x9003] = "2026:05:01 10:20:30"
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "N", (47.0, 22.0, 149.89)
    position[3], position[4] = "E", (8.0, 32.0, 1.0)
    target = io.BytesIO()
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{XMP}</x:xmpmeta>'.encode()
    picture.save(target, "JPEG", quality=90, exif=exif, comment=COMMENT.encode(), xmp=packet)
    return target.getvalue() + TAIL.encode()


def camera_mp4() -> bytes:
    """A short clip with position, serial number and comment in its header."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options={"movflags": "use_metadata_tags"}) as made:
        made.metadata.update(
            {
                "location": "+47.3769+008.5417/CANARY-GPS/",
                "comment": COMMENT,
                "com.example.serial": SERIAL,
                "artist": OWNER,
            }
        )
        stream = made.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for shade in range(20):
            picture = Image.new("RGB", (160, 120), (shade * 10, 90, 40))
            frame = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return target.getvalue()


def with_original(submission: Submission, content: bytes | None = None) -> Submission:
    """Store the same real original for each asset of a submission."""
    body = camera_jpeg() if content is None else content
    for asset in submission.assets.all():
        put_original(asset, body)
    return submission


def put_original(asset: Asset, body: bytes) -> None:
    digest = hashlib.sha256(body).hexdigest()
    asset.original_key = f"{asset.brand_id}/{asset.pk}/original-{digest}"
    asset.original_sha256 = digest
    asset.save()
    storage.put(asset.original_key, io.BytesIO(body), "image/jpeg")


def put_rendition(asset: Asset, spec: str, width: int, height: int, **fields: Any) -> bytes:
    """Store a real public file and its row."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 60)).save(target, "JPEG")
    made = stage.rendition(asset, spec, width=width, height=height, **fields)
    storage.put(made.key, io.BytesIO(target.getvalue()), made.content_type)
    return target.getvalue()


def request(source: Gallery | Submission, use: Use = PAGE, at: datetime = AT) -> Export:
    """Ask for an export of a gallery, or of the campaign of a submission."""
    by = stage.marketer(source.brand)
    if isinstance(source, Gallery):
        return services.request_export(brand=source.brand, use=use, by=by, at=at, gallery=source)
    return services.request_export(brand=source.brand, use=use, by=by, at=at, filter={"campaign": source.campaign.slug})


def run(export: Export, at: datetime = AT) -> Export:
    exporting.run_export(export_id=export.pk, at=at, clock=lambda: at)
    export.refresh_from_db()
    return export


def opened(export: Export) -> zipfile.ZipFile:
    with storage.open(export.key) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def manifest(export: Export) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(opened(export).read("manifest.json"))
    return found


def gallery_of(*submissions: Submission) -> Gallery:
    by = stage.marketer(submissions[0].brand)
    made = services.create(brand=submissions[0].brand, title="Best of", by=by, at=AT)
    services.set_items(gallery=made, submissions=[row.pk for row in submissions], by=by, at=AT)
    return made
