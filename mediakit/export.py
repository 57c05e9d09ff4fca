"""Writes rights into a file that leaves the house. Pixels are never encoded again: only containers are edited.

JPEG, PNG, WebP and AVIF get an XMP packet where their format keeps it; MP4 gets one in Adobe's `uuid` box and the
short fields that players show (artist, copyright, comment).
"""

import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from mediakit import avif_xmp, xmp
from mediakit.errors import Permanent
from mediakit.formats import HEAD_BYTES, sniff
from mediakit.headers import webp
from mediakit.values import Rights

XMP_MARK = b"http://ns.adobe.com/xap/1.0/\x00"
XMP_BOX = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
MAX_SEGMENT = 65_535 - 2 - len(XMP_MARK)


def write_rights(source: Path, target: Path, rights: Rights) -> None:
    """Copy one of our bare files to `target` with its rights in it. Raises `Permanent` for other formats."""
    with source.open("rb") as file:
        found = sniff(file.read(HEAD_BYTES))
    name = found.format if found else ""
    packet = xmp.packet(rights)
    if name in {"mp4", "mov"}:
        _mp4(source, target, rights, packet)
    elif name in WRITERS:
        target.write_bytes(WRITERS[name](source.read_bytes(), packet))
    else:
        raise Permanent("type", f"no place for rights in {name or 'an unknown file'}")


def _jpeg(data: bytes, packet: bytes) -> bytes:
    """Put the packet into an APP1 segment right behind the JFIF one."""
    if len(packet) > MAX_SEGMENT:
        raise Permanent("too_big", "the rights do not fit into a JPEG segment")
    at = 2
    if data[2:4] == b"\xff\xe0":
        at = 4 + int.from_bytes(data[4:6], "big")
    body = XMP_MARK + packet
    return data[:at] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[at:]


def _png(data: bytes, packet: bytes) -> bytes:
    """Put the packet into an iTXt chunk behind the header."""
    body = b"iTXt" + b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:33] + chunk + data[33:]


def _webp(data: bytes, packet: bytes) -> bytes:
    """Append an XMP chunk; a simple file becomes an extended one first."""
    total = int.from_bytes(data[4:8], "little") + 8
    chunks = data[12:total]
    if chunks[:4] == b"VP8X":
        chunks = chunks[:8] + bytes([chunks[8] | 0x04]) + chunks[9:]
    else:
        header = webp.read(data)
        transparent = chunks[:4] == b"VP8L" and bool(chunks[12] & 0x10)
        size = (header.width - 1).to_bytes(3, "little") + (header.height - 1).to_bytes(3, "little")
        flags = bytes([0x04 | (0x10 if transparent else 0), 0, 0, 0])
        chunks = b"VP8X" + struct.pack("<I", 10) + flags + size + chunks
    chunks += b"\x00" * (len(chunks) & 1)
    chunks += b"XMP " + struct.pack("<I", len(packet)) + packet + b"\x00" * (len(packet) & 1)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def _mp4(source: Path, target: Path, rights: Rights, packet: bytes) -> None:
    """Copy the streams with the short fields, then append the box that holds the packet."""
    from mediakit.video import remux

    tags = {"artist": rights.creator, "copyright": rights.copyright or rights.credit, "comment": rights.usage_terms}
    try:
        remux.copy(source, target, {name: value for name, value in tags.items() if value})
    except Permanent:
        shutil.copyfile(source, target)  # an unusual stream layout: the packet alone still carries everything
    with target.open("ab") as file:
        file.write(struct.pack(">I", 8 + 16 + len(packet)) + b"uuid" + XMP_BOX + packet)


WRITERS: dict[str, Callable[[bytes, bytes], bytes]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "avif": avif_xmp.insert,
}
