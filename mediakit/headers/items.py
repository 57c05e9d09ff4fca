"""What a HEIF or AVIF says of its primary item: how it is coded (`infe`), and its colour by numbers (`colr`)."""

from collections.abc import Iterator
from dataclasses import dataclass

from mediakit.headers import coded
from mediakit.headers.header import Budget, Buffer, u16, u32
from mediakit.headers.iso import boxes

Place = tuple[bytes, int, int]


# Pictures that are put together from others: what counts is how those are coded.
DERIVED = frozenset({b"grid", b"iovl", b"iden"})


@dataclass(frozen=True, slots=True)
class Item:
    """How the picture is coded, by its four letters (empty where the file does not say), and its colour by numbers."""

    coding: bytes = b""
    colour: coded.Coded | None = None


def primary(data: Buffer, start: int, end: int) -> Item:
    """Read what the children of `meta` say. A grid without words of its own has those of its first tile."""
    budget = Budget()
    children = {name: (body, stop) for name, body, stop in boxes(data, start, end, budget)}
    if b"pitm" not in children:
        return Item()
    item = _number(data, children[b"pitm"])
    tile = next(_tiles(data, item, children[b"iref"], budget), item) if b"iref" in children else item
    coding = _coding(data, item, children, budget)
    if coding in DERIVED:
        coding = _coding(data, tile, children, budget)
    properties = list(boxes(data, *children[b"iprp"], budget)) if b"iprp" in children else []
    numbers = _numbers(data, item, properties, budget) or _numbers(data, tile, properties, budget)
    return Item(coding, None if numbers is None else coded.by_numbers(*numbers))


def _number(data: Buffer, place: tuple[int, int]) -> int:
    """Read an item's number, short or long by version."""
    body, stop = place
    if stop - body < 6:
        return 0
    return u32(data, body + 4) if data[body] and stop - body >= 8 else u16(data, body + 4)


def _coding(data: Buffer, item: int, children: dict[bytes, tuple[int, int]], budget: Budget) -> bytes:
    """Return the four letters of an item's coding; entries older than these four letters say none."""
    body, stop = children.get(b"iinf", (0, 0))
    if stop - body < 8:
        return b""
    for name, start, end in boxes(data, body + (8 if data[body] else 6), stop, budget):
        wide = stop > start and data[start] > 2
        letters = start + (10 if wide else 8)
        if name == b"infe" and end - letters >= 4 and data[start] >= 2:
            number = u32(data, start + 4) if wide else u16(data, start + 4)
            if number == item:
                return bytes(data[letters : letters + 4])
    return b""


def _numbers(data: Buffer, item: int, properties: list[Place], budget: Budget) -> tuple[int, int] | None:
    """Return primaries and transfer of an item's nclx box."""
    kept = [place for name, body, stop in properties if name == b"ipco" for place in boxes(data, body, stop, budget)]
    for name, body, stop in properties:
        for index in _associated(data, item, body, stop, budget) if name == b"ipma" else ():
            if not 0 < index <= len(kept):
                continue
            kind, at, to = kept[index - 1]
            if kind == b"colr" and to - at >= 8 and bytes(data[at : at + 4]) == b"nclx":
                return u16(data, at + 4), u16(data, at + 6)
    return None


def _associated(data: Buffer, item: int, body: int, stop: int, budget: Budget) -> Iterator[int]:
    """Yield the numbers of an item's properties."""
    if stop - body < 8:
        return
    wide_item, wide_index = data[body] > 0, data[body + 3] & 1
    at = body + 8
    for _ in range(u32(data, body + 4)):
        head = 5 if wide_item else 3
        if at + head > stop:
            return
        budget.spend()
        number = u32(data, at) if wide_item else u16(data, at)
        count, at = data[at + head - 1], at + head
        size = 2 if wide_index else 1
        if number == item and at + count * size <= stop:
            for place in range(at, at + count * size, size):
                yield u16(data, place) & 0x7FFF if wide_index else data[place] & 0x7F
        at += count * size


def _tiles(data: Buffer, item: int, place: tuple[int, int], budget: Budget) -> Iterator[int]:
    """Yield the first item that a derived picture, such as a grid, is made from."""
    body, stop = place
    if stop - body < 4:
        return
    size = 4 if data[body] else 2
    read = u32 if data[body] else u16
    for name, start, end in boxes(data, body + 4, stop, budget):
        if name == b"dimg" and end - start >= 2 * size + 2 and read(data, start) == item:
            yield read(data, start + size + 2)
