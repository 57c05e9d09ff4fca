"""Every file of the shared corpus ends as its index says. Skipped, visibly, where the corpus is absent."""

import csv
import time
from pathlib import Path

import pytest

import mediakit

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus-dev"
KINDS = ("bomb", "empty", "fuzz", "malformed", "metadata", "mislabeled", "pillow", "polyglot", "privacy", "ssrf", "svg")
SECRETS = (b"CANARY", b"GPSLatitude", b"<script", b"PK\x03\x04")


def _rows(kind: str) -> list[dict[str, str]]:
    with (CORPUS / "index.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["path"].startswith(kind + "/")]


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("kind", [*KINDS, "truncated", "valid"])
def test_corpus_ends_as_its_index_says(kind: str, isolated: mediakit.Isolated, tmp_path: Path) -> None:
    wrong = []
    for number, row in enumerate(_rows(kind)):
        out = tmp_path / str(number)
        out.mkdir()
        code, seconds, made = _judged(CORPUS / row["path"], isolated, out)
        expected = row["expected"]
        fits = expected == "either" or (code is None) == (expected == "accept")
        leaks = [secret for secret in SECRETS if any(secret in body for body in made)]
        if not fits or leaks or code in {"crashed", "slow", "unavailable"} or seconds > 20:
            wrong.append((row["path"], expected, code, leaks, round(seconds, 1)))
    assert wrong == []


def _judged(source: Path, isolated: mediakit.Isolated, out: Path) -> tuple[str | None, float, list[bytes]]:
    started = time.monotonic()
    try:
        report = isolated.run(source, mediakit.REVIEW, out)
    except mediakit.MediaError as error:
        return error.code, time.monotonic() - started, []
    return None, time.monotonic() - started, [rendition.path.read_bytes() for rendition in report.renditions]
