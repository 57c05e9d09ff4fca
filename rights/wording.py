"""The ledger's questions, answers and events in words: for receipts, histories and the copy of one's data. Pure."""

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from rights.models import LedgerEvent

QUESTIONS: "dict[str, Promise]" = {
    "people": _("People in it"),
    "music": _("Music"),
    "email": _("E-mail address"),
    "guardian": _("Sender's guardian"),
    "person": _("Said by those in it"),
}

ANSWERS: "dict[tuple[str, str], Promise]" = {
    ("people", "unknown"): _("not answered"),
    ("people", "nobody"): _("nobody to be recognised"),
    ("people", "only_me"): _("only the sender"),
    ("people", "others_agreed"): _("others, who agreed"),
    ("people", "child_guardian"): _("a child, whose guardian has to agree"),
    ("people", "others_confirmed"): _("others, who all agreed themselves"),
    ("people", "guardian_agreed"): _("a child, whose guardian agreed"),
    ("email", "unconfirmed"): _("not confirmed"),
    ("email", "confirmed"): _("confirmed"),
    ("guardian", "awaited"): _("has not agreed yet"),
    ("guardian", "agreed"): _("agrees"),
    ("guardian", "refused"): _("does not agree"),
    ("person", "agreed"): _("they agree"),
    ("person", "refused"): _("somebody does not agree"),
    ("music", "unknown"): _("not answered"),
    ("music", "none"): _("none"),
    ("music", "own"): _("the sender's own"),
    ("music", "licensed"): _("licensed"),
    ("music", "other"): _("somebody else's"),
}

EVENTS: "dict[str, Promise]" = {
    "grant": _("Permission given"),
    "revocation": _("Permission taken back"),
}


def answered(kind: str, answer: str) -> tuple[str, str]:
    """Question and answer in words."""
    return str(QUESTIONS.get(kind, kind)), str(ANSWERS.get((kind, answer), answer))


def event(kind: str, body: "dict[str, object]") -> str:
    """What one event says, an answer with its question."""
    if kind != "release":
        return str(EVENTS.get(kind, kind))
    question, answer = answered(str(body["question"]), str(body["answer"]))
    return f"{question}: {answer}"


def of(written: "LedgerEvent") -> str:
    """The same, of an event as it is kept."""
    return event(written.kind, json.loads(written.body))
