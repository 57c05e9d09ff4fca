"""Turns a photo's bytes into pixels: one small loader per format, chosen by measurement, behind one function.

libvips reads JPEG, PNG and WebP (shrink-on-load, streaming), libheif reads HEIC, libavif reads AVIF, Pillow reads GIF.
Every loader returns a libvips image of the stored orientation, at most a little larger than asked; nothing here knows
about renditions.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

# Threads inside one decoder buy nothing when one process runs per core; set before libvips starts.
os.environ.setdefault("VIPS_CONCURRENCY", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pillow_heif
import pyvips
from PIL import Image, _avif

from mediakit import lean_avif
from mediakit.errors import Permanent
from mediakit.headers import Header, gather, jpeg

ALLOWED_LOADERS = ("VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp")
STRICT = {"access": "sequential", "fail_on": "truncated"}
SPOTLESS = {"access": "sequential", "fail_on": "warning"}
LEFT_FOR_LANCZOS = 1.25
# How decoders say that they do not know a coding.
UNKNOWN = ("unsupported", "not supported", "not been built in")
# What libheif may answer when asked for eight bits: it leaves grey of ten and twelve at sixteen, its values shifted up.
HEIF_PIXELS = {
    "L": (1, "uchar", "b-w"),
    "LA": (2, "uchar", "b-w"),
    "I;16": (1, "ushort", "grey16"),
    "LA;16": (2, "ushort", "grey16"),
    "RGB": (3, "uchar", "srgb"),
    "RGBA": (4, "uchar", "srgb"),
}


@dataclass(frozen=True, slots=True)
class Raw:
    """Decoded pixels as stored, with what the decoder alone could tell."""

    image: Any
    width: int
    height: int
    frames: int = 1
    icc: bytes = b""
    exif: bytes = b""
    orientation: int | None = None


def restrict() -> None:
    """Leave libvips only the loaders on the list: everything is blocked, then three are let in."""
    pyvips.block_untrusted_set(True)
    pyvips.operation_block_set("VipsForeignLoad", True)
    for loader in ALLOWED_LOADERS:
        pyvips.operation_block_set(loader, False)
    pyvips.cache_set_max(0)
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.options.THUMBNAILS = False
    pillow_heif.options.DEPTH_IMAGES = False
    pillow_heif.options.AUX_IMAGES = False
    # The header check is the guard against bombs; Pillow's own warning would only be noise.
    Image.MAX_IMAGE_PIXELS = None


def fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """Bound the long edge, never enlarge, never reach zero. A side of 0 keeps the size."""
    longest = max(width, height)
    if not side or longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def _jpeg(data: bytes, header: Header, side: int) -> Raw:
    """JPEG: libjpeg-turbo shrinks by 2, 4 or 8 while decoding, as long as the Lanczos step has something left to do."""
    factor = max(header.width, header.height) / side if side else 1.0
    shrink = next((by for by in (8, 4, 2) if factor >= by * LEFT_FOR_LANCZOS), 1)
    needed = gather(data, header.keep)
    try:
        return _whole(pyvips.Image.jpegload_buffer(needed, shrink=shrink, **STRICT), header, side)
    except pyvips.Error as error:
        # Some cameras and mails lose the last two bytes, which hold no picture. With them put back nothing else may be
        # amiss: a scan that ends early makes a warning of its own, though not while libjpeg shrinks.
        ended = jpeg.ended(needed) if _code(error) == "truncated" else None
        if ended is None:
            raise
        return _resized(pyvips.Image.jpegload_buffer(ended, **SPOTLESS), header, side)


def _whole(image: Any, header: Header, side: int) -> Raw:
    """Decode to the end here, where a missing end can still be mended."""
    raw = _resized(image, header, side)
    return replace(raw, image=raw.image.copy_memory())


def _png(data: bytes, header: Header, side: int) -> Raw:
    return _resized(pyvips.Image.pngload_buffer(gather(data, header.keep), **STRICT), header, side)


def _webp(data: bytes, header: Header, side: int) -> Raw:
    """WebP: libwebp shrinks while it decodes, by any share; what is left is a matter of a pixel."""
    factor = max(header.width, header.height) / side if side else 1.0
    scale = 1 / factor if factor > 1 else 1.0
    return _resized(pyvips.Image.webpload_buffer(data, scale=scale, **STRICT), header, side)


def _resized(image: Any, header: Header, side: int) -> Raw:
    """Pull all lines through to the wanted size. `thumbnail_buffer` would be shorter, but it swallows truncation."""
    width, height = fitted(header.width, header.height, side)
    if (width, height) != (image.width, image.height):
        image = image.thumbnail_image(width, height=height, size="force", no_rotate=True)
    return Raw(image, header.width, header.height)


def _heic(data: bytes, header: Header, side: int) -> Raw:
    """HEIC: libheif applies rotation and crop itself; grids come out whole, depth and gain maps are not asked for."""
    opened = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True, remove_stride=True)
    primary = opened[opened.primary_index]
    width, height = primary.size
    if primary.mode not in HEIF_PIXELS:
        raise Permanent("coding", f"HEIF pixels of the kind {primary.mode}")
    bands, depth, interpretation = HEIF_PIXELS[primary.mode]
    image = pyvips.Image.new_from_memory(primary.data, width, height, bands, depth)
    image = image.copy(interpretation=interpretation)
    info = primary.info
    return Raw(
        _shrunk(image, side), width, height, icc=_bytes(info.get("icc_profile")), exif=_tiff(info), orientation=1
    )


def _avif_frame(data: bytes, header: Header, side: int) -> Raw:
    """AVIF: libavif's own decoder as Pillow ships it, without the two further copies that `Image` would make."""
    decoder = _avif.AvifDecoder(data, "auto", 1)
    (width, height), frames, mode, icc, exif, orientation, _xmp = decoder.get_info()
    known = {"frames": frames, "icc": icc or b"", "exif": exif or b"", "orientation": orientation}
    lean = lean_avif.decode(data, (width, height), side) if mode == "RGB" and side else None
    if lean is not None:
        return Raw(_shrunk(from_array(lean), side), width, height, **known)
    image = pyvips.Image.new_from_memory(decoder.get_frame(0)[0], width, height, len(mode), "uchar")
    image = image.copy(interpretation="srgb" if len(mode) > 2 else "b-w")
    return Raw(_shrunk(image, side), width, height, **known)


def _gif(data: bytes, header: Header, side: int) -> Raw:
    """GIF: the first frame, transparent where the file says so."""
    with Image.open(io.BytesIO(data), formats=["GIF"]) as opened:
        opened.load()
        picture = opened.convert("RGBA" if "transparency" in opened.info or opened.mode == "RGBA" else "RGB")
        return Raw(_shrunk(from_pillow(picture), side), *picture.size)


def from_pillow(picture: Image.Image) -> Any:
    """Show a Pillow picture (RGB or RGBA) to libvips."""
    image = pyvips.Image.new_from_memory(
        picture.tobytes(), picture.width, picture.height, len(picture.getbands()), "uchar"
    )
    return image.copy(interpretation="srgb")


def from_array(pixels: Any) -> Any:
    """Show an array (height, width, bands) of 8-bit sRGB to libvips."""
    return pyvips.Image.new_from_array(pixels, interpretation="srgb")


def to_pillow(image: Any) -> Image.Image:
    """Show an 8-bit sRGB libvips image to Pillow."""
    mode = "RGBA" if image.bands == 4 else "RGB"
    return Image.frombuffer(mode, (image.width, image.height), image.write_to_memory(), "raw", mode, 0, 1)


def _shrunk(image: Any, side: int) -> Any:
    width, height = fitted(image.width, image.height, side)
    if (width, height) == (image.width, image.height):
        return image
    return image.thumbnail_image(width, height=height, size="force", no_rotate=True).copy_memory()


def _tiff(info: dict[str, Any]) -> bytes:
    return _bytes(info.get("exif")).removeprefix(b"Exif\x00\x00")


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


LOADERS: dict[str, Callable[[bytes, Header, int], Raw]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "heic": _heic,
    "avif": _avif_frame,
    "gif": _gif,
}


def decode(data: bytes, format_name: str, header: Header, side: int) -> Raw:
    """Decode the first picture of a photo, its long edge bound by `side`. Every failure is a `Permanent`."""
    try:
        raw = LOADERS[format_name](data, header, side)
        return replace(raw, image=raw.image.copy_memory()) if raw.frames > 0 else _no_frames()
    except (Permanent, MemoryError):
        raise
    except Exception as error:  # broken files raise a dozen unrelated classes, SyntaxError among them
        raise Permanent(_code(error), f"{type(error).__name__}: {str(error)[:300]}") from error


def _code(error: Exception) -> str:
    """Tell apart what is too much, unknown to the decoder, cut and damaged, as far as decoders' words allow."""
    text = str(error).lower()
    if "out of memory" in text:
        return "too_complex"
    if isinstance(error, KeyError | NotImplementedError) or any(word in text for word in UNKNOWN):
        return "coding"
    return "truncated" if any(word in text for word in ("truncated", "premature", "end of file")) else "broken"


def _no_frames() -> Raw:
    raise Permanent("broken", "no picture in it")
