"""One mail's way out: claimed with a fence, handed over once, and what became of it written down.

A row is `sending` from the moment its words exist until the answer of the mail server is written down. If the
process dies in between, nobody knows whether the mail went out: it becomes `unknown` and is not sent again by itself.
"""

import datetime
import logging
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Contributor
from core.faults import faultpoint
from core.nudge import nudge
from outbox import letterbox, quiet
from outbox.models import Mail
from outbox.services.queueing import DELIVER

logger = logging.getLogger(__name__)

# Longer than any talk with a mail server: `EMAIL_TIMEOUT` bounds each step of it.
LEASE = timedelta(seconds=180)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
ERROR_LENGTH = 300
MOST_PER_SWEEP = 500
AGAIN = (Mail.State.FAILED, Mail.State.UNKNOWN)
# So long somebody may send again what did not go out to an address that we know from nowhere else.
ADDRESS_KEPT = timedelta(days=14)

Letter = TypeVar("Letter")
State = Mail.State


class Overtaken(Exception):
    """There is nothing to send any more; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotAgain(Exception):
    """Only a mail that failed, or whose fate is unknown, can be sent again."""


@dataclass(frozen=True)
class Claimed(Generic[Letter]):
    """A mail that is ours to hand over, and its words."""

    mail: Mail
    letter: Letter


@transaction.atomic
def claim(*, mail_id: uuid.UUID, compose: Callable[[Mail], Letter], at: datetime.datetime) -> Claimed[Letter] | None:
    """Take a mail that is due and write it, in one transaction; None when it is not due, held, or overtaken.

    A process that dies while it writes leaves the row waiting, and no half-made link behind.
    """
    due = Mail.objects.filter(pk=mail_id, state=State.WAITING, due_at__lte=at)
    mail = due.select_for_update(skip_locked=True, of=("self",)).select_related("brand", "contributor").first()
    if mail is None:
        return None
    if (morning := quiet.earliest(mail.kind, at, mail.brand.timezone)) > at:
        Mail.objects.filter(pk=mail.pk).update(due_at=morning)
        return None
    try:
        with transaction.atomic():
            letter = compose(mail)
    except Overtaken as overtaken:
        _end(Mail.objects.filter(pk=mail.pk), State.DROPPED, at, last_error=overtaken.code)
        return None
    except Exception as error:  # whatever writing raises is a fault of ours: it must not be tried every minute for ever
        logger.exception("mail %s could not be written", mail.pk)
        _postpone(mail, type(error).__name__, at)
        return None
    faultpoint("inside_mail_claim")
    mail.state, mail.fence, mail.lease_until, mail.tried_at = State.SENDING, uuid.uuid4(), at + LEASE, at
    mail.attempts += 1
    mail.save(update_fields=["state", "fence", "lease_until", "tried_at", "attempts"])
    return Claimed(mail, letter)


def _postpone(mail: Mail, error: str, at: datetime.datetime) -> None:
    row, tries = Mail.objects.filter(pk=mail.pk), mail.attempts + 1
    if tries > len(BACK_OFF):
        _end(row, State.FAILED, at, attempts=tries, last_error=error)
    else:
        row.update(attempts=tries, due_at=at + BACK_OFF[tries - 1], last_error=error)


def sent(*, mail: Mail, at: datetime.datetime, provider_id: str = "") -> bool:
    """The mail server took it. False when somebody decided otherwise meanwhile."""
    return _told(mail, State.SENT, _end(_ours(mail), State.SENT, at, last_error="", provider_id=provider_id[:200]))


def failed(*, mail: Mail, error: str, at: datetime.datetime) -> bool:
    """It was refused for good."""
    return _told(mail, State.FAILED, _end(_ours(mail), State.FAILED, at, last_error=error[:ERROR_LENGTH]))


def unknown(*, mail: Mail, error: str, at: datetime.datetime) -> bool:
    """The answer got lost: it may or may not have gone out, so nobody sends it again but a person."""
    return _told(mail, State.UNKNOWN, _end(_ours(mail), State.UNKNOWN, at, last_error=error[:ERROR_LENGTH]))


def retry(*, mail: Mail, error: str, at: datetime.datetime) -> bool:
    """It certainly did not go out: try again later, until there were enough tries."""
    if mail.attempts > len(BACK_OFF):
        return failed(mail=mail, error=error, at=at)
    due = quiet.earliest(mail.kind, at + BACK_OFF[mail.attempts - 1], mail.brand.timezone)
    waiting = {"state": State.WAITING, "fence": None, "lease_until": None, "due_at": due}
    return bool(_ours(mail).update(**waiting, last_error=error[:ERROR_LENGTH]))


def _ours(mail: Mail) -> QuerySet[Mail]:
    """A late answer still counts after the sweep gave up, unless a person sent it again meanwhile."""
    return Mail.objects.filter(pk=mail.pk, fence=mail.fence, state__in=[State.SENDING, State.UNKNOWN])


def _end(rows: QuerySet[Mail], state: Mail.State, at: datetime.datetime, **fields: object) -> bool:
    # An open address is kept only as long as a person may want to send the mail again.
    address = {} if state in AGAIN else {"sealed_to": None}
    return bool(rows.update(state=state, lease_until=None, finished_at=at, **address, **fields))


def _told(mail: Mail, state: Mail.State, ended: bool) -> bool:
    """A line in the log for each mail that ended; it names nobody."""
    if ended:
        logger.info("mail %s (%s) %s", mail.pk, mail.kind, state)
    return ended


@transaction.atomic
def send_again(*, mail: Mail, by: Actor, at: datetime.datetime) -> None:
    """A person decides that a mail goes out (again). Raises NotAgain, Denied."""
    may = accounts_permissions.can_review(by, mail.brand_id) or accounts_permissions.can_market(by, mail.brand_id)
    accounts_permissions.require(may)
    fresh = {"fence": None, "finished_at": None, "attempts": 0, "due_at": at, "last_error": ""}
    ended = Mail.objects.filter(pk=mail.pk, state__in=AGAIN)
    if not ended.update(state=State.WAITING, outcome="", outcome_at=None, **fresh):
        raise NotAgain
    accounts_services.record(brand=mail.brand, by=by, action="mail.send_again", subject=f"mail:{mail.pk}", at=at)
    nudge(DELIVER, mail_id=mail.pk)


@transaction.atomic
def note_outcome(
    *, outcome: Mail.Outcome, at: datetime.datetime, mail_id: uuid.UUID | None = None, provider_id: str = ""
) -> Mail | None:
    """Keep what the delivery service told later; None when it is about no mail of ours.

    It knows better than we do: a mail whose fate was unknown has gone out. A later "delivered" takes no complaint back.
    """
    about = Q(pk=mail_id) if mail_id else Q(provider_id=provider_id) & ~Q(provider_id="")
    mail = Mail.objects.select_for_update(of=("self",)).select_related("brand", "contributor").filter(about).first()
    if mail is None:
        return None
    if mail.outcome and list(Mail.Outcome).index(outcome) <= list(Mail.Outcome).index(Mail.Outcome(mail.outcome)):
        return mail
    mail.outcome, mail.outcome_at = outcome, at
    if mail.state == State.UNKNOWN:
        mail.state, mail.last_error = State.SENT, ""
    mail.save(update_fields=["outcome", "outcome_at", "state", "last_error"])
    return mail


def hold(*, contributors: Collection[uuid.UUID]) -> None:
    """Wait until no mail to these people is being written, and let none be, until the transaction ends.

    Whoever locks a person and their mail takes the mail first, as its writing does.
    """
    rows = Mail.objects.select_for_update(no_key=True).filter(contributor__in=contributors).order_by("pk")
    list(rows.values_list("pk", flat=True))


@transaction.atomic
def forget(
    *,
    contributor: Contributor,
    at: datetime.datetime,
    submissions: tuple[uuid.UUID, ...] = (),
    requests: tuple[uuid.UUID, ...] = (),
) -> int:
    """Erase what mail knows of a person: nothing more goes out, addresses and kept letters are gone.

    `submissions` names what the person sent and `requests` whom they asked: mail about these to others (guardians,
    people shown) is forgotten, too.
    """
    theirs = Mail.objects.filter(
        Q(contributor=contributor)
        | Q(facts__submission__in=[str(one) for one in submissions])
        | Q(facts__release_request__in=[str(one) for one in requests])
        | Q(facts__page=str(contributor.pk)),
        brand_id=contributor.brand_id,
    )
    return _forget(theirs, contributor.brand_id, at)


@transaction.atomic
def forget_about(
    *, brand_id: uuid.UUID, fact: str, ids: Collection[uuid.UUID], at: datetime.datetime, code: str = "erased"
) -> int:
    """The same for mail to addresses that belong to no contributor, by the fact that it is about; `code` says why."""
    about = Mail.objects.filter(**{f"facts__{fact}__in": [str(one) for one in ids]}, brand_id=brand_id)
    return _forget(about, brand_id, at, code)


def _forget(theirs: QuerySet[Mail], brand_id: uuid.UUID, at: datetime.datetime, code: str = "erased") -> int:
    ids = list(theirs.values_list("pk", flat=True))
    open_ones = theirs.filter(state__in=[State.WAITING, *AGAIN])
    open_ones.update(state=State.DROPPED, fence=None, finished_at=at, last_error=code)
    theirs.update(sealed_to=None)
    transaction.on_commit(lambda: letterbox.remove(brand_id, ids))
    return len(ids)


def hold_back(*, at: datetime.datetime, dry_run: bool = False) -> int:
    """After a restore nobody knows what has gone out since the dump: a person decides, not the sweep. How many."""
    open_ones = Mail.objects.filter(state__in=[State.WAITING, State.SENDING])
    held = {"state": State.UNKNOWN, "fence": None, "lease_until": None, "finished_at": at, "last_error": "restored"}
    return open_ones.count() if dry_run else open_ones.update(**held)


@transaction.atomic
def sweep(*, at: datetime.datetime) -> dict[str, int]:
    """Nudge what is due, and give up on what nobody knows the fate of."""
    lapsed = Mail.objects.filter(state=State.SENDING, lease_until__lte=at)
    lost = lapsed.update(state=State.UNKNOWN, lease_until=None, finished_at=at, last_error="interrupted")
    due = Mail.objects.filter(state=State.WAITING, due_at__lte=at).order_by(F("due_at"))
    ids = list(due.values_list("pk", flat=True)[:MOST_PER_SWEEP])
    for mail_id in ids:
        nudge(DELIVER, mail_id=mail_id)
    return {"nudged": len(ids), "unknown": lost, "addresses": _forget_addresses(at)}


def _forget_addresses(at: datetime.datetime) -> int:
    """Erase the addresses of mails that nobody has sent again in time; some of them at a time."""
    over = Mail.objects.filter(state__in=AGAIN, sealed_to__isnull=False, finished_at__lte=at - ADDRESS_KEPT)
    ids = list(over.order_by("finished_at").values_list("pk", flat=True)[:MOST_PER_SWEEP])
    return Mail.objects.filter(pk__in=ids, state__in=AGAIN).update(sealed_to=None)
