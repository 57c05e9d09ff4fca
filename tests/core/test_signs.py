"""What no text of a person needs is dropped at each door, so that no feed or file of ours is broken by it."""

from xml.dom import minidom

import pytest

from accounts import validators as accounts_validators
from campaigns import validators as campaigns_validators
from conversations import validators as conversations_validators
from core import signs
from galleries import validators as galleries_validators
from moderation import validators as moderation_validators
from rights import validators as rights_validators
from submissions import validators
from tests import factories

EVERY = "".join(map(chr, range(0x11000)))


def test_whatever_is_left_is_xml() -> None:
    left = signs.seen(EVERY)
    marked = left.replace("&", "&amp;").replace("<", "&lt;")
    assert minidom.parseString(f"<a>{marked}</a>".encode()).documentElement is not None
    assert {"\t", "\n", "é", "‍", "😀"} <= set(signs.seen("\t\né‍😀")) <= {*"\t\né‍😀"}


@pytest.mark.parametrize(
    "door",
    [
        validators.clean_caption,
        validators.clean_name,
        accounts_validators.plain_line,
        accounts_validators.plain_lines,
        galleries_validators.title,
        galleries_validators.introduction,
        conversations_validators.text,
        moderation_validators.note,
        moderation_validators.appeal,
        rights_validators.clean_text,
    ],
)
def test_each_door_drops_them(door: object) -> None:
    assert door("Mor\x08ning\ufffe light\udc00") == "Morning light"  # type: ignore[operator]


@pytest.mark.django_db
def test_a_campaigns_texts_drop_them() -> None:
    cleaned = campaigns_validators.clean_fields(factories.campaign(), {"title": "\x08 Mor\x08ning\uffff light"})
    assert cleaned == {"title": "Morning light"}
