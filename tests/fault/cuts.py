"""Plans the cuts of an upload, counts what they cost, and writes the table of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fault.phone import Phone
from tests.fault.proxy import Cut, Fault, Proxy
from tests.mediakit import media

MIB = 1024 * 1024
PART = 5 * MIB
HEADERS = 4096  # of one request, generously
HEADINGS = ("cut", "what happened", "part", "sent of it", "there again after")


def clip(folder: Path, size: int) -> bytes:
    """A video that is whole and exactly so long: behind its few frames lies a box of noise that players skip."""
    film = media.video(folder / "film.mp4", media.frames(5)).read_bytes()
    box = size - len(film)
    return film + box.to_bytes(4, "big") + b"free" + random.Random(size).randbytes(box - 8)


def plan(count: int, *, parts: int, seed: int) -> dict[int, Cut]:
    """Which sendings of parts are cut, by number, and where: all kinds equally often, and all of them really happen.

    Before the cut with number n there are n sendings that were cut and some that arrived, fewer than there are parts.
    """
    chance = random.Random(seed)
    faults = [list(Fault)[number % len(Fault)] for number in range(count)]
    chance.shuffle(faults)
    arrived = sorted(chance.randrange(parts) for _ in range(count))
    places = [chance.randrange(PART // 20, PART * 8 // 10) for _ in range(count)]
    return {
        number + before: Cut(fault, place)
        for number, (before, fault, place) in enumerate(zip(arrived, faults, places, strict=True))
    }


@dataclass(frozen=True)
class Cost:
    """What an upload cost, by the phone's own count and by that of the network between."""

    parts: int
    cuts: int
    sent_again: int
    bytes_more: int

    @property
    def within(self) -> bool:
        """At most one part sent again for each cut."""
        return self.sent_again <= self.cuts and self.bytes_more <= self.cuts * PART + (self.parts + self.cuts) * HEADERS


def cost(content: bytes, phone: Phone, proxy: Proxy) -> Cost:
    """Count it."""
    parts = -(-len(content) // PART)
    return Cost(parts, len(proxy.happened), len(phone.attempts) - parts, proxy.carried - len(content))


def table(phone: Phone, proxy: Proxy) -> str:
    """A row for each cut: the part it hit, how much of it was on its way, and when the part was there after all."""
    rows = [HEADINGS, ("---",) * len(HEADINGS)]
    for number, cut in enumerate(proxy.happened, 1):
        part = phone.attempts[cut.connection]
        again = phone.done_at[part] - cut.at
        rows.append((str(number), cut.cut.fault, str(part), f"{cut.carried / 1e6:.2f} MB", f"{again:.2f} s"))
    return "\n".join(_row(row) for row in rows) + "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
