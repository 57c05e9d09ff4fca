"""What a phone sends: real samples where they are at hand, otherwise files made here with facts that must not leave."""

import io
from pathlib import Path

import av
import numpy as np
import pillow_heif
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
SERIAL = "SN-CANARY-4711"
COMMENT = "COMMENT-CANARY"
CANARIES = (b"SN-CANARY", b"COMMENT-CANARY", b"GPSLatitude", b"+27.5916", b"\xa9xyz", b"com.apple.quicktime.location")


def jpeg_with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x0110] = "Story Phone"
    exif.get_ifd(0x8769)[0xA431] = SERIAL
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 18.0)})
    target = io.BytesIO()
    _picture(1).save(target, "JPEG", quality=88, exif=exif, comment=COMMENT.encode())
    return target.getvalue()


def phone_jpeg() -> bytes:
    sample = SAMPLES / "gps_camera.jpg"
    return sample.read_bytes() if sample.exists() else jpeg_with_gps()


def iphone_heic() -> bytes:
    sample = SAMPLES / "iphone.heic"
    if sample.exists():
        return sample.read_bytes()
    target = io.BytesIO()
    pillow_heif.from_pillow(_picture(2)).save(target, quality=70)
    return target.getvalue()


def phone_mov() -> bytes:
    sample = SAMPLES / "phone_gps.mov"
    return sample.read_bytes() if sample.exists() else made_mov()


def made_mov(seconds: int = 2) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format="mov") as container:
        container.metadata["location"] = "+52.5200+013.4050/"
        container.metadata["comment"] = COMMENT
        stream = container.add_stream("libx264", rate=15, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for number in range(15 * seconds):
            picture = np.roll(np.asarray(_picture(3).resize((320, 240))), number * 4, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
        container.mux(stream.encode())
    return target.getvalue()


def _picture(seed: int) -> Image.Image:
    """Large soft shapes: nothing in it looks like text when bytes are searched."""
    noise = np.random.default_rng(seed).integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((1600, 1200), Image.Resampling.BICUBIC)


def facts_of(original: bytes) -> tuple[bytes, ...]:
    """Byte strings that identify place or device in this original, for searching in what leaves."""
    found = [canary for canary in CANARIES if canary in original]
    try:
        exif = Image.open(io.BytesIO(original)).getexif()
    except OSError:
        return tuple(found)
    serials = [exif.get_ifd(0x8769).get(tag) for tag in (0xA431, 0xA435, 0xA420)]
    return (*found, *(str(serial).encode() for serial in serials if serial))
