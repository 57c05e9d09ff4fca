"""Adds an XMP item to an AVIF as libavif writes it, without touching its coded picture.

Three tables in the `meta` box grow (item list, item places, references) and every place moves by as much.
"""

import struct

from mediakit.errors import Permanent
from mediakit.headers.iso import boxes

MIME = b"application/rdf+xml\x00"
# The shortest that each table can be: its version and flags, and what it counts or names.
TABLES = {b"iinf": 6, b"iloc": 8, b"pitm": 6}


def insert(data: bytes, packet: bytes) -> bytes:
    """Return the file with the packet in a new `mdat` at its end. Raises `Permanent` for an unusual layout."""
    top = {name: (body, end) for name, body, end in boxes(data, 0, len(data))}
    if b"meta" not in top:
        raise Permanent("broken", "no meta box")
    body, end = top[b"meta"]
    parts = [(name, data[start:stop]) for name, start, stop in boxes(data, body + 4, end)]
    tables = dict(parts)
    _check_usual(data[body - 4 : body], parts)
    item = max(_items(tables[b"iloc"]), default=0) + 1
    if item > 0xFFFF:
        raise Permanent("broken", "no number is left for an item")
    primary = int.from_bytes(tables[b"pitm"][4:6], "big")
    reference = _box(b"cdsc", struct.pack(">HHH", item, 1, primary))
    if b"iref" not in tables:
        parts.append((b"iref", bytes(4)))
    return _assembled(data, (body, end), parts, item, reference, packet)


def _check_usual(name: bytes, parts: list[tuple[bytes, bytes]]) -> None:
    """Refuse every layout but the one that libavif writes: each table once, in its first version, with short sizes."""
    names = [part for part, _ in parts]
    tables = dict(parts)
    once = all(names.count(table) == 1 and len(tables[table]) >= least for table, least in TABLES.items())
    full = int.from_bytes(tables.get(b"iinf", b"")[4:6], "big") == 0xFFFF
    plain = not full and names.count(b"iref") <= 1 and tables.get(b"iref", bytes(4))[:4] == bytes(4)
    if name != b"meta" or not once or not plain or tables[b"iloc"][0] > 1 or tables[b"iinf"][0] or tables[b"pitm"][0]:
        raise Permanent("broken", "unusual item tables")


def _assembled(
    data: bytes,
    meta: tuple[int, int],
    parts: list[tuple[bytes, bytes]],
    item: int,
    reference: bytes,
    packet: bytes,
) -> bytes:
    """Build the new `meta` twice: once to learn its size, once with the places moved by the difference."""
    body, end = meta
    moved = 0
    while True:
        place = len(data) + moved + 8
        grown = [_box(name, _grown(name, part, item, reference, (moved, place, len(packet)))) for name, part in parts]
        rebuilt = _box(b"meta", data[body : body + 4] + b"".join(grown))
        growth = len(rebuilt) - (end - body + 8)
        if growth == moved:
            return data[: body - 8] + rebuilt + data[end:] + _box(b"mdat", packet)
        moved = growth


def _grown(name: bytes, part: bytes, item: int, reference: bytes, packet: tuple[int, int, int]) -> bytes:
    if name == b"iinf":
        count = int.from_bytes(part[4:6], "big") + 1
        entry = _box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH4s", item, 0, b"mime") + b"\x00" + MIME)
        return part[:4] + struct.pack(">H", count) + part[6:] + entry
    if name == b"iref":
        return part + reference
    return _places(part, item, *packet) if name == b"iloc" else part


def _items(part: bytes) -> list[int]:
    return [number for number, _ in _parsed(part)]


def _parsed(part: bytes) -> list[tuple[int, list[tuple[int, int]]]]:
    """Read items and their extents; places written relative to a base or outside the file are not libavif's way."""
    version, sizes = part[0], int.from_bytes(part[4:6], "big")
    offset_size, length_size, base_size = sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15
    count, at, found = int.from_bytes(part[6:8], "big"), 8, []
    for _ in range(count):
        (number, method), at = _numbers(part, at, 2, 2 if version else 0)
        (_index, base, extents), at = _numbers(part, at, 2, base_size, 2)
        if method & 15:
            raise Permanent("broken", "items inside the meta box")
        places = []
        if not offset_size + length_size:
            raise Permanent("broken", "items without places")
        for _ in range(extents):
            (offset, length), at = _numbers(part, at, offset_size, length_size)
            places.append((base + offset, length))
        found.append((number, places))
    return found


def _numbers(part: bytes, at: int, *sizes: int) -> tuple[list[int], int]:
    """Read numbers of these sizes; one of no bytes is 0."""
    found = []
    for size in sizes:
        if at + size > len(part):
            raise Permanent("truncated", "item table ends early")
        found.append(int.from_bytes(part[at : at + size], "big"))
        at += size
    return found, at


def _places(part: bytes, item: int, moved: int, place: int, length: int) -> bytes:
    """Write version 0 with 32-bit numbers."""
    items = [(number, [(offset + moved, size) for offset, size in places]) for number, places in _parsed(part)]
    items.append((item, [(place, length)]))
    out = bytes(4) + struct.pack(">HH", 0x4400, len(items))
    for number, places in items:
        if any(not 0 <= at <= 0xFFFFFFFF for extent in places for at in extent):
            raise Permanent("broken", "a place that no 32-bit number names")
        out += struct.pack(">HHH", number, 0, len(places))
        out += b"".join(struct.pack(">II", offset, size) for offset, size in places)
    return out


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body
