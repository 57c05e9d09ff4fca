"""One spelling per fact."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from rights import canonical

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=20,
)


@given(values)
def test_encode_is_read_back_whole_and_spelled_the_same_again(value: canonical.Value) -> None:
    spelled = canonical.encode(value)
    assert json.loads(spelled) == value
    assert canonical.encode(json.loads(spelled)) == spelled


def test_encode_sorts_keys_and_leaves_no_spaces_and_no_escapes() -> None:
    assert canonical.encode({"b": [1, True, None], "a": {"ü": "ß\n"}}) == '{"a":{"ü":"ß\\n"},"b":[1,true,null]}'


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        {"a": float("nan")},
        [b"bytes"],
        {1: "a"},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        ("a",),
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_encode_refuses_what_has_no_single_spelling(value: object) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.encode(value)  # type: ignore[arg-type]


def test_chain_is_sha256_of_the_previous_hash_and_the_body() -> None:
    assert canonical.chain(canonical.GENESIS, "{}") == hashlib.sha256(b"0" * 64 + b"{}").hexdigest()


def test_commitment_needs_the_salt_and_the_statement() -> None:
    made = canonical.commitment("salt", "Ada")
    assert made == canonical.commitment("salt", "Ada")
    others = [canonical.commitment("salt", "Eve"), canonical.commitment("sal", "tAda"), canonical.text_hash("Ada")]
    assert made not in others


def test_moment_is_utc_to_the_microsecond() -> None:
    berlin = timezone(timedelta(hours=2))
    assert canonical.moment(datetime(2026, 5, 4, 14, 0, tzinfo=berlin)) == "2026-05-04T12:00:00.000000Z"
    with pytest.raises(canonical.NotCanonical):
        canonical.moment(datetime(2026, 5, 4, 14, 0))  # noqa: DTZ001 the point of the test
