"""Looks at a joined object by its content, without fetching it: only the stretches that its headers are in."""

from collections import OrderedDict
from typing import cast

import mediakit
from campaigns.models import Campaign
from core import multipart
from mediakit import door
from submissions import processing

BLOCK = 256 * 1024
# Enough for every header we know; some formats have to be walked to their end, and that is the worker's work.
MOST_BLOCKS = 24


class TooFar(Exception):
    """The headers are spread over more of the file than we want to fetch while somebody waits."""


class Window:
    """Bytes of a stored object, read in blocks when somebody asks for them: it can be indexed and sliced."""

    def __init__(self, key: str, size: int) -> None:
        self._key = key
        self._size = size
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, wanted: int | slice) -> int | bytes:
        if isinstance(wanted, int):
            if not 0 <= wanted < self._size:
                raise IndexError(wanted)
            return self._block(wanted // BLOCK)[wanted % BLOCK]
        start, stop, _step = wanted.indices(self._size)
        blocks = range(start // BLOCK, -(-stop // BLOCK)) if stop > start else range(0)
        if len(blocks) > MOST_BLOCKS:
            raise TooFar
        joined = b"".join(self._block(number) for number in blocks)
        first = start // BLOCK * BLOCK
        return joined[start - first : stop - first]

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            if len(self._blocks) >= MOST_BLOCKS:
                raise TooFar
            start = number * BLOCK
            self._blocks[number] = multipart.read(self._key, start, min(start + BLOCK, self._size))
        return self._blocks[number]


def look(*, key: str, size: int, campaign: Campaign) -> mediakit.Sniffed:
    """Say what it is, with the door's own checks. Raises mediakit.Permanent, storage.Missing, storage.Unavailable."""
    limits, kinds = processing.limits_of(campaign), processing.kinds_of(campaign)
    # The door only indexes and slices; a real memoryview would need the whole file here.
    view = cast("memoryview", Window(key, size))
    try:
        return door.check_bytes(view, limits, kinds)
    except TooFar:
        return door.identify(view, limits, kinds)
