"""Contestants at the same photo: each makes the same ladder, in turns, pinned to the same core."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Protocol

from benchmarks.media import inputs, peers
from benchmarks.media.ladders import AS_GOOD, LADDER, Rung, as_job
from benchmarks.processes import PeerFailed, Worker, command_seconds
from benchmarks.registry import Bench


class Contestant(Protocol):
    """Somebody who makes a ladder."""

    def make(self, source: Path, out: Path) -> float:
        """Write the ladder into `out` and return the CPU seconds it took. Raises `PeerFailed`."""


@dataclass(frozen=True, slots=True)
class Warm:
    """A recipe in a process that stays warm."""

    worker: Worker
    recipe: str
    ladder: tuple[Rung, ...] = LADDER

    def make(self, source: Path, out: Path) -> float:
        """See `Contestant`."""
        job = {"recipe": self.recipe, "source": str(source), "out": str(out), "ladder": as_job(self.ladder)}
        return float(self.worker.ask(**job)["cpu"])


@dataclass(frozen=True, slots=True)
class Thumbnails:
    """vipsthumbnail, one call per rendition."""

    core: int

    def make(self, source: Path, out: Path) -> float:
        """See `Contestant`."""
        out.mkdir(parents=True, exist_ok=True)
        commands = peers.thumbnail_commands(source, LADDER, out)
        return sum(command_seconds(command, core=self.core) for command in commands)


THUMBNAIL = "Pillow thumbnail"
OURS, SHARP, CASCADE, VIPS, PILLOW, FLOOR = (
    "mediakit", "sharp", "sharp cascade", "vipsthumbnail", "Pillow", "floor",
)  # fmt: skip
SAME = "mediakit, peers' settings"
Contestants = dict[str, Contestant]


@contextmanager
def contestants(bench: Bench, core: int) -> Iterator[tuple[Contestants, dict[str, str]]]:
    """Start everybody who can be had; beside them, why the others cannot."""
    reasons: dict[str, str] = {}
    with ExitStack() as stack:
        found: Contestants = {
            name: Warm(stack.enter_context(peers.python(core)), name) for name in (PILLOW, THUMBNAIL, FLOOR)
        }
        own = stack.enter_context(peers.python(core))
        found |= {OURS: Warm(own, OURS, AS_GOOD), SAME: Warm(own, OURS)}
        try:
            node = stack.enter_context(peers.sharp(bench.folder / "peers", core))
            found |= {SHARP: Warm(node, SHARP), CASCADE: Warm(node, CASCADE)}
        except peers.Missing as missing:
            reasons |= {SHARP: str(missing), CASCADE: str(missing)}
        try:
            peers.program("vipsthumbnail", "libvips-tools")
            found[VIPS] = Thumbnails(core)
        except peers.Missing as missing:
            reasons[VIPS] = str(missing)
        yield found, reasons


@dataclass(slots=True)
class Result:
    """What a contest found: CPU seconds by contestant and round, where their files are, why some did not take part."""

    rounds: dict[str, list[float]]
    folders: dict[str, Path]
    reasons: dict[str, str]

    def seconds(self, name: str) -> float:
        """Return the median of a contestant's CPU seconds."""
        return median(self.rounds[name])

    def ratio(self, peer: str, ours: str) -> float:
        """Return how many times the peer's CPU seconds are ours: the median of the rounds' own ratios.

        What slows the machine down for a while slows both sides of a round.
        """
        return median(theirs / own for theirs, own in zip(self.rounds[peer], self.rounds[ours], strict=True))


def hold(
    bench: Bench, source: str, who: Mapping[str, Contestant], reasons: Mapping[str, str], *, reserve: float
) -> Result:
    """Let everybody make the ladder once for looking at, then in rounds for measuring; medians count.

    `reserve` is the time in seconds that what comes later will need.
    """
    path = inputs.get(bench.folder / "inputs", source)
    result = Result({}, {}, dict(reasons))
    for name, contestant in who.items():
        folder = bench.folder / "made" / source / name.replace(" ", "-")
        try:
            contestant.make(path, folder)
            result.folders[name] = folder
        except PeerFailed as failed:
            result.reasons[name] = str(failed)
    result.rounds = {name: [] for name in result.folders}
    for number in bench.repeats(reserve):
        for name in turned(list(result.rounds), number):
            result.rounds[name].append(who[name].make(path, result.folders[name]))
    return result


def turned(names: Sequence[str], number: int) -> list[str]:
    """Let somebody else begin in every round."""
    first = number % len(names)
    return [*names[first:], *names[:first]]
