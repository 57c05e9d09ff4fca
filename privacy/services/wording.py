"""The copy of one's data in words: what the page of the copy prints where `data.json` keeps codes and exact times."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from conversations.emails import services as emails_services
from rights import wording
from submissions import refusals

Told = dict[str, Any]
Words = Mapping[str, "str | Promise"]

STATES: Words = {
    "receiving": _("It is arriving."),
    "processing": _("It is being prepared."),
    "awaiting_review": _("It waits for somebody from the team to look at it."),
    "approved": _("It was chosen."),
    "rejected": _("It was not chosen this time."),
    "withdrawn": _("You took it back."),
    "unusable": _("What arrived could not be opened."),
    "erased": _("It was erased."),
}
VERDICTS: Words = {"approved": _("Chosen"), "rejected": _("Not chosen"), "reopened": _("Opened again")}
ANSWERS: Words = {"asked": _("has not answered yet"), "agreed": _("agreed"), "refused": _("does not agree")}
KINDS: Words = {"photo": _("Your photo"), "video": _("Your video")}
MAILS: Words = {"message": _("A message from the team")}
MAIL_STATES: Words = {
    "waiting": _("not sent yet"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "failed": _("could not be sent"),
    "unknown": _("perhaps sent"),
    "dropped": _("not needed any more"),
}
# Fields that hold a time.
TIMES = frozenset(
    {"made_at", "at", "read", "sent_at", "since", "asked_at", "here_since", "ended_at", "taken_at", "taken_back_at"}
)


def worded(told: Told) -> Told:
    """The same as it is read by people, in the language that is active."""
    words: Told = _times(told)
    words["you"]["language"] = dict(settings.LANGUAGES).get(told["you"]["language"], told["you"]["language"])
    words["mails_to_you"] = [_mail(one) for one in words["mails_to_you"]]
    words["sent"] = [_sent(one) for one in words["sent"]]
    return words


def _times(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        # What the ledger says is quoted as it stands.
        return {key: one if key in {"says", "answers", "questions"} else _times(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_times(one) for one in value]
    if name in TIMES and isinstance(value, str):
        at = datetime.fromisoformat(value)
        # A camera's clock has no zone, and an instant may have another than UTC.
        return f"{date_format(at, 'DATETIME_FORMAT')} {at.tzname() or ''}".rstrip()
    if name == "last_opened_on" and isinstance(value, str):
        return date_format(datetime.fromisoformat(value), "DATE_FORMAT")
    return value


def _say(words: Words, code: str) -> str:
    return str(words.get(code, code))


def _plain(answer: object) -> object:
    return gettext("Yes") if answer is True else gettext("No") if answer is False else answer


def _mail(mail: Told) -> Told:
    about = MAILS.get(mail["about"]) or emails_services.label(mail["about"])
    return mail | {"about": str(about), "state": _say(MAIL_STATES, mail["state"])}


def _sent(sent: Told) -> Told:
    return sent | {
        "state": _say(STATES, sent["state"]),
        # Pairs: two questions may read the same.
        "answers": [(sent["questions"].get(key, key), _plain(said)) for key, said in sent["answers"].items()],
        "pictures": [picture | {"kind": _say(KINDS, picture["kind"])} for picture in sent["pictures"]],
        "asked_to_agree": [one | {"answer": _say(ANSWERS, one["answer"])} for one in sent["asked_to_agree"]],
        "decisions": [_decision(one) for one in sent["decisions"]],
        "permission": sent["permission"] | {"receipt": [_event(one) for one in sent["permission"]["receipt"]]},
    }


def _decision(decision: Told) -> Told:
    reason = refusals.sentence(decision["reason"]) if decision["reason"] else ""
    return decision | {"verdict": _say(VERDICTS, decision["verdict"]), "reason": reason}


def _event(event: Told) -> Told:
    number = gettext("Ledger event %(number)s") % {"number": event["event"]}
    return event | {"kind": wording.event(event["kind"], event["says"], to_sender=True), "event": number}
