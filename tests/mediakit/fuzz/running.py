"""Starts the workers and reads what they say: executions, edges, finds."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests.mediakit.fuzz import inflated
from tests.mediakit.fuzz.seeds import MAX_LENGTH

ROOT = Path(__file__).resolve().parents[3]
HANGS = 30
HEAD = f"{'parser':8} {'executions':>12} {'edges':>6} {'corpus':>7} {'inflated':>9} {'finds':>6}"


@dataclass(frozen=True)
class Outcome:
    """What came of a parser's run. Each find is a text: what it raised, and where its input lies."""

    name: str
    executions: int = 0
    edges: int = 0
    corpus: int = 0
    inflated: int = 0
    finds: tuple[str, ...] = ()


def fuzz(name: str, starts: Path, folder: Path, *how: str, seed: int = 0, blind: bool = False) -> Outcome:
    """Run libFuzzer on a parser. `how` says above all when it ends: `-runs=N` or `-max_total_time=SECONDS`."""
    corpus, finds = _folders(name, folder)
    command = [name, str(starts), str(finds), *(["--blind"] if blind else []), "--", str(corpus)]
    limits = [f"-seed={seed}", f"-max_len={MAX_LENGTH}", f"-timeout={HANGS}", f"-artifact_prefix={finds}/"]
    said, status = _worker([*command, *limits, "-print_final_stats=1", "-len_control=20", *how])
    known = _finds(finds)
    if status:
        known += (f"the worker ended with {status}: {said[-2000:]}",)
    return Outcome(name, _last(r"number_of_executed_units: (\d+)", said), *_covered(said), finds=known)


def inflate(name: str, starts: Path, folder: Path, *, each: int, seed: int = 0) -> Outcome:
    """Blow every seed up, `each` times."""
    _, finds = _folders(name, folder)
    if not each:
        return Outcome(name)
    said, status = _worker(
        [name, str(starts), str(finds), "--blind", "--inflate", str(each), "--chance", str(seed), "--"]
    )
    known = _finds(finds) + ((f"the worker ended with {status}: {said[-2000:]}",) if status else ())
    return Outcome(name, inflated=each * min(inflated.SEEDS, len(list(starts.iterdir()))), finds=known)


def together(fuzzed: Outcome, grown: Outcome) -> Outcome:
    """Both halves of one parser's run."""
    return replace(fuzzed, inflated=grown.inflated, finds=tuple(dict.fromkeys(fuzzed.finds + grown.finds)))


def total(outcomes: list[Outcome]) -> Outcome:
    """The sum of all."""
    numbers = {key: sum(getattr(one, key) for one in outcomes) for key in ("executions", "edges", "corpus", "inflated")}
    return Outcome("all", **numbers, finds=tuple(find for one in outcomes for find in one.finds))


def line(outcome: Outcome) -> str:
    """One line of the table."""
    numbers = f"{outcome.executions:>12,} {outcome.edges:>6,} {outcome.corpus:>7,} {outcome.inflated:>9,}"
    return f"{outcome.name:8} {numbers} {len(outcome.finds):>6}"


def _folders(name: str, folder: Path) -> tuple[Path, Path]:
    """The corpus is kept from run to run; finds are those of this run."""
    corpus, finds = folder / "corpus" / name, folder / "finds" / name
    corpus.mkdir(parents=True, exist_ok=True)
    finds.mkdir(parents=True, exist_ok=True)
    return corpus, finds


def forget(folder: Path) -> None:
    """Drop the finds of an earlier run."""
    shutil.rmtree(folder / "finds", ignore_errors=True)


def _worker(arguments: list[str]) -> tuple[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.mediakit.fuzz.worker", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        check=False,
    )
    return done.stderr.decode(errors="replace"), done.returncode


def _finds(folder: Path) -> tuple[str, ...]:
    described = tuple(f"{path}: {path.read_text()}" for path in sorted(folder.glob("*.txt")))
    hung = tuple(f"{path}: a hang or a crash" for path in sorted(folder.glob("*-*")))
    return described + hung


def _covered(said: str) -> tuple[int, int]:
    """Edges, and how many inputs the corpus holds."""
    return _last(r" cov: (\d+)", said), _last(r" corp: (\d+)", said)


def _last(pattern: str, said: str) -> int:
    found = re.findall(pattern, said)
    return int(found[-1]) if found else 0
