"""A cell is text, whatever somebody typed."""

import pytest

from core import cells


@pytest.mark.parametrize("typed", ["=1+1", " =1", "\ufeff=1", "＝1", '"=1', "−1", "@x", "+1", "\t=1", "\r=1", "\x08=1"])
def test_what_a_spreadsheet_might_run_is_quoted(typed: str) -> None:
    assert cells.plain(typed).startswith("'")


BEGINS = ["=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\ufe63", "\ufe66", "\u2212"]
UNSEEN = [
    *("", "\u00ad", "\u2061", "\u180e", "\u034f", "\u115f", "\u3164", "\uffa0", "\u2800", "\ufe0f", "\u3000"),
    *("\u2060\u200b", "\u202e", "\U000e0020", "\u0301", "\uff02", "\uff07", ' \u00ad" ', "\u0378", "\ue000"),
]


@pytest.mark.parametrize("begin", BEGINS)
@pytest.mark.parametrize("before", UNSEEN)
def test_what_nobody_sees_hides_no_formula(before: str, begin: str) -> None:
    assert cells.plain(f"{before}{begin}1+1") == f"'{before}{begin}1+1"


@pytest.mark.parametrize("typed", ["\u00adMorning", "\u3164 words", "\uff21=1", "\u00bd = half", "№ 1", "\u00ad", ""])
def test_words_behind_such_signs_stay_words(typed: str) -> None:
    assert cells.plain(typed) == typed


@pytest.mark.parametrize("begin", BEGINS)
@pytest.mark.parametrize(
    ("cut", "before"), [(";", ""), ("\t", ""), ("\r\n", ""), (";;", ""), (";", " "), (";", '"'), (";", "\u00ad")]
)
def test_no_formula_begins_where_another_region_cuts(cut: str, before: str, begin: str) -> None:
    """A cell that was `Sunset;=1+1` is two where spreadsheets cut at the semicolon."""
    assert cells.plain(f"Sunset{cut}{before}{begin}1+1;end") == f"Sunset{cut}'{before}{begin}1+1;end"


@pytest.mark.parametrize("typed", ["Lovely ;-) day", "sun;rain", "2 - 1; 3", "a;", ";", "Sun, -5 degrees", "one\ntwo"])
def test_other_words_with_such_cuts_stay(typed: str) -> None:
    assert cells.plain(typed) == typed


def test_words_and_numbers_stay_what_they_are() -> None:
    kept = ("Morning = light", -2, 0.5, None)
    assert [cells.plain(value) for value in kept] == ["Morning = light", "-2", "0.5", ""]
