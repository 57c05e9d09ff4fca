"""Proving an address: whoever opens the link reads the mail, and what waited for that is freed in the ledger."""

from datetime import datetime

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
def confirm_address(*, secret: str, at: datetime) -> Contributor | None:
    """Take the link of a mail as the proof that it is: None when it opens nothing (any more). Twice is fine."""
    person = accounts_queries.contributor_by_confirmation(secret, at)
    return None if person is None else address_proven(contributor=person, at=at)


@transaction.atomic
def address_proven(*, contributor: Contributor, at: datetime, control: str = "confirm-page/button") -> Contributor:
    """Keep that this person reads the mail of their address, and free everything of theirs that waited for it."""
    if accounts_services.note_confirmed_email(contributor=contributor, at=at) is None:
        return contributor
    for submission in Submission.objects.filter(contributor=contributor).exclude(state=State.ERASED).order_by("pk"):
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
