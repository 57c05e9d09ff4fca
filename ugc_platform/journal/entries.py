"""One entry of the journal: what it may say, how it is sealed, and what is refused when it is read.

Whoever can write to the bucket is not believed: an entry counts when its seal is ours, and it lies where we put it.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ROOM, FOLDER = "journal", "journal/facts"
# The longest of ours has a third of it.
LONGEST = 4096
_SALT = "ugc_platform.journal"
_NAME = re.compile(FOLDER + r"/[0-9]{8}T[0-9]{6}-[0-9a-f]{32}\.json")
_SEAL = re.compile(r"[0-9a-f]{64}")
Fields = dict[str, Any]
Check = Callable[[object], bool]


class Unfit(Exception):
    """This object is no entry of ours, or asks for what cannot be done; the text says why."""


@dataclass(frozen=True)
class Entry:
    """One fact of a kind that stands in SHAPES."""

    kind: str
    at: datetime
    fields: Fields

    @property
    def key(self) -> str:
        """Where it lies: the time first, so that names sort by it. Another SECRET_KEY changes only the seal."""
        return f"{begins(self.at)}-{hashlib.sha256(self._facts).hexdigest()[:32]}.json"

    @property
    def content(self) -> bytes:
        """As it is stored."""
        return _written({**self._said, "seal": _seal(self._facts, settings.SECRET_KEY)})

    @property
    def _said(self) -> Fields:
        return {"kind": self.kind, "at": self.at.isoformat(), **self.fields}

    @property
    def _facts(self) -> bytes:
        return _written(self._said)


def begins(moment: datetime) -> str:
    """What the names of a moment's entries begin with."""
    return f"{FOLDER}/{moment.astimezone(UTC):%Y%m%dT%H%M%S}"


def is_name(key: str) -> bool:
    """Whether an entry could have this name."""
    return _NAME.fullmatch(key) is not None


def opened(key: str, content: bytes) -> Entry:
    """The entry that lies there. Raises Unfit for whatever we did not write, or did not write there."""
    if len(content) > LONGEST:
        raise Unfit("too large")
    said = _parsed(content)
    seal = said.pop("seal", None)
    if not isinstance(seal, str) or not _is_ours(_written(said), seal):
        raise Unfit("not sealed by this installation")
    entry = _entry(said)
    if entry.key != key:
        raise Unfit("lies under a name that is not its own")
    return entry


def _parsed(content: bytes) -> Fields:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise Unfit("malformed") from None
    if not isinstance(said, dict):
        raise Unfit("malformed")
    return said


def _written(said: Fields) -> bytes:
    return json.dumps(said, sort_keys=True).encode()


def _seal(facts: bytes, key: str) -> str:
    return salted_hmac(_SALT, facts, secret=key, algorithm="sha256").hexdigest()


def _is_ours(facts: bytes, seal: str) -> bool:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return _SEAL.fullmatch(seal) is not None and any(constant_time_compare(_seal(facts, key), seal) for key in keys)


def _entry(said: Fields) -> Entry:
    kind, moment = said.pop("kind", None), said.pop("at", None)
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise Unfit("of an unknown kind")
    if set(said) != set(shape) or not all(fits(said[name]) for name, fits in shape.items()):
        raise Unfit("with fields that do not fit its kind")
    try:
        at = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        raise Unfit("without a time") from None
    if at.tzinfo is None:
        raise Unfit("without a time")
    return Entry(kind, at, said)


def _id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _number(value: object) -> bool:
    return type(value) is int and 0 < value < 2**63


def _word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 80


def _words(value: object) -> bool:
    return isinstance(value, list) and len(value) <= 40 and all(_word(each) for each in value)


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


SHAPES: Mapping[str, Mapping[str, Check]] = {
    "fetched": {"export": _id},
    "revocation": {
        "submission": _id,
        "asset": _or_none(_id),
        "channels": _or_none(_words),
        "additions": _or_none(_words),
        "by": _word,
    },
    "release": {"submission": _id, "asset": _or_none(_id), "asked": _word, "answer": _word},
    "left": {"submission": _id, "to": _word},
    "set aside": {"submission": _id, "asset": _id},
    "grades": {"brand": _id, "channel": _word, "grades": _words},
    "erasure": {"contributor": _id},
    "unsubscribed": {"contributor": _id},
    "blocked": {"contributor": _id},
    "link": {"link": _number},
    "token": {"token": _id},
    "invitation": {"invitation": _id},
    "removed": {"brand": _id, "user": _number},
    "role": {"brand": _id, "user": _number, "role": _word},
}
