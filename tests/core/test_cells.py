"""A cell is text, whatever somebody typed."""

import pytest

from core import cells
from portals.marketers import spans


@pytest.mark.parametrize("typed", ["=1+1", " =1", "\ufeff=1", "＝1", '"=1', "−1", "@x", "+1", "\t=1", "\r=1", "\x08=1"])
def test_what_a_spreadsheet_might_run_is_quoted_in_each_of_our_files(typed: str) -> None:
    assert cells.plain(typed).startswith("'")
    assert spans.safe(typed) == cells.plain(typed)


def test_words_and_numbers_stay_what_they_are() -> None:
    assert [cells.plain("Morning = light"), spans.safe(-2), spans.safe(None)] == ["Morning = light", -2, ""]
