"""A cell is text, whatever somebody typed."""

import pytest

from core import cells


@pytest.mark.parametrize("typed", ["=1+1", " =1", "\ufeff=1", "＝1", '"=1', "−1", "@x", "+1", "\t=1", "\r=1", "\x08=1"])
def test_what_a_spreadsheet_might_run_is_quoted(typed: str) -> None:
    assert cells.plain(typed).startswith("'")


def test_words_and_numbers_stay_what_they_are() -> None:
    kept = ("Morning = light", -2, 0.5, None)
    assert [cells.plain(value) for value in kept] == ["Morning = light", "-2", "0.5", ""]
