"""Forgetting a person: all words in one transaction, then a unit of work that removes the files.

Rows, decisions and the ledger stay and still verify; nothing in them leads to the person any more.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import permissions as accounts_permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from accounts.models import Contributor
from campaigns.reminders import services as reminders_services
from conversations import services as conversations_services
from core.faults import faultpoint
from core.nudge import nudge
from galleries import services as galleries_services
from moderation import services as moderation_services
from outbox import services as outbox_services
from privacy.models import Erasure
from rights import services as rights_services
from submissions import queries as submissions_queries, services as submissions_services
from submissions.finding import services as finding_services
from submissions.models import Asset
from submissions.releases import services as releases_services
from submissions.releases.models import ReleaseRequest

REMOVE = "privacy.tasks.remove_files"


@dataclass(frozen=True)
class Progress:
    """How far an erasure is, for commands and scripts."""

    contributor: str
    state: str
    submissions: int
    objects_removed: int
    finished_at: str | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@transaction.atomic
def erase(*, contributor: Contributor, by: Actor, at: datetime) -> Erasure:
    """Forget who this was and all they wrote, now; the files follow at once. Asking twice is fine. Raises Denied.

    Everything still given is taken back first, so places end and delivered copies become take-downs.
    """
    accounts_permissions.require(accounts_permissions.can_forget(by, contributor))
    person = _held(contributor)
    by = by if person == contributor else accounts_queries.actor_of_contributor(person)
    if (earlier := Erasure.objects.filter(contributor=person).first()) is not None:
        return earlier
    submissions = list(submissions_queries.of_contributor(person).order_by("pk"))
    fan = accounts_queries.actor_of_contributor(person)
    for submission in submissions:
        submissions_services.erase(submission=submission, by=fan, at=at)
    faultpoint("inside_erasure")
    _forget_words(person, [one.pk for one in submissions], at)
    people = _forget_person(person, by, at, submissions=tuple(one.pk for one in submissions))
    erasure = Erasure.objects.create(
        brand=person.brand, contributor=person, people=people, by=by.reference, due_at=at, requested_at=at
    )
    nudge(REMOVE, erasure_id=erasure.pk)
    return erasure


def _held(contributor: Contributor) -> Contributor:
    """Who it is now: pages may have been brought together since this one was opened, and then all of it goes."""
    people = accounts_queries.pseudonyms(contributor)
    # Mail, then what was sent, then the person: the order in which mails are written and withdrawals are told.
    outbox_services.hold(contributors=people)
    submissions_services.hold(contributors=people)
    rows = Contributor.objects.select_for_update(of=("self",)).select_related("brand")
    person = rows.get(pk=contributor.pk)
    into = accounts_queries.joined_into(person)
    return person if into is None else rows.get(pk=into)


def _forget_words(person: Contributor, submissions: list[Any], at: datetime) -> None:
    """What anybody wrote about these submissions."""
    galleries_services.forget(submissions=submissions, at=at)
    moderation_services.forget(submissions=submissions)
    conversations_services.forget(submissions=submissions)
    assets = Asset.objects.filter(submission__in=submissions).values_list("pk", flat=True)
    subjects = [*(f"asset:{pk}" for pk in assets), *(f"submission:{pk}" for pk in submissions)]
    accounts_services.erase_words(brand_id=person.brand_id, subjects=subjects)


def _forget_person(person: Contributor, by: Actor, at: datetime, *, submissions: tuple[Any, ...]) -> list[Any]:
    """Who it was, under every pseudonym; answers these."""
    identity = getattr(person, "identity", None)
    people = accounts_services.forget_contributor(contributor=person, by=by, at=at)
    # Only of a proven address: anybody can type one, and what somebody else waits for there is not theirs to end.
    proven = identity.email if identity and identity.email_confirmed_at else ""
    finding_services.forget(brand_id=person.brand_id, address=proven, people=people)
    reminders_services.forget_address(brand_id=person.brand_id, address=proven, at=at)
    requests = tuple(ReleaseRequest.objects.filter(submission__in=submissions).values_list("pk", flat=True))
    releases_services.forget(submissions=submissions)  # the people they named
    for one in Contributor.objects.filter(pk__in=people):
        rights_services.forget(brand_id=person.brand_id, person=one.pk, by=accounts_queries.actor_of_contributor(one))
        outbox_services.forget(contributor=one, at=at, submissions=submissions, requests=requests)
    return people


def progress(erasure: Erasure) -> Progress:
    """How far it is."""
    erasure.refresh_from_db()
    return Progress(
        contributor=str(erasure.contributor_id),
        state=erasure.state,
        submissions=submissions_queries.of_contributor(erasure.contributor).count(),
        objects_removed=erasure.objects_removed,
        finished_at=erasure.finished_at.isoformat() if erasure.finished_at else None,
    )
