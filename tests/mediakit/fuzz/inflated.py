"""Small inputs blown up to the size that a fan may send: what is quick for a kilobyte may take minutes for 50 MB.

A fuzzer keeps its inputs small, so this is the half that it cannot see. Imports nothing of mediakit, which the worker
must import only once it is watched.
"""

import random
from collections.abc import Iterator

MIB = 1024 * 1024
LARGEST = 50 * MIB - 1
# What reaches these parsers is cut by the one in front of them.
LARGEST_FOR = {"words": MIB, "exif": MIB, "tags": MIB}
SEEDS = 12


def inflated(name: str, seeds: list[bytes], chance: random.Random, each: int) -> Iterator[bytes]:
    """Yield the first seeds with a short piece repeated until the file is as large as it may be."""
    size = LARGEST_FOR.get(name, LARGEST)
    for seed in seeds[:SEEDS]:
        for _ in range(each):
            start = chance.randrange(len(seed) + 1)
            piece = seed[start : start + chance.choice((1, 2, 4, 8, 16, 64, 400))] or b"\xff"
            yield seed[:start] + piece * ((size - len(seed)) // len(piece)) + seed[start:]
