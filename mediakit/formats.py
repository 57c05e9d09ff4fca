"""Tells what a file is by its first bytes. The name and the declared type are never asked.

Anything not on the list, markup, archives and playlists among it, is None.
"""

from mediakit.headers.webm import vint
from mediakit.values import Sniffed

HEAD_BYTES = 64 * 1024
DOCTYPE = b"\x42\x82"

JPEG = Sniffed("jpeg", "photo")
PNG = Sniffed("png", "photo")
GIF = Sniffed("gif", "photo")
WEBP = Sniffed("webp", "photo")
HEIC = Sniffed("heic", "photo")
AVIF = Sniffed("avif", "photo")
MP4 = Sniffed("mp4", "video")
MOV = Sniffed("mov", "video")
WEBM = Sniffed("webm", "video")

AVIF_BRANDS = frozenset({b"avif", b"avis"})
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
GENERAL_BRANDS = frozenset({b"mif1", b"msf1"})
# Relatives of MP4 that hold something else: raw photos, JPEG 2000, JPEG XL, plain sound.
FOREIGN_BRANDS = frozenset({b"crx ", b"jp2 ", b"jpx ", b"jpm ", b"mjp2", b"jxl ", b"M4A ", b"M4B ", b"M4P ", b"aax "})
# Brands that say "a movie", whatever else is in the list; a file of unknown brands is told by its boxes.
MOVIE_BRANDS = frozenset(
    {b"qt  ", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"XAVC", b"dash", b"f4v ", b"mmp4", b"isom", b"avc1"}
)
MOVIE_FAMILIES = (b"iso", b"mp4", b"3gp", b"3g2", b"3ge")
PICTURE_BOXES, MOVIE_BOXES = frozenset({b"meta", b"mini"}), frozenset({b"moov", b"mdat", b"moof", b"styp", b"sidx"})
# QuickTime files older than `ftyp` start with one of these.
OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"pnot", b"free", b"skip"})


def sniff(head: bytes) -> Sniffed | None:
    """Return what the first bytes (up to 64 KiB) say, or None for everything that is not accepted."""
    if head[:3] == b"\xff\xd8\xff" and len(head) > 3 and head[3] >= 0xC0:
        return JPEG
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return PNG
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] == b"\x1aE\xdf\xa3":
        return WEBM if _doctype(head) == b"webm" else None
    return _iso(head)


def _iso(head: bytes) -> Sniffed | None:
    """Tell the ISO media family apart by its brands; the major brand wins over the compatible ones."""
    box = head[4:8]
    if box in OLD_QUICKTIME:
        return MOV
    size = int.from_bytes(head[:4], "big")
    if box != b"ftyp" or len(head) < 12 or size < 8:
        return None
    major = head[8:12]
    brands = {major, *(head[i : i + 4] for i in range(16, min(size, len(head)) - 3, 4))}
    if major in FOREIGN_BRANDS:
        return None
    movie = _says_movie(major) or (major not in HEIF_BRANDS | AVIF_BRANDS and any(map(_says_movie, brands)))
    if movie:
        return MOV if major == b"qt  " else MP4
    if major in AVIF_BRANDS or (major not in HEIF_BRANDS - GENERAL_BRANDS and brands & AVIF_BRANDS):
        return AVIF
    if brands & HEIF_BRANDS:
        return HEIC
    return MP4 if _first_telling(head, size) in MOVIE_BOXES else None


def _says_movie(brand: bytes) -> bool:
    return brand in MOVIE_BRANDS or brand[:3] in MOVIE_FAMILIES


def _first_telling(head: bytes, at: int) -> bytes:
    """Return the first box that tells a picture from a movie, as far as the head goes."""
    while 8 <= at <= len(head) - 8:
        name, size = head[at + 4 : at + 8], int.from_bytes(head[at : at + 4], "big")
        if name in PICTURE_BOXES | MOVIE_BOXES:
            return name
        at += size if size >= 8 else len(head)
    return b""


def _doctype(head: bytes) -> bytes:
    """Read DocType from the EBML header: one level of elements, sizes as variable-length integers."""
    size, at = vint(head, 4)
    end = min(at + size, len(head), 4096)
    while at < end and head[at]:
        width = 9 - head[at].bit_length()
        length, body = vint(head, at + width)
        if length < 0:
            break
        if head[at : at + width] == DOCTYPE:
            return head[body : body + length].rstrip(b"\x00")
        at = body + length
    return b""
