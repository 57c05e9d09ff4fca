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
    ("people", "others_stated"): _("others, who agreed by a link that the sender handed over"),
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

# The same to the person who sent it, on their receipt and in the copy of their data.
TO_SENDER: "dict[str | tuple[str, str], Promise]" = {
    "guardian": _("Your parent or guardian"),
    ("people", "only_me"): _("only you"),
    ("people", "others_stated"): _("others, who agreed by a link that you handed over"),
    ("music", "own"): _("your own"),
}

# How well we know that they agreed, to the person who sent it; to the team it is `rights.grades.GRADES`.
GRADES_TO_SENDER: "dict[str, Promise]" = {
    "A": _("You agreed on our own page, with the terms shown."),
    "B": _("You proved your account, then agreed on our page."),
    "C": _("You answered on the network."),
    "D": _("Another system told us that you agreed; we did not see it ourselves."),
}

EVENTS: "dict[str, Promise]" = {
    "grant": _("Permission given"),
    "revocation": _("Permission taken back"),
    "grades": _("Evidence that the brand takes"),
}


def answered(kind: str, answer: str, *, to_sender: bool = False) -> tuple[str, str]:
    """Question and answer in words, about the sender or to them."""
    theirs = TO_SENDER if to_sender else {}
    question = theirs.get(kind) or QUESTIONS.get(kind) or kind
    return str(question), str(theirs.get((kind, answer)) or ANSWERS.get((kind, answer)) or answer)


def event(kind: str, body: "dict[str, object]", *, to_sender: bool = False) -> str:
    """What one event says, an answer with its question."""
    if kind != "release":
        return str(EVENTS.get(kind, kind))
    question, answer = answered(str(body["question"]), str(body["answer"]), to_sender=to_sender)
    return f"{question}: {answer}"


def of(written: "LedgerEvent", *, to_sender: bool = False) -> str:
    """The same, of an event as it is kept."""
    return event(written.kind, json.loads(written.body), to_sender=to_sender)
