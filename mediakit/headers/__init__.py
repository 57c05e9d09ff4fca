"""Header readers, one module per format family: what a file promises, read without decoding a pixel."""

from mediakit.errors import Permanent
from mediakit.headers import gif, heif, iso, jpeg, png, webm, webp
from mediakit.headers.header import Buffer, Header, gather
from mediakit.values import Limits, Sniffed

__all__ = ["Header", "check_movie", "check_photo", "gather", "read_photo"]


def read_photo(data: Buffer, sniffed: Sniffed, limits: Limits) -> Header:
    """Read the header of a photo in one of the accepted formats."""
    if sniffed.format == "jpeg":
        return jpeg.read(data)
    if sniffed.format == "png":
        return png.read(data)
    if sniffed.format == "gif":
        return gif.read(data, max_frames=limits.max_frames)
    return webp.read(data) if sniffed.format == "webp" else heif.read(data)


def check_photo(header: Header, sniffed: Sniffed, limits: Limits) -> None:
    """Refuse what would be too much to decode."""
    pixels = header.width * header.height
    most = limits.max_heif_pixels if sniffed.format in {"heic", "avif"} else limits.max_photo_pixels
    if not header.width or not header.height:
        raise Permanent("broken", "no size")
    if pixels > most or max(header.width, header.height) > limits.max_side:
        raise Permanent("too_many_pixels", f"{header.width}x{header.height}")
    if header.frames > limits.max_frames:
        raise Permanent("too_many_frames", f"{header.frames} frames")
    if header.frames > 1 and header.frames * pixels > limits.max_animation_pixels:
        raise Permanent("too_many_frames", f"{header.frames} frames of {pixels} pixels")


def check_movie(data: Buffer, sniffed: Sniffed, limits: Limits) -> None:
    """Refuse a video that is cut, has no track, or has too many of them. A WebM's tracks are left to the demuxer."""
    if sniffed.format == "webm":
        webm.check(data)
        return
    movie = iso.read_movie(data)
    if not movie.tracks:
        raise Permanent("no_picture", "no track in it")
    if movie.tracks > limits.max_streams:
        raise Permanent("too_many_streams", f"{movie.tracks} tracks")
    if movie.seconds > limits.max_video_seconds:
        raise Permanent("too_long", f"{movie.seconds:.0f} s")
