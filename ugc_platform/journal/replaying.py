"""Reading the journal after a restore: each entry is done alone, and what cannot be is said and stops no other."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core import multipart, storage
from ugc_platform.journal import copies, people, works
from ugc_platform.journal.entries import FOLDER, LONGEST, Entry, Unfit, begins, is_name, opened
from ugc_platform.journal.keeping import OVERLAP

logger = logging.getLogger(__name__)
# What an entry still asks for; None where the dump knows it already, or never knew what it is about.
Handler = Callable[[Entry, datetime], Callable[[], Any] | None]

# What left the house comes before everything that calls it back, and then what ended whole: the facts behind that
# have nothing left to do.
HANDLERS: Mapping[str, Handler] = {
    "fetched": copies.fetched,
    "erasure": people.erased,
    "left": works.left,
    "set aside": works.set_aside,
    "revocation": works.revoked,
    "release": works.answered,
    "grades": works.narrowed,
    "unsubscribed": people.unsubscribed,
    "blocked": people.blocked,
    "link": people.link_ended,
    "token": people.token_revoked,
    "invitation": people.invitation_ended,
    "removed": people.removed,
    "role": people.lowered,
}
# Of these the last word to a question counts: fields that make it the same question.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "release": ("submission", "asset", "asked"),
    "grades": ("brand", "channel"),
    "role": ("brand", "user"),
}


@dataclass(frozen=True)
class Outcome:
    """How much of each kind there was to do, and by their keys the objects that were left out, with the reason."""

    done: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, str] = field(default_factory=dict)


def read(*, since: datetime) -> tuple[list[Entry], dict[str, str]]:
    """Read what was kept since then, the oldest first; and what is no entry of ours. Raises storage.Unavailable."""
    found: list[Entry] = []
    refused: dict[str, str] = {}
    for key in sorted(stored.key for stored in multipart.listing(FOLDER)):
        try:
            if not is_name(key):
                raise Unfit("with a name that no entry has")
            if key >= begins(since):
                found.append(opened(key, _content(key)))
        except Unfit as error:
            refused[key] = str(error)
    return found, refused


def _content(key: str) -> bytes:
    try:
        with storage.open(key) as file, storage.translated(key):
            return file.read(LONGEST + 1)
    except storage.Missing:
        raise Unfit("gone while it was to be read") from None


def replay(*, since: datetime, at: datetime, dry_run: bool = False) -> Outcome:
    """End again what had ended since then. Raises storage.Unavailable where the journal cannot be read.

    A dump lacks what was not committed yet when it began, so it looks a little further back: what the dump knows is no
    work.
    """
    found, refused = read(since=since - OVERLAP)
    outcome = Outcome(left_out=refused)
    for entry in _in_order(found):
        try:
            act = HANDLERS[entry.kind](entry, at)
            if act and not dry_run:
                act()
        except Exception as error:
            # Whatever is wrong with it, the others end: the command names it, and fails in the end.
            logger.warning("the entry %s could not be replayed", entry.key, exc_info=not isinstance(error, Unfit))
            outcome.left_out[entry.key] = str(error) if isinstance(error, Unfit) else f"{type(error).__name__}: {error}"
        else:
            outcome.done[entry.kind if act else "nothing to do"] += 1
    return outcome


def _in_order(found: Iterable[Entry]) -> list[Entry]:
    """By kind, as the handlers stand, and then by time; of a question that was answered twice the last word alone."""
    last: dict[object, Entry] = {}
    for entry in found:
        same = tuple(entry.fields[name] for name in QUESTIONS[entry.kind]) if entry.kind in QUESTIONS else entry.key
        last[entry.kind, same] = entry
    order = list(HANDLERS)
    return sorted(last.values(), key=lambda entry: order.index(entry.kind))
