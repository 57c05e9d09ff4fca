"""Writes the content of each kind from the state of this moment; what is not so any more is not sent.

A composer gets the mail's row and answers a `Content`, or raises `Overtaken`. Links with secrets are made here, by the
services of their rooms, and stored nowhere.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import Contributor
from campaigns import queries as campaigns_queries
from campaigns.reminders import services as reminders_services
from conversations.emails.letters import Content, Quote
from conversations.models import Message
from core import times
from outbox.models import Mail
from outbox.services import Overtaken
from rights import queries as rights_queries
from submissions import refusals
from submissions.finding import services as finding_services
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.releases import queries as releases_queries, services as releases_services

if TYPE_CHECKING:
    from campaigns.reminders.models import Reminder
    from moderation.models import Decision

Kind = Mail.Kind
Composer = Callable[[Mail, datetime], Content]
AFTER_PROOF = frozenset({Kind.RECEIVED, Kind.APPROVED, Kind.REJECTED, Kind.MESSAGE, Kind.WITHDRAWN})
GONE = (State.WITHDRAWN, State.ERASED)
# A link that ends by joining may be used for another one at that very moment.
BESIDE = timedelta(minutes=1)


def received(mail: Mail, at: datetime) -> Content:
    """It has arrived."""
    submission = _submission(mail)
    _require(submission.state not in GONE, "gone")
    return Content(_about(submission), link=_own_page(mail, at))


def unproven(mail: Mail, at: datetime) -> bool:
    """Whether the ledger waits for the proof of this address: until then it may be anybody's, and is told nothing."""
    if mail.kind not in AFTER_PROOF:
        return False
    said = rights_queries.answers(submission_id=uuid.UUID(mail.facts["submission"]), at=at)
    return bool(said.get("email", ("", ""))[0] == "unconfirmed")


def approved(mail: Mail, at: datetime) -> Content:
    """It was chosen, and that is still so."""
    submission = _submission(mail)
    _require(submission.state == State.APPROVED and _still_decided(mail, submission), "undone")
    return Content(_about(submission), link=_own_page(mail, at))


def rejected(mail: Mail, at: datetime) -> Content:
    """It was not chosen, with the reason and what the moderator wrote."""
    submission = _submission(mail)
    _require(submission.state == State.REJECTED and _still_decided(mail, submission), "undone")
    decision = _last_decision(submission)
    words = getattr(decision, "words", None)
    quotes = [Quote(words.text)] if words else []
    values = _about(submission) | {"reason": refusals.sentence(decision.reason)}
    return Content(values, link=_own_page(mail, at), quotes=quotes)


def message(mail: Mail, at: datetime) -> Content:
    """Everything the brand wrote that is not read yet and that no earlier mail told."""
    # Two mails about one conversation are written one after the other, so that none tells the same twice.
    submission = _submission(mail, lock=True)
    _require(submission.state != State.ERASED, "gone")
    told = _told_until(mail)
    news = Message.objects.filter(submission=submission, author=Message.Author.BRAND, read_at=None, at__lte=at)
    if told is not None:
        news = news.filter(at__gt=told)
    written = [one.text for one in news.order_by("at", "id") if one.text]
    _require(bool(written), "read")
    return Content(
        _about(submission), link=_own_page(mail, at), quotes=[Quote(text, mail.brand.name) for text in written]
    )


def withdrawn(mail: Mail, at: datetime) -> Content:
    """It is taken back, all of it or a part."""
    submission = _submission(mail)
    whole = submission.state in GONE
    values = _about(submission) | {"what": _("what you sent") if whole else _("a part of what you sent")}
    return Content(values, link=_own_page(mail, at))


def page_link(mail: Mail, at: datetime) -> Content:
    """A fresh link to the own page: to its own address, or once to another that was named there."""
    if mail.contributor is None and "page" in mail.facts:
        mail.contributor = _asking_page(mail)
    return Content({"brand": mail.brand.name}, link=_own_page(mail, at))


def _asking_page(mail: Mail) -> Contributor | None:
    """The page that was meant, alone. Joining ends every link there was, so also those that still wait to be mailed."""
    page = uuid.UUID(mail.facts["page"])
    # Whoever joins pages holds them: no link is made beside it.
    list(Contributor.objects.select_for_update(no_key=True).filter(pk=page).values_list("pk", flat=True))
    _require(not accounts_queries.joined_since(page, since=mail.created_at - BESIDE), "joined")
    _require(not accounts_queries.link_ended_since(page, since=mail.created_at), "ended")
    return accounts_queries.standing_for(page, brand_id=mail.brand_id)


def merge(mail: Mail, at: datetime) -> Content:
    """A link behind which the pages of this address can be brought together."""
    secret = finding_services.issue_link(request_id=uuid.UUID(mail.facts["request"]), at=at)
    if secret is None:
        raise Overtaken("used")
    return Content({"brand": mail.brand.name}, link=absolute("fans:join", token=secret))


def check_code(mail: Mail, at: datetime) -> Content:
    """A code that tells, once, what became of what was sent to one campaign."""
    request_id = uuid.UUID(mail.facts["request"])
    code = finding_services.issue_code(request_id=request_id, at=at)
    title = finding_services.campaign_title(request_id=request_id)
    if code is None or title is None:
        raise Overtaken("used")
    return Content({"brand": mail.brand.name, "campaign": title}, code=f"{code[:4]} {code[4:]}")


def take_down(mail: Mail, at: datetime) -> Content:
    """Somebody of the team has copies to take down; which ones, the list says."""
    return Content({"brand": mail.brand.name}, link=absolute("marketers:take_downs", brand=mail.brand.slug))


def _submission(mail: Mail, *, lock: bool = False) -> Submission:
    rows = Submission.objects.select_related("campaign", "contributor")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=uuid.UUID(mail.facts["submission"]), brand_id=mail.brand_id).first()
    if found is None:
        raise Overtaken("gone")
    return found


def sender_of(mail: Mail) -> Contributor:
    """Whose submission it is about now."""
    return _submission(mail).contributor


def _about(submission: Submission) -> dict[str, str]:
    return {"brand": submission.campaign.brand.name, "campaign": submission.campaign.title}


def _require(so: bool, code: str) -> None:
    if not so:
        raise Overtaken(code)


def _last_decision(submission: Submission) -> "Decision":
    decision: Decision = submission.decisions.order_by("-at", "-submission_version")[0]
    return decision


def _still_decided(mail: Mail, submission: Submission) -> bool:
    """Whether nobody decided otherwise since: an undo stays silent, a second verdict has a mail of its own."""
    return bool(str(_last_decision(submission).pk) == mail.facts["decision"])


def _told_until(mail: Mail) -> datetime | None:
    """When the last mail about this conversation was written that may have gone out."""
    earlier = Mail.objects.filter(
        brand_id=mail.brand_id,
        contributor=mail.contributor,
        kind=Kind.MESSAGE,
        facts__submission=mail.facts["submission"],
        state__in=[Mail.State.SENDING, Mail.State.SENT, Mail.State.UNKNOWN],
    )
    return earlier.exclude(pk=mail.pk).order_by("-tried_at").values_list("tried_at", flat=True).first()


def _own_page(mail: Mail, at: datetime) -> str:
    if mail.contributor is None:
        raise Overtaken("nobody")
    secret = accounts_services.issue_contributor_token(contributor=mail.contributor, at=at)
    return absolute("fans:me", token=secret)


def absolute(name: str, **parts: str) -> str:
    """The whole address of a page."""
    return f"{settings.SITE_URL}{reverse(name, kwargs=parts)}"


def confirm_email(mail: Mail, at: datetime) -> Content:
    """Prove the address, as long as the ledger waits for it."""
    submission = _submission(mail)
    _require(submission.state not in GONE, "gone")
    said = rights_queries.answers(submission_id=submission.pk, at=at).get("email", ("", ""))[0]
    _require(said == "unconfirmed", "answered")
    secret = accounts_services.confirmation_secret(contributor=submission.contributor, at=at)
    if secret is None:
        raise Overtaken("no_address")
    return Content(_about(submission), link=absolute("fans:confirm", signed=secret))


def agreement(mail: Mail, at: datetime) -> Content:
    """Ask a guardian, or somebody in the picture, as long as they have not answered."""
    request = releases_queries.by_id(brand_id=mail.brand_id, request_id=uuid.UUID(mail.facts["release_request"]))
    if request is None or not request.email:
        raise Overtaken("no_address")
    _require(request.submission.state not in GONE, "gone")
    by_hand = (request.answer, request.answered_by) == ("agreed", "handed_over")  # the same by mail proves more
    _require(not request.answer or by_hand, "answered")
    return Content(_about(request.submission), link=absolute("fans:release", token=releases_services.secret(request)))


def reminder_check(mail: Mail, at: datetime) -> Content:
    """Ask whether the wish to be reminded was theirs, while there is something ahead."""
    reminder = _reminder(mail)
    _require(reminder.confirmed_at is None and campaigns_queries.is_ahead(reminder.campaign, at), "answered")
    opens_at, zone = reminder.campaign.opens_at, reminder.campaign.brand.timezone
    values = _of(reminder) | {"when": times.deadline(opens_at, zone) if opens_at else ""}
    return Content(values, link=absolute("fans:reminder", token=reminders_services.secret(reminder)))


def campaign_opens(mail: Mail, at: datetime) -> Content:
    """It is open, and the person who asked to hear it still wants to."""
    reminder = _reminder(mail)
    _require(campaigns_queries.accepts(reminder.campaign, at) is None, "gone")
    return Content(_of(reminder), link=absolute("fans:campaign", slug=reminder.campaign.slug))


def _reminder(mail: Mail) -> "Reminder":
    found = reminders_services.by_id(uuid.UUID(mail.facts["reminder"]), brand_id=mail.brand_id)
    if found is None:
        raise Overtaken("gone")
    return found


def _of(reminder: "Reminder") -> dict[str, str]:
    return {"brand": reminder.campaign.brand.name, "campaign": reminder.campaign.title}


COMPOSERS: Mapping[str, Composer] = {
    Kind.RECEIVED: received,
    Kind.APPROVED: approved,
    Kind.REJECTED: rejected,
    Kind.MESSAGE: message,
    Kind.WITHDRAWN: withdrawn,
    Kind.PAGE_LINK: page_link,
    Kind.MERGE: merge,
    Kind.CHECK_CODE: check_code,
    Kind.CONFIRM_EMAIL: confirm_email,
    Kind.GUARDIAN: agreement,
    Kind.PERSON: agreement,
    Kind.TAKE_DOWN: take_down,
    Kind.REMINDER_CHECK: reminder_check,
    Kind.CAMPAIGN_OPENS: campaign_opens,
}
