"""The pure pieces of an export: file names, cells, the manifest, the archive, what is written into files."""

import csv
import io
import json
import tracemalloc
import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pytest
from hypothesis import given, strategies

from galleries.exporting import archive
from galleries.exporting.manifest import COLUMNS, Manifest, cell, to_csv, to_json
from galleries.exporting.names import file_name

HOSTILE_WORDS = [
    "../../etc/passwd",
    "..\\..\\windows\\system32",
    "C:\\boot.ini",
    "CON",
    "aux.txt",
    "nul.",
    "a\x00b",
    "line\nbreak",
    "‮gpj.exe",
    "trailing dots...",
    "trailing space ",
    "<script>alert(1)</script>",
    '"; rm -rf /; echo "',
    "-rf",
    "~root",
    "$HOME",
    "file:///etc/passwd",
    "x" * 5000,
    "日本の夏",
    "😀",
    "",
]


def assert_harmless(name: str) -> None:
    folder, rest = name.split("/")
    assert folder == "files"
    assert set(rest) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert rest[0].isdigit()
    assert rest.count(".") == 1
    assert len(name) <= 80
    assert not PureWindowsPath(name).is_reserved()
    assert ".." not in PurePosixPath(name).parts


@pytest.mark.parametrize("words", HOSTILE_WORDS)
def test_hostile_words_make_harmless_names(words: str) -> None:
    assert_harmless(file_name(number=7, words=words, extension="jpg"))


@given(words=strategies.text(), extension=strategies.text(), number=strategies.integers(1, 10_000))
def test_any_words_make_harmless_names(words: str, extension: str, number: int) -> None:
    assert_harmless(file_name(number=number, words=words, extension=extension))


def test_names_are_readable_and_differ_where_case_does_not_count() -> None:
    assert file_name(number=1, words="Été à la mer!", extension="jpg") == "files/0001-ete-a-la-mer.jpg"
    assert file_name(number=2, words="日本", extension="MP4") == "files/0002.mp4"
    same = {file_name(number=number, words="A", extension="jpg").lower() for number in range(1, 51)}
    assert len(same) == 50


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "  =1",
    "\t=1",
    "\r=1",
    "\n=1",
    '"=1"',
    "'=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\ufeff=1",
    "\u200b=1",
    "%0A=1",
    "|calc",
    "\x00=1",
]


@pytest.mark.parametrize("value", FORMULAS)
def test_no_cell_begins_like_a_formula(value: str) -> None:
    assert cell(value).startswith("'")


@pytest.mark.parametrize("value", ["At the lake", "3 = 4", "a-b", "mail@example.org", "“=”", "", "7"])
def test_harmless_cells_stay_as_they_are(value: str) -> None:
    assert cell(value) == value


@given(strategies.text())
def test_csv_reads_back_as_one_row(value: str) -> None:
    row = dict.fromkeys(COLUMNS, value)
    text = to_csv(Manifest(about={}, rows=[row], refused=[])).decode("utf-8", "surrogatepass")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len(rows) == 2
    assert rows[0] == list(COLUMNS)
    assert {len(one) for one in rows} == {len(COLUMNS)}
    assert not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_cells_of_other_kinds() -> None:
    assert [cell(value) for value in (None, 3, 2.5, True, [4, 9], ["=x"], [])] == [
        "",
        "3",
        "2.5",
        "True",
        "4 9",
        "'=x",
        "",
    ]


def test_json_keeps_values_and_refusals() -> None:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"caption": "=1 “é”", "width": 3}
    body = to_json(Manifest(about={"export": "x"}, rows=[row], refused=[{"asset_id": "y", "reasons": []}]))
    read = json.loads(body)
    assert list(read) == ["export", "rows", "refused"]
    assert (read["rows"][0]["caption"], read["rows"][0]["width"]) == ("=1 “é”", 3)
    assert "é".encode() in body


def test_the_archive_is_written_without_holding_it(tmp_path: Path) -> None:
    size, number = 8_000_000, 8

    def entries() -> Any:
        for index in range(number):
            path = tmp_path / f"{index}.bin"
            path.write_bytes(bytes([index]) * size)
            yield archive.Entry(f"files/{index}.jpg", path)

    tracemalloc.start()
    written = archive.write(tmp_path / "out.zip", entries(), lambda: {"manifest.json": b"{}"})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert written.bytes > size * number
    assert peak < size * 2.5  # the writing of one test file, and no more than a piece of the archive
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        assert made.testzip() is None
        assert made.namelist() == [*(f"files/{index}.jpg" for index in range(number)), "manifest.json"]
        assert made.read("files/5.jpg") == bytes([5]) * size
