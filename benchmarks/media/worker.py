"""A warm Python process that makes ladders, one JSON job a line: `python -m benchmarks.media.worker`."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.media import ladders
from benchmarks.media.recipes import RECIPES, Work


def main() -> None:
    """Answer jobs until the input ends."""
    prepared: dict[str, Work] = {}
    for line in sys.stdin:
        try:
            answer = _measured(json.loads(line), prepared)
        except Exception as error:  # noqa: BLE001 - whatever a library raises is this worker's answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def _measured(job: dict[str, Any], prepared: dict[str, Work]) -> dict[str, Any]:
    """Do the job `times` times and say what that cost in all."""
    key = json.dumps({name: job[name] for name in ("recipe", "source", "ladder")})
    if key not in prepared:
        out = Path(job["out"])
        out.mkdir(parents=True, exist_ok=True)
        prepared[key] = RECIPES[job["recipe"]](Path(job["source"]), ladders.from_job(job["ladder"]), out)
    before = _spent()
    for _ in range(job.get("times", 1)):
        prepared[key]()
    spent = {name: now - before[name] for name, now in _spent().items()}
    threads = len(list(Path("/proc/self/task").iterdir()))
    return spent | {"peak": processes.peak_mb(), "threads": threads}


def _spent() -> dict[str, float]:
    """CPU seconds of this process and its children, seconds on the clock, seconds without a core."""
    cpu = time.process_time() + sum(processes.tree_seconds(child) for child in processes.children())
    return {"cpu": cpu, "clock": time.monotonic(), "waited": processes.waited_seconds()}


if __name__ == "__main__":
    main()
