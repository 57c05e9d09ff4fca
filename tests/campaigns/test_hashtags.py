"""Hashtags: one spelling, whatever people and networks write."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from campaigns.validators import clean_hashtags, normalise_hashtag


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("summer", "summer"),
        ("#Summer", "summer"),
        ("  ##SUMMER ", "summer"),
        ("＃Ｓｕｍｍｅｒ", "summer"),
        ("#Summer⑨", "summer9"),
        ("Straße", "strasse"),
        ("ＳＴＲＡẞＥ", "strasse"),
        ("İstanbul", "i̇stanbul"),
        ("e\u0301te\u0301", "été"),
        ("ﬁnale", "finale"),
        ("snake_case_2026", "snake_case_2026"),
        ("_a", "_a"),
        ("夏の思い出", "夏の思い出"),
        ("ｶﾌｪ", "カフェ"),
        ("صيف", "صيف"),
        ("☀️", "☀"),
        ("summer☀️", "summer☀"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("👍🏽", "👍🏽"),
        ("🫨", "🫨"),
        ("Col·legi", "col·legi"),
        ("COĿLEGI", "col·legi"),
        ("ジョン・レノン", "ジョン・レノン"),
        ("क्\u200dष", "क्\u200dष"),
        # what nobody sees makes no other tag
        ("sum\u200bmer", "summer"),
        ("sum\u200dmer", "summer"),
        ("\u200dsummer\u200c", "summer"),
        ("\u202esummer\u202c", "summer"),
        ("\ufeffsummer\u00ad", "summer"),
        ("\u200b#\u200bsummer", "summer"),
        ("sum\u2060\u0301mer", "suḿmer"),
    ],
)
def test_normalise(written: str, tag: str) -> None:
    assert normalise_hashtag(written) == tag


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#",
        " # ",
        "\u200b",
        "12345",
        "___",
        "two words",
        "two\u00a0words",
        "line\nbreak",
        "nul\x00byte",
        "half\ud800",
        "dot.ted",
        "a-b",
        "a#b",
        "<script>",
        "a/b",
        "a,b",
        "a'b",
        "x" * 101,
        "x" * 100_000,
        "ﷺ" * 50,  # grows eighteenfold under NFKC
        "\ue000private",
        "\u0301",
    ],
)
def test_normalise_refuses(written: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        normalise_hashtag(written)
    assert refusal.value.messages[0].endswith(".")


@given(st.text(max_size=40))
def test_normalise_is_the_same_the_second_time_and_fits_the_table(written: str) -> None:
    try:
        tag = normalise_hashtag(written)
    except ValidationError:
        return
    assert normalise_hashtag(tag) == tag
    assert normalise_hashtag("#" + tag) == tag
    assert 1 <= len(tag) <= 100
    assert unicodedata.is_normalized("NFKC", tag)
    assert not set(tag) & set("# \t\n\x00\u200b\u202e\ufeff")


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1, max_size=20))
def test_normalise_does_not_care_for_case(written: str) -> None:
    assert normalise_hashtag(written) == normalise_hashtag("#" + written.casefold())


def test_clean_hashtags_keeps_the_order_and_each_once() -> None:
    assert clean_hashtags(["#Summer", "", " # ", "beach", "SUMMER"]) == ["summer", "beach"]


def test_clean_hashtags_are_at_most_twenty() -> None:
    assert len(clean_hashtags(f"tag{number}" for number in range(20))) == 20
    with pytest.raises(ValidationError):
        clean_hashtags(f"tag{number}" for number in range(21))
