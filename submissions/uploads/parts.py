"""The arithmetic of parts: how many, how large, and one checksum over all of them. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

MIB = 1024 * 1024
# S3 takes no smaller ones, but for the last; small parts lose little when a phone loses the net.
SMALLEST = 5 * MIB
MOST = 1000


def size_for(size: int) -> int:
    """The length of each part but the last: whole mebibytes, at most MOST of them."""
    return max(SMALLEST, -(-size // (MOST * MIB)) * MIB)


def count(size: int, part_size: int) -> int:
    """How many parts there are."""
    return -(-size // part_size)


def length(size: int, part_size: int, number: int) -> int:
    """The exact length of this part, or 0 when there is no such part."""
    return max(0, min(part_size, size - (number - 1) * part_size)) if number >= 1 else 0


def digest(checksums: Iterable[str]) -> str:
    """The SHA-256 over the parts' SHA-256, as S3 forms a composite checksum."""
    return hashlib.sha256(b"".join(bytes.fromhex(checksum) for checksum in checksums)).hexdigest()


def digest_of(file: Path, part_size: int) -> str:
    """The same, of a file at hand."""
    return digest(_checksums(file, part_size))


def _checksums(file: Path, part_size: int) -> Iterator[str]:
    with file.open("rb") as source:
        while True:
            found, left = hashlib.sha256(), part_size
            while left and (chunk := source.read(min(MIB, left))):
                found.update(chunk)
                left -= len(chunk)
            if left < part_size:
                yield found.hexdigest()
            if left:
                return
