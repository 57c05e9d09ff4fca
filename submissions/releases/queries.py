"""Every reading of who was asked: by the link, for the sender, and what is still missing in plain words."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _, ngettext

from accounts import tokens
from accounts.models import Contributor
from rights import queries as rights_queries
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.releases.models import ReleaseRequest

Role = ReleaseRequest.Role


@dataclass(frozen=True)
class Missing:
    """Something without which the permission does not reach as far as it was given."""

    code: str
    sentence: str


def by_secret(secret: str) -> ReleaseRequest | None:
    """Return whose link this is."""
    found = ReleaseRequest.objects.select_related("brand", "submission__campaign", "submission__contributor__identity")
    digest = tokens.digest(secret)
    # A guardian is reached by mail alone, also where a release before this one handed out a link for them.
    return found.filter(Q(secret_hash=digest) | Q(handed_hash=digest, role=Role.PERSON)).first()


def link_of(request: ReleaseRequest, secret: str) -> ReleaseRequest.Link:
    """Return which of a request's two links this is."""
    mailed = request.secret_hash == tokens.digest(secret)
    return ReleaseRequest.Link.MAIL if mailed else ReleaseRequest.Link.HANDED_OVER


def by_id(*, brand_id: uuid.UUID, request_id: uuid.UUID) -> ReleaseRequest | None:
    """Return one request of a brand, to write to whoever is asked."""
    found = ReleaseRequest.objects.select_related("submission__campaign__brand", "submission__contributor")
    return found.filter(brand_id=brand_id, pk=request_id).first()


def of_submission(submission: Submission, request_id: uuid.UUID) -> ReleaseRequest | None:
    """Return one request about a submission the caller may see; another's and a missing one look the same."""
    return submission.release_requests.select_related("submission", "brand").filter(pk=request_id).first()


def guardian_of(contributor: Contributor) -> tuple[str, str]:
    """Return name and address of the guardian whom this young person named last; empty where there is none."""
    asked = ReleaseRequest.objects.filter(submission__contributor=contributor, role=Role.AUTHOR)
    named = asked.exclude(name="", email="").order_by("-created_at", "-id").values_list("name", "email")
    return named.first() or ("", "")


def is_over(request: ReleaseRequest) -> bool:
    """Whether there is nothing left to agree to."""
    return request.submission.state in (State.WITHDRAWN, State.ERASED)


def missing(submission: Submission, *, at: datetime) -> list[Missing]:
    """Return what the ledger still waits for, or what stands against it, in plain words."""
    said = {
        kind: answer for kind, (answer, _reach) in rights_queries.answers(submission_id=submission.pk, at=at).items()
    }
    asked = list(submission.release_requests.all())
    found = []
    if said.get("email") == "unconfirmed":
        found.append(Missing("email", _("The address is not confirmed yet.")))
    if "guardian" in said and said["guardian"] != "agreed":
        refused = said["guardian"] == "refused"
        found.append(Missing("guardian", _("A guardian does not agree.") if refused else _guardian_waits()))
    if said["people"] in ("others_agreed", "child_guardian"):
        found.append(_people(said["people"], [each for each in asked if each.role != Role.AUTHOR]))
    if said.get("person") == "refused":
        found.append(Missing("person", _("Somebody who is in it, or a guardian, does not agree.")))
    return found


def weaker(submission: Submission) -> str:
    """Say how many agreed by a link that the sender had in hand; empty when everybody was asked by mail."""
    handed = [
        each
        for each in submission.release_requests.all()
        if (each.answer, each.answered_by) == (ReleaseRequest.Answer.AGREED, ReleaseRequest.Link.HANDED_OVER)
    ]
    if not handed:
        return ""
    return ngettext(
        "%(count)d agreement came by a link handed over by the sender, not by mail (evidence D).",
        "%(count)d agreements came by a link handed over by the sender, not by mail (evidence D).",
        len(handed),
    ) % {"count": len(handed)}


def _guardian_waits() -> str:
    return _("The sender is young: a guardian has not agreed yet.")


def _people(claim: str, asked: list[ReleaseRequest]) -> Missing:
    agreed = sum(each.answer == ReleaseRequest.Answer.AGREED for each in asked)
    if claim == "child_guardian" and len(asked) < 2:
        return Missing("child", _("A child is in it: the guardian has not agreed yet."))
    sentence = ngettext(
        "%(agreed)d of %(count)d person agreed.", "%(agreed)d of %(count)d people agreed.", len(asked)
    ) % {"agreed": agreed, "count": len(asked)}
    if claim == "child_guardian":
        sentence = _("A child is in it: %(agreed)d of %(count)d guardians agreed.") % {
            "agreed": agreed,
            "count": len(asked),
        }
    return Missing("child" if claim == "child_guardian" else "people", sentence)
