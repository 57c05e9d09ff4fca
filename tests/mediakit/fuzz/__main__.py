"""Fuzzes our parsers, guided by coverage: `python -m tests.mediakit.fuzz [TARGET…] [--seconds N]`, or `make fuzz`.

Each parser runs in a process of its own. Inputs that reached something new stay in `var/fuzz/corpus` and are where the
next run starts; finds lie in `var/fuzz/finds` with what they raised. Exit 1 when there is any.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mediakit.fuzz import running, seeds
from tests.mediakit.fuzz.targets import TARGETS

FOLDER = Path("var/fuzz").resolve()


def main() -> int:
    options = _parser().parse_args()
    names = options.targets or list(TARGETS)
    running.forget(FOLDER)
    starts = seeds.written(FOLDER)

    def one(name: str) -> running.Outcome:
        end = f"-max_total_time={options.seconds}"
        fuzzed = running.fuzz(name, starts[name], FOLDER, end, seed=options.seed)
        grown = running.inflate(name, starts[name], FOLDER, each=options.inflate, seed=options.seed)
        outcome = running.together(fuzzed, grown)
        print(running.line(outcome), flush=True)
        return outcome

    print(running.HEAD, flush=True)
    with ThreadPoolExecutor(options.parallel) as pool:
        outcomes = list(pool.map(one, names))
    print(running.line(running.total(outcomes)))
    for outcome in outcomes:
        for find in outcome.finds:
            print(f"\n{outcome.name}: {find}")
    return 1 if any(outcome.finds for outcome in outcomes) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mediakit.fuzz", description="Fuzz our own parsers.")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="for each parser (default: 60)")
    parser.add_argument("--inflate", type=int, default=3, help="how many 50 MB files to make of each seed (default: 3)")
    parser.add_argument("--seed", type=int, default=0, help="of chance; 0 takes another each time")
    parser.add_argument("--parallel", type=int, default=2, help="how many parsers at a time (default: 2)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
