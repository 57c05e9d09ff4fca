"""Short names for addresses."""

from itertools import islice

import pytest

from core import slugs


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Dein schönster Sommer!", "dein-schoenster-sommer"),
        ("GROẞE  Straße", "grosse-strasse"),
        ("u\u0308ber", "ueber"),
        ("Café  Łódź", "cafe-lodz"),
        ("夏", "thing"),
        ("../etc/passwd", "etcpasswd"),
        ("--", "thing"),
        ("\x00", "thing"),
    ],
)
def test_candidates_begin_with_a_plain_name(title: str, first: str) -> None:
    assert next(slugs.candidates(title, fallback="thing")) == first


def test_candidates_go_on_with_numbers_and_never_grow_too_long() -> None:
    assert list(islice(slugs.candidates("Summer", fallback="thing"), 3)) == ["summer", "summer-2", "summer-3"]
    assert list(islice(slugs.candidates("abcd efgh", fallback="thing", longest=6), 3)) == ["abcd-e", "abcd-2", "abcd-3"]
