"""What somebody wants to do with a work."""

import pytest

from rights.uses import InvalidUse, Use


def test_parse_fills_in_what_is_omitted() -> None:
    assert Use.parse({"channel": "embed"}) == Use("embed", "*", edits=False, ai=False)


def test_parse_reads_what_as_dict_writes() -> None:
    use = Use("paid_ads", "DE", edits=True, ai=True)
    assert Use.parse(use.as_dict()) == use


@pytest.mark.parametrize(
    ("mapping", "fields"),
    [
        ("brand_page", {"use"}),
        (None, {"use"}),
        ({}, {"channel"}),
        ({"channel": "tv"}, {"channel"}),
        ({"channel": ["embed"]}, {"channel"}),
        ({"channel": {"a": 1}}, {"channel"}),
        ({"channel": "embed", "territory": "de"}, {"territory"}),
        ({"channel": "embed", "territory": "DEU"}, {"territory"}),
        *(({"channel": "embed", "territory": code}, {"territory"}) for code in ("XX", "ZZ", "UK", "EU")),
        ({"channel": "embed", "territory": None}, {"territory"}),
        ({"channel": "embed", "territory": "DE\n"}, {"territory"}),
        ({"channel": "embed", "edits": "yes", "ai": 1}, {"edits", "ai"}),
        ({"channel": "embed", "start": "now"}, {"start"}),
    ],
)
def test_parse_refuses_with_a_sentence_per_field(mapping: object, fields: set[str]) -> None:
    with pytest.raises(InvalidUse) as refusal:
        Use.parse(mapping)
    assert set(refusal.value.errors) == fields
    assert all(sentence for sentences in refusal.value.errors.values() for sentence in sentences)


def test_a_use_that_was_stored_by_older_rules_is_still_read() -> None:
    stored = Use("print", "XX", edits=True)
    assert Use.kept(stored.as_dict()) == stored
