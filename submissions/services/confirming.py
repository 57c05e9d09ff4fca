"""Proving an address: whoever opens the link reads the mail, and what waited for that is freed in the ledger."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import Contributor, ContributorIdentity
from core.nudge import nudge
from rights import queries as rights_queries, services as rights_services
from submissions.lifecycle import State
from submissions.models import Source, Submission
from submissions.services import notices

TOLD = (Source.PAGE, Source.API)
UNCONFIRMED, CONFIRMED = "unconfirmed", "confirmed"


def ask_to_confirm(*, submission: Submission, contributor: Contributor, at: datetime) -> bool:
    """Let nothing be used before the address is proven: said in the ledger, and asked by mail.

    Somebody whose address was proven before is asked nothing; the ledger says that, too. Returns whether it was.
    """
    known = ContributorIdentity.objects.filter(contributor=contributor, email_confirmed_at__isnull=False)
    proven = known.exclude(email="").exists()
    _say(submission, CONFIRMED if proven else UNCONFIRMED, control="intake/known-address", at=at)
    if not proven:
        notices.queue(submission=submission, kind="confirm_email", key=f"confirm:{submission.pk}", at=at)
    return proven


def waiting_for_address(*, contributor: Contributor, at: datetime) -> list[Submission]:
    """What this person sent that waits for the proof of their address, the oldest first."""
    gone = (State.WITHDRAWN, State.ERASED, State.UNUSABLE)
    sent = Submission.objects.filter(contributor=contributor).exclude(state__in=gone).order_by("received_at", "pk")
    said = rights_queries.answers_each([one.pk for one in sent], at=at)
    return [one for one in sent if said[one.pk].get("email", ("", ""))[0] == UNCONFIRMED]


def ask_again(*, submission: Submission, at: datetime) -> None:
    """Send the link once more, at most once a day, while the ledger waits for it."""
    said = rights_queries.answers(submission_id=submission.pk, at=at)
    if said.get("email", ("", ""))[0] != UNCONFIRMED:
        return
    notices.queue(submission=submission, kind="confirm_email", key=f"confirm:{submission.pk}:{at:%Y-%m-%d}", at=at)


def tell_received(*, submission: Submission, at: datetime) -> None:
    """Send the receipt to who sent it themselves and left an address."""
    if submission.source in TOLD:
        notices.queue(submission=submission, kind="received", key=f"received:{submission.pk}", at=at)


@transaction.atomic
def confirm_address(*, secret: str, shown: Collection[UUID], at: datetime) -> Contributor | None:
    """Take the link of a mail as the proof that it is: None when it opens nothing (any more). Twice is fine."""
    person = accounts_queries.contributor_by_confirmation(secret, at)
    return None if person is None else address_proven(contributor=person, shown=shown, at=at)


@transaction.atomic
def address_proven(
    *, contributor: Contributor, shown: Collection[UUID], at: datetime, control: str = "confirm-page/button"
) -> Contributor:
    """Keep that this person reads the mail of their address, and free what waited for it and was shown to them.

    What was sent in between by whoever holds the page's link goes on waiting: nobody confirms what they did not see.
    """
    if accounts_services.note_confirmed_email(contributor=contributor, at=at) is None:
        return contributor
    theirs = Submission.objects.filter(contributor=contributor, pk__in=shown).exclude(state=State.ERASED)
    for submission in theirs.order_by("pk"):
        said = rights_queries.answers(submission_id=submission.pk, at=at)
        if said.get("email", ("", ""))[0] == UNCONFIRMED:
            _say(submission, CONFIRMED, control=control, at=at)
            tell_received(submission=submission, at=at)
            nudge("galleries.tasks.place", submission_id=submission.pk)
    return contributor


def _say(submission: Submission, answer: str, *, control: str, at: datetime) -> None:
    person = Contributor(pk=submission.contributor_id, brand_id=submission.brand_id)
    rights_services.release(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        kind="email",
        answer=answer,
        by=accounts_queries.actor_of_contributor(person),
        at=at,
        context={"evidence": {"control": control}} if answer == CONFIRMED else None,
    )
