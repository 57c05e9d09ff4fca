"""One process that fuzzes one parser: instruments mediakit, hands every input to the watch, ends as libFuzzer says.

Usage: worker TARGET SEEDS FINDS [--blind] [--inflate N --chance SEED] -- [libFuzzer's options]
"""

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

from tests.mediakit.fuzz import inflated, watch


def main() -> None:
    options, own = _options()
    parse = _parser(options.target, blind=options.blind)
    seeds = [path.read_bytes() for path in sorted(options.seeds.iterdir())]
    for seed in seeds:
        _warm(parse, seed)
    watched = watch.Watch(parse, options.finds)
    if options.inflate:
        for data in inflated.inflated(options.target, seeds, random.Random(options.chance or None), options.inflate):
            watched.settle()
            watched(data)
        return
    atheris.Setup([sys.argv[0], *own, str(options.seeds)], watched)
    atheris.Fuzz()


def _warm(parse: Callable[[bytes], None], seed: bytes) -> None:
    """Let Python load what it loads once, before opening a file counts as a find."""
    try:
        parse(seed)
    except Exception as error:  # noqa: BLE001 - any is a find
        print(f"a seed is a find: {error!r}", file=sys.stderr)


def _parser(name: str, *, blind: bool) -> Callable[[bytes], None]:
    """Import a target, with its coverage fed back to the fuzzer unless it shall be blind."""
    if any(module.partition(".")[0] == "mediakit" for module in sys.modules):
        raise RuntimeError("mediakit was imported before the fuzzer could watch it")
    include = ["nothing"] if blind else ["mediakit", "tests.mediakit.fuzz.planted"]
    with atheris.instrument_imports(include=include, enable_loader_override=False):
        from tests.mediakit.fuzz import planted, targets
    return planted.parse if name == "planted" else targets.one_input(name)


def _options() -> tuple[argparse.Namespace, list[str]]:
    arguments = sys.argv[1:]
    cut = arguments.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("seeds", type=Path)
    parser.add_argument("finds", type=Path)
    parser.add_argument("--blind", action="store_true")
    parser.add_argument("--inflate", type=int, default=0)
    parser.add_argument("--chance", type=int, default=0)
    return parser.parse_args(arguments[:cut]), arguments[cut + 1 :]


if __name__ == "__main__":
    main()
