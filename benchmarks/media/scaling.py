"""Whether N processes on N cores do N times the work of one, and what threads inside a process would cost.

The clock runs without the time in which a process was ready to run but somebody else had its core: on a machine that
others use, too, that is not ours.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from typing import Any

from benchmarks import processes
from benchmarks.media import inputs, peers
from benchmarks.media.contest import OURS
from benchmarks.media.ladders import LADDER, as_job
from benchmarks.processes import Worker
from benchmarks.registry import Bench
from benchmarks.rows import Row

PHOTOS = 3


def rows(bench: Bench) -> Iterator[Row]:
    """Measure one process, then one per core, in turns; then the same work with many threads."""
    cores = processes.cores()
    source = inputs.get(bench.folder / "inputs", "srgb.jpg")
    job = {"recipe": OURS, "source": str(source), "ladder": as_job(LADDER)}
    jobs = [job | {"out": str(bench.folder / "made" / f"core-{core}")} for core in cores]
    with ExitStack() as stack:
        workers = [stack.enter_context(peers.python(core)) for core in cores]
        _together(workers, jobs, 1)
        rates = []
        for _ in bench.repeats(60):
            alone = _together(workers[:1], jobs, PHOTOS)
            rates.append(_rate(_together(workers, jobs, PHOTOS)) / _rate(alone))
        threads = max(answer["threads"] for answer in _together(workers, jobs, 1))
    count = len(cores)
    yield Row(f"{count} processes on {count} cores", median(rates), "× one process", 0.95 * count, None)
    yield Row("threads of a process that makes ladders", threads, "threads")
    yield _oversubscription(cores[-1], jobs[-1])


def _together(workers: list[Worker], jobs: list[dict[str, Any]], times: int) -> list[dict[str, Any]]:
    for worker, job in zip(workers, jobs, strict=False):
        worker.send(**job, times=times)
    return [worker.answer() for worker in workers]


def _rate(answers: list[dict[str, Any]]) -> float:
    """Photos per second of having a core."""
    return sum(PHOTOS / float(max(answer["clock"] - answer["waited"], answer["cpu"])) for answer in answers)


def _oversubscription(core: int, job: dict[str, Any]) -> Row:
    """Eight libvips threads on one core against the one that mediakit asks for."""
    with peers.python(core) as one, peers.python(core, environment={"VIPS_CONCURRENCY": "8"}) as many:
        seconds: dict[str, list[float]] = {"one": [], "many": []}
        for times in (1, PHOTOS):
            for name, worker in (("one", one), ("many", many)):
                seconds[name].append(worker.ask(**job, times=times)["cpu"] / times)
    return Row(
        "CPU with 8 threads a process, were they allowed", seconds["many"][-1] / seconds["one"][-1], "× one thread"
    )
