"""`python -m benchmarks [--only GROUP]`: measure, print a table, and write `var/bench/<group>.json`."""

import argparse
import sys
from collections.abc import Sequence

from benchmarks import registry, rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one group or all of them. The exit code says whether it could be measured, not how good the figures are."""
    options = _parser().parse_args(arguments)
    for name in [options.only] if options.only else list(registry.GROUPS):
        run(name, rounds=options.rounds)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what docs/benchmarks.md shows.")
    parser.add_argument("--only", choices=list(registry.GROUPS), metavar="GROUP", help=", ".join(registry.GROUPS))
    parser.add_argument(
        "--rounds", type=int, default=5, help="how often each measurement is repeated at most (default: 5)"
    )
    return parser


def run(name: str, *, rounds: int) -> list[rows.Row]:
    """Measure a group. What was measured before an interruption is kept."""
    measure = registry.load(name)
    if measure is None:
        print(f"There is no benchmark for {name} yet.")
        return []
    bench = registry.Bench(rounds=rounds)
    measured: list[rows.Row] = []
    print(f"Measuring {name}: this takes some minutes.", file=sys.stderr)
    try:
        for row in measure(bench):
            measured.append(row)
            print(f"  {row.name}", file=sys.stderr, flush=True)
    finally:
        rows.save(measured, bench.folder / f"{name}.json")
        print(rows.table(measured))
    print(f"{name}: {len(measured)} rows in {bench.seconds - bench.left():.0f} s, also in var/bench/{name}.json")
    return measured


if __name__ == "__main__":
    sys.exit(main())
