"""What a benchmark's results look like to scripts and to people."""

import json
from pathlib import Path

import pytest

from benchmarks import rows
from benchmarks.rows import Row

KEYS = ["name", "value", "unit", "must", "goal", "better", "peer", "peer_value"]


def test_results_are_a_list_of_rows_with_the_promised_keys(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "media.json"
    rows.save([Row("P3", 2.0343212, "×", 1.5, 1.7, "sharp", 1.0)], path)
    assert json.loads(path.read_text()) == [
        {
            "name": "P3",
            "value": 2.0343,
            "unit": "×",
            "must": 1.5,
            "goal": 1.7,
            "better": "higher",
            "peer": "sharp",
            "peer_value": 1.0,
        }
    ]
    assert Row("P3", 2.0, "ms", less_is_better=True).as_json()["better"] == "lower"
    assert [found.name for found in path.parent.iterdir()] == ["media.json"]


def test_a_peer_that_cannot_be_had_is_null_with_its_reason() -> None:
    row = rows.unmeasured("P3", "×", "npm could not fetch sharp", must=1.5, goal=1.7, peer="sharp")
    found = row.as_json()
    assert list(found) == [*KEYS, "reason"]
    assert (found["value"], found["peer_value"], found["reason"]) == (None, None, "npm could not fetch sharp")
    assert "npm could not fetch sharp" in rows.table([row])


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("a", 1.8, "×", 1.5, 1.7), "goal"),
        (Row("a", 1.6, "×", 1.5, 1.7), "must"),
        (Row("a", 1.4, "×", 1.5, 1.7), "missed"),
        (Row("a", 1.4, "×", None, 1.7), "below goal"),
        (Row("a", 1.4, "×"), ""),
        (Row("a", None, "×", 1.5, 1.7), "not measured"),
        (Row("a", 100, "MB", 160, 110, less_is_better=True), "goal"),
        (Row("a", 120, "MB", 160, 110, less_is_better=True), "must"),
        (Row("a", 170, "MB", 160, 110, less_is_better=True), "missed"),
    ],
)
def test_a_value_is_held_against_its_marks(row: Row, verdict: str) -> None:
    assert row.verdict() == verdict


def test_the_table_shows_each_row_once() -> None:
    shown = rows.table([Row("first", 1.0, "ms"), Row("second", 12345.6, "ms", None, None, "ffmpeg", 2.0)])
    assert [line.split()[0] for line in shown.splitlines()] == ["what", "first", "second"]
    assert "12,346" in shown
