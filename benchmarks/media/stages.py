"""What a photo costs on its way through the platform: received, with isolation; approved, with its public ladder."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import mediakit
from benchmarks.media import contest, inputs, peers, photos
from benchmarks.media.contest import SHARP, Contestant, Result, Warm
from benchmarks.media.ladders import LADDER, as_job
from benchmarks.media.ssim import Reference
from benchmarks.processes import Worker
from benchmarks.registry import Bench
from benchmarks.rows import Row, unmeasured

CASES = (("12 MP P3 portrait", "p3.jpg"), ("12 MP sRGB", "srgb.jpg"))
RECEIVED, HERE, APPROVED, BOTH = "received", "received here", "approved", "received and approved"
# The kernel counts another process's time in hundredths of a second, so several photos are measured at once.
TIMES = 8
CHEAPER = "× less CPU"


@dataclass(frozen=True, slots=True)
class Often:
    """A recipe that is too quick to be measured once."""

    worker: Worker
    recipe: str

    def make(self, source: Path, out: Path) -> float:
        """See `contest.Contestant`."""
        return float(asked(self.worker, self.recipe, source, out, TIMES)["cpu"]) / TIMES


def asked(worker: Worker, recipe: str, source: Path, out: Path, times: int) -> dict[str, float]:
    """Have a worker do a recipe several times."""
    return worker.ask(recipe=recipe, source=str(source), out=str(out), ladder=as_job(LADDER), times=times)


def rows(bench: Bench, core: int, *, reserve: float) -> Iterator[Row]:
    """Measure the stages beside sharp's full ladder."""
    reasons: dict[str, str] = {}
    with peers.python(core) as child, peers.python(core) as here, peers.python(core) as approving:
        who: dict[str, Contestant] = {
            RECEIVED: Often(child, RECEIVED),
            HERE: Often(here, HERE),
            APPROVED: Warm(approving, APPROVED),
        }
        try:
            with peers.sharp(bench.folder / "peers", core) as node:
                yield from _cases(bench, who | {SHARP: Warm(node, SHARP)}, reasons, reserve)
        except peers.Missing as missing:
            yield from _cases(bench, who, {SHARP: str(missing)}, reserve)
        yield from _recognition(bench, here)


def _cases(bench: Bench, who: dict[str, Contestant], reasons: dict[str, str], reserve: float) -> Iterator[Row]:
    sharp = photos.names(bench)[SHARP]
    for name, source in CASES:
        result = contest.hold(bench, source, who, reasons, reserve=reserve)
        yield from _costs(name, result, sharp)
        if SHARP in result.folders:
            yield from _approved_quality(bench, name, source, result, sharp)


def _costs(name: str, result: Result, sharp: str) -> Iterator[Row]:
    both = [one + other for one, other in zip(result.rounds[RECEIVED], result.rounds[APPROVED], strict=True)]
    result = replace(result, rounds=result.rounds | {BOTH: both})
    for title, stage, must, goal in (
        ("received (review stage, isolated) against sharp's ladder", RECEIVED, 6.0, 12.0),
        ("public ladder against sharp's", APPROVED, None, 2.0),
        ("received and approved together against sharp's ladder", BOTH, None, None),
    ):
        title = f"{name}: {title}"
        if SHARP not in result.rounds:
            yield unmeasured(title, CHEAPER, result.reasons[SHARP], must=must, goal=goal, peer=sharp)
        else:
            yield Row(title, result.ratio(SHARP, stage), CHEAPER, must, goal, sharp, 1.0)
    theirs = 1000 * result.seconds(SHARP) if SHARP in result.rounds else None
    for title, stage in (("a received photo", RECEIVED), ("a public ladder", APPROVED)):
        yield Row(f"{name}: CPU of {title}", 1000 * result.seconds(stage), "ms", None, None, sharp, theirs)
    here = 1000 * result.seconds(HERE)
    overhead = 1000 * result.seconds(RECEIVED) - here
    yield Row(f"{name}: CPU of isolation, in it", overhead, "ms", peer="without isolation", peer_value=here)


def _approved_quality(bench: Bench, name: str, source: str, result: Result, sharp: str) -> Iterator[Row]:
    """Compare each rung of the public ladder with sharp's of the same size and use: similarity and bytes."""
    reference = Reference(inputs.get(bench.folder / "inputs", source))
    specs = {(spec.max_side, spec.encoding == "jpeg"): spec for spec in mediakit.PUBLIC.specs if spec.kind == "photo"}
    lost, ours, theirs = [], 0, 0
    for rung in LADDER:
        spec = specs[rung.side, rung.encoding == "jpeg"]
        made = result.folders[APPROVED] / f"{spec.name}.{spec.encoding.replace('jpeg', 'jpg')}"
        peers_own = result.folders[SHARP] / rung.file_name
        lost.append(reference.similarity(peers_own) - reference.similarity(made))
        ours, theirs = ours + made.stat().st_size, theirs + peers_own.stat().st_size
    title = f"{name}: SSIM lost by the public ladder, worst rendition"
    yield Row(title, max(lost), "SSIM", photos.SSIM_WITHIN, None, sharp, 0.0, less_is_better=True)
    title = f"{name}: bytes of the public ladder"
    yield Row(title, ours / theirs, "× bytes", 1.0, None, sharp, 1.0, less_is_better=True)


def _recognition(bench: Bench, worker: Worker) -> Iterator[Row]:
    source = inputs.get(bench.folder / "inputs", "srgb.jpg")
    asked(worker, "recognition", source, bench.folder / "made", 1)
    cpu = asked(worker, "recognition", source, bench.folder / "made", 1)["cpu"]
    yield Row("CPU of PDQ with its 8 turns, ThumbHash and dominant colour", 10 * cpu, "ms")
