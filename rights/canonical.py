"""The one spelling of a fact: canonical JSON, its hash in the chain, and salted commitments. Pure.

Sorted keys, no spaces, UTF-8, only strings, integers, booleans, null, and lists and objects of these:
whoever writes the same fact writes the same bytes, in any language.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64
Value = str | int | bool | list["Value"] | Mapping[str, "Value"] | None


class NotCanonical(TypeError):
    """The value holds something that has no single spelling, such as a float or a moment."""


def encode(value: Value) -> str:
    """Return the canonical JSON of a value; raises NotCanonical."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _check(value: object) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"a key must be text, not {key!r}")
            _check_text(key)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif isinstance(value, str):
        _check_text(value)
    elif value is not None and not isinstance(value, int):  # bool is an int
        raise NotCanonical(f"only text, integers, booleans, null, lists and objects, not {type(value).__name__}")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotCanonical("text with half a character in it cannot be written as UTF-8") from None


def chain(previous: str, body: str) -> str:
    """Return the SHA-256, in hexadecimal, of the previous hash (its 64 characters) followed by the body."""
    return hashlib.sha256(previous.encode("ascii") + body.encode()).hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment(salt: str, statement: str) -> str:
    """Return a commitment to a statement: it says nothing without the salt, and nothing else fits it.

    The length of the salt goes in first, so that no part of it can be read as the statement.
    """
    return hashlib.sha256(f"{len(salt)}:{salt}{statement}".encode()).hexdigest()


def moment(at: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, always to the microsecond; refuses a moment without a zone."""
    if at.tzinfo is None:
        raise NotCanonical("a moment needs a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
