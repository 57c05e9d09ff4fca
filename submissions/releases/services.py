"""Asking people to agree, and writing down what they say: each answer is a fact in the ledger, at once.

The rules of the ledger decide what an answer allows; here is only said what was answered, by whom, and whether
all have agreed. Names and addresses stay beside the ledger, for as long as they are needed.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, tokens
from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.models import Contributor, ContributorIdentity
from core.nudge import nudge
from outbox import services as outbox_services
from rights import grades, queries as rights_queries, services as rights_services
from rights.canonical import Value
from submissions import permissions
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.releases import evidence, secrets, wording
from submissions.releases.models import ReleaseRequest
from submissions.releases.validators import MOST_PEOPLE, Person, clean_person
from submissions.services import moves

Role = ReleaseRequest.Role
Link = ReleaseRequest.Link
Answer = ReleaseRequest.Answer
ROLE_OF_CLAIM = {"others_agreed": Role.PERSON, "child_guardian": Role.CHILD}
# What a claim becomes when all have agreed, by the weakest evidence of them. What the sender alone vouches for
# speaks for no guardian: the claim stands as it was.
CONFIRMED = {
    ("others_agreed", grades.FORM): "others_confirmed",
    ("others_agreed", grades.STATED): "others_stated",
    ("child_guardian", grades.FORM): "guardian_agreed",
    ("child_guardian", grades.STATED): "child_guardian",
}
CLAIMED = {said: claim for (claim, _grade), said in CONFIRMED.items()} | {claim: claim for claim in ROLE_OF_CLAIM}
MOST_PER_SWEEP = 500
AnsweredByMail, ByMailAlone = evidence.AnsweredByMail, evidence.ByMailAlone
_MAIL = {Role.PERSON: "release_request", Role.CHILD: "guardian_request", Role.AUTHOR: "guardian_request"}


class Closed(Exception):
    """There is nothing left to agree to: the submission was taken back or erased."""


@transaction.atomic
def ask(*, submission: Submission, role: str, people: Sequence[Person], at: datetime) -> list[ReleaseRequest]:
    """Ask each of these people; somebody without a name is asked when nobody was named."""
    return [_ask_one(submission, role, person, at) for person in (people or [Person()])]


def _ask_one(submission: Submission, role: str, person: Person, at: datetime) -> ReleaseRequest:
    request_id = uuid.uuid4()
    request = ReleaseRequest.objects.create(
        id=request_id,
        brand_id=submission.brand_id,
        submission=submission,
        role=role,
        name=person.name,
        email=person.email,
        secret_hash=tokens.digest(secrets.new(request_id, Link.MAIL)),
        handed_hash="" if role in evidence.BY_MAIL_ALONE else tokens.digest(secrets.new(request_id, Link.HANDED_OVER)),
        created_at=at,
    )
    _write_to(request, at)
    return request


def _write_to(request: ReleaseRequest, at: datetime) -> None:
    """One mail a day for each request, and few to one letter box: nobody is flooded in somebody else's name.

    Whether it went out is not told: it would say whether others write to that address, too.
    """
    if not request.email or not outbox_services.may_write_to(address=request.email, at=at):
        return
    identity = ContributorIdentity.objects.filter(contributor_id=request.submission.contributor_id).first()
    outbox_services.queue(
        brand=request.brand,
        kind=_MAIL[Role(request.role)],
        key=f"release:{request.pk}:{at:%Y-%m-%d}",
        to=request.email,
        unproven=request.email,
        locale=identity.locale if identity else "",
        facts={"release_request": str(request.pk), "submission": str(request.submission_id)},
        at=at,
    )


@transaction.atomic
def add_person(*, submission: Submission, person: Person, by: Actor, at: datetime) -> ReleaseRequest:
    """Ask one more person who is in it. What all had agreed to waits for the new one. Raises ValidationError, Closed.

    Only the sender knows who is in the picture.
    """
    accounts_permissions.require(permissions.is_its_contributor(by, submission))
    held = _open(submission.pk)
    said = _people(held, at)
    claim = CLAIMED.get(said)
    if claim is None:
        raise ValidationError({"people": [_("Nobody has to be asked about this.")]})
    if held.release_requests.exclude(role=Role.AUTHOR).count() >= MOST_PEOPLE:
        raise ValidationError({"people": [_("Please name at most %(most)d people.") % {"most": MOST_PEOPLE}]})
    cleaned = clean_person(person)
    evidence.require_their_own_address(cleaned.email, ROLE_OF_CLAIM[claim], held)
    if said != claim:  # the ledger first: see `core.locks`
        _say(held, "people", claim, by=by, at=at)
        nudge("galleries.tasks.take_down", submission_id=held.pk)
    return _ask_one(held, ROLE_OF_CLAIM[claim], cleaned, at)


@transaction.atomic
def write_to(*, request: ReleaseRequest, email: str, by: Actor, at: datetime) -> ReleaseRequest:
    """Send somebody their link: who was named without an address, has not answered, or agreed by the link in the
    sender's hand, since the same by mail proves more. Once a day; nothing tells whether it went out.

    Raises ValidationError, Closed.
    """
    accounts_permissions.require(permissions.is_its_contributor(by, request.submission))
    _open(request.submission_id)
    locked = ReleaseRequest.objects.select_for_update().get(pk=request.pk)
    address = clean_person(Person(email=email)).email
    if not address:
        raise ValidationError({"email": [_("Please write an e-mail address.")]})
    evidence.require_their_own_address(address, locked.role, request.submission)
    same = locked.email.lower() in ("", address.lower())
    if not _waits_for_mail(locked) or not same:
        raise ValidationError({"email": [_("This person has been asked already.")]})
    locked.email = address
    locked.save(update_fields=["email"])
    _write_to(locked, at)
    return locked


def _waits_for_mail(request: ReleaseRequest) -> bool:
    return not request.answer or (request.answer, request.answered_by) == (Answer.AGREED, Link.HANDED_OVER)


@transaction.atomic
def answer(
    *, request: ReleaseRequest, link: Link, agrees: bool, statement: str, locale: str, control: str, at: datetime
) -> ReleaseRequest:
    """Write down what the person of a link says now; the newest word counts, and a no stops at once.

    `statement` is what was shown, word for word: the ledger keeps its hash, and by which of the two links it came.
    Raises Closed, AnsweredByMail, ByMailAlone.
    """
    if request.role in evidence.BY_MAIL_ALONE and link == Link.HANDED_OVER:
        raise ByMailAlone
    submission = _open(request.submission_id)
    locked = ReleaseRequest.objects.select_for_update().get(pk=request.pk)
    said = Answer.AGREED if agrees else Answer.REFUSED
    if locked.answer == said and locked.answered_by in (link, Link.MAIL):
        return locked
    if agrees and (locked.answer, locked.answered_by, link) == (Answer.REFUSED, Link.MAIL, Link.HANDED_OVER):
        raise AnsweredByMail
    locked.answer, locked.answered_by, locked.answered_at = said, link, at
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    context: dict[str, Value] = {
        "evidence": {
            "control": control,
            "grade": evidence.grade(locked),
            "link": link.value,
            "locale": locale,
            "wording": {"sha256": wording.digest(statement), "version": wording.VERSION},
        },
        "request": {"id": str(locked.pk), "role": locked.role, "said": said.value},
    }
    _settle(submission, locked.role, context, at)
    nudge("galleries.tasks.place" if agrees else "galleries.tasks.take_down", submission_id=submission.pk)
    return locked


def _settle(submission: Submission, role: str, context: dict[str, Value], at: datetime) -> None:
    """Say what all answers together come to. One refusal stops everything; the last agreement frees."""
    same = Role.AUTHOR if role == Role.AUTHOR else None
    requests = [each for each in submission.release_requests.all() if (each.role == Role.AUTHOR) == bool(same)]
    refused = any(each.answer == Answer.REFUSED for each in requests)
    kind = "guardian" if same else "person"
    _say(submission, kind, "refused" if refused else "agreed", by=VISITOR, at=at, context=context)
    if same is None:
        _settle_people(submission, at)


def _settle_people(submission: Submission, at: datetime) -> None:
    """Say how far it reaches that all have agreed, where it is another answer than the one that stands."""
    requests = list(submission.release_requests.exclude(role=Role.AUTHOR))
    said = _people(submission, at)
    claim = CLAIMED.get(said)
    if claim is None or not all(each.answer == Answer.AGREED for each in requests):
        return
    weakest = max(evidence.grade(each) for each in requests)
    if (now := CONFIRMED[claim, weakest]) != said:
        _say(submission, "people", now, by=SYSTEM, at=at, context={"agreed": len(requests), "grade": weakest})


def _people(submission: Submission, at: datetime) -> str:
    return rights_queries.answers(submission_id=submission.pk, at=at)["people"][0]


def _say(
    submission: Submission,
    kind: str,
    said: str,
    *,
    by: Actor,
    at: datetime,
    context: dict[str, Value] | None = None,
) -> None:
    rights_services.release(
        brand_id=submission.brand_id,
        submission_id=submission.pk,
        kind=kind,
        answer=said,
        by=by,
        at=at,
        context=context,
    )


def _open(submission_id: uuid.UUID) -> Submission:
    """Hold the submission's row: two answers at once must see each other."""
    held = moves.locked(submission_id)
    if held.state in (State.WITHDRAWN, State.ERASED):
        raise Closed
    return held


def secret(request: ReleaseRequest) -> str:
    """Return the secret of a request's link, for its mail and nobody else; made anew when the old key is gone."""
    return _secret(request, Link.MAIL, "secret_hash")


def handed_secret(request: ReleaseRequest) -> str:
    """Return the secret of the link that the sender may hand over; empty for a guardian.

    The sender would hold the guardian's answer in their own hand.
    """
    return "" if request.role in evidence.BY_MAIL_ALONE else _secret(request, Link.HANDED_OVER, "handed_hash")


def _secret(request: ReleaseRequest, link: Link, column: str) -> str:
    if found := secrets.known(request.pk, link, getattr(request, column)):
        return found
    made = secrets.new(request.pk, link)
    ReleaseRequest.objects.filter(pk=request.pk).update(**{column: tokens.digest(made)})
    return made


@transaction.atomic
def sender_known(*, contributor: Contributor, at: datetime) -> int:
    """Look again at who agreed, now that an address of the sender is known; returns how many answers that changed.

    A guardian's yes from that very letter box was the child's own: somebody else is asked. A friend's is the sender's
    word.
    """
    agreed = ReleaseRequest.objects.filter(submission__contributor=contributor, answer=Answer.AGREED)
    requests = list(agreed.exclude(email="").select_related("submission").order_by("pk"))
    own = [each for each in requests if evidence.is_the_senders(each.email, each.submission)]
    return sum(_taken_back(each, at) for each in own)


def _taken_back(request: ReleaseRequest, at: datetime) -> bool:
    submission = moves.locked(request.submission_id)
    if submission.state in (State.WITHDRAWN, State.ERASED):
        return False
    if request.role == Role.PERSON:
        _settle_people(submission, at)
    else:
        kind, said = ("guardian", "awaited") if request.role == Role.AUTHOR else ("people", "child_guardian")
        _say(submission, kind, said, by=SYSTEM, at=at, context={"reason": "senders_address"})
        request.delete()  # and with it the link that is in the sender's letter box
        _ask_one(submission, request.role, Person(name=request.name), at)
    nudge("galleries.tasks.take_down", submission_id=submission.pk)
    return True


@transaction.atomic
def sweep(*, at: datetime) -> dict[str, int]:
    """Ask the guardian of a child again for whom a sender could answer, before this release; how many."""
    by_hand = ReleaseRequest.objects.filter(role=Role.CHILD, answer=Answer.AGREED, answered_by=Link.HANDED_OVER)
    found = list(by_hand.select_related("submission").order_by("pk")[:MOST_PER_SWEEP])
    for request in found:
        if _people(request.submission, at) == CONFIRMED["child_guardian", grades.FORM]:
            _say(request.submission, "people", "child_guardian", by=SYSTEM, at=at)
            nudge("galleries.tasks.take_down", submission_id=request.submission_id)
        emptied = {"answer": "", "answered_by": "", "answered_at": None}
        by_hand.filter(pk=request.pk).update(**emptied)
    return {"asked_again": len(found)}


def forget(*, submissions: Iterable[uuid.UUID]) -> int:
    """Erase names and addresses of everybody who was asked about these submissions; what they said stays."""
    return ReleaseRequest.objects.filter(submission_id__in=list(submissions)).update(name="", email="")
