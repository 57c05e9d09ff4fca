"""Submissions: sending in, the contributor's own calls, and what members read and decide."""

import uuid
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import VISITOR, Actor
from campaigns import queries as campaigns_queries
from moderation import services as moderation_services
from portals import addresses, bodies, proof, quotas, shared, uploads
from portals.api import base, presenting, problems, vouching
from portals.api.authentication import contributor
from portals.api.serializers import submissions as shapes
from rights import grades
from submissions import (
    intake as submissions_intake,
    lifecycle as submissions_lifecycle,
    queries as submissions_queries,
    services as submissions_services,
)

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from submissions.models import Submission

ORDER = ("-received_at", "-id")
VERSION = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, description='The version you saw: `"3"`.')
PROOF = OpenApiParameter(
    "Proof",
    str,
    OpenApiParameter.HEADER,
    description="A solved sum of `campaigns/{slug}/proof/`, where `proof_of_work` is on; not with a brand's token.",
)
TOKEN = OpenApiParameter("Contributor-Token", str, OpenApiParameter.HEADER, required=True)


def _still_there(answer: Any) -> None:
    """The page that an answer leads to opens; not after an erasure, and not once its link was ended. Raises 410."""
    person = accounts_queries.contributor_by_token(answer["manage_url"].rpartition("/")[2])
    if getattr(person, "identity", None) is None:
        told = _("What this request made was erased, or the link to it was ended. Nothing was made anew.")
        raise problems.Problem(410, "gone", told)


class Proof(base.ApiView):
    """A sum to solve, where a campaign keeps robots out: good for one sending, for a day."""

    @extend_schema(responses=shapes.Challenge, operation_id="campaigns_proof")
    def get(self, request: Request, slug: str) -> Response:
        campaign = base.found(campaigns_queries.public(slug, shared.now()))
        problems.within(request, quotas.guards(campaign))
        asked = proof.challenge(campaign, at=shared.now()) if campaign.proof_of_work else None
        return Response({"required": campaign.proof_of_work, "challenge": asked})


@bodies.takes(bodies.sending)
class Send(base.ApiView):
    """Send photos and videos to a campaign, without an account."""

    @extend_schema(
        request={"multipart/form-data": shapes.SubmissionSent, "application/json": shapes.SubmissionSent},
        responses={201: shapes.Created},
        parameters=[PROOF],
    )
    def post(self, request: Request, slug: str) -> Response:
        campaign = base.found(campaigns_queries.public(slug, shared.now()))
        counted = quotas.submissions(campaign)
        problems.within(request, quotas.tries(counted[0], campaign))
        if not _may_be_known(request):
            problems.with_room(request, *counted)
        signature = vouching.require(request, campaign, self.caller())
        plain = request._request  # noqa: SLF001 -- before DRF reads the body
        uploads.guard(plain, campaign)
        _read(request)
        if pause := uploads.paused(plain):
            raise problems.too_many(pause, quotas.sent_bytes(campaign)[0])
        with problems.from_intake():
            # Before an Idempotency-Key is begun: what was stopped on its way is closed and cannot be hashed.
            if stopped := uploads.refused(plain):
                raise submissions_intake.Refused({"files": [file.message for file in stopped]}, stopped)
        return self._receive(request, campaign, signature)

    @base.idempotent(known=base.anyone, still_true=_still_there)
    def _receive(self, request: Request, campaign: "Campaign", signature: str) -> Response:
        vouching.use(signature, request)
        sent = shapes.SubmissionSent(data=request.data)
        sent.is_valid(raise_exception=True)
        plain = request._request  # noqa: SLF001 -- DRF hides the address
        counted = quotas.submissions(campaign)
        full = quotas.over(plain, *counted)
        with problems.from_intake(), problems.from_no_room(full, counted[0]):
            received = submissions_intake.receive(
                campaign=campaign,
                entry=_entry(sent.validated_data),
                files=_files(sent.validated_data),
                source="api",
                grade=grades.STATED,  # whoever called says that somebody agreed: we showed nobody anything
                by=VISITOR,
                at=shared.now(),
                # The sum first: a caller's name can be invented, and one sum is one submission whoever brings it.
                form_key=vouching.form_key(signature) or base.form_key(self, request),
                room=full is None,
            )
        if not received.repeated:
            quotas.spend(plain, *counted)
            uploads.received(plain)
        return Response(_created(received), status=status.HTTP_201_CREATED)


def _may_be_known(request: Request) -> bool:
    """Whether it may be a sending whose answer was lost: that is answered also where a limit is reached."""
    return "Idempotency-Key" in request.headers or vouching.HEADER in request.headers


def _read(request: Request) -> None:
    """Run the upload handlers. Raises what a broken body raises."""
    request.data  # noqa: B018  # reading it is what runs them


def _entry(data: dict[str, Any]) -> submissions_intake.Entry:
    names = (
        "caption", "name", "email", "terms_version", "accept", "age_confirmed", "age_band", "country",
        "scopes", "people", "music", "answers",
    )  # fmt: skip
    values = {name: data[name] for name in names}
    return submissions_intake.Entry(
        **{**values, "scopes": tuple(data["scopes"])},
        persons=[_person(person) for person in data["persons"]],
        guardian=_person(data["guardian"]),
        locale=get_language() or "en",
    )


def _person(said: dict[str, str]) -> submissions_intake.Person:
    return submissions_intake.Person(said.get("name", ""), said.get("email", ""))


def _files(data: dict[str, Any]) -> list[submissions_intake.IncomingFile | submissions_intake.StoredFile]:
    sent = [*data["files"], *data["uploads"]]
    alts = [*data["alt_texts"], *[""] * len(sent)]
    return [
        submissions_intake.StoredFile(upload_id=file, alt_text=alt)
        if isinstance(file, uuid.UUID)
        else submissions_intake.IncomingFile(name=file.name or "", file=file, alt_text=alt)
        for file, alt in zip(sent, alts, strict=False)
    ]


def _created(received: submissions_intake.Received) -> dict[str, Any]:
    submission, token = received.submission, received.token
    manage = reverse("fans:me", kwargs={"token": token})
    receipt = reverse("fans:receipt", kwargs={"token": token, "submission": submission.pk})
    return {
        "id": str(submission.pk),
        "state": submission.state,
        # No slash at the end: the last segment is the token.
        "manage_url": addresses.absolute(manage).rstrip("/"),
        "receipt_url": addresses.absolute(receipt),
    }


class Status(base.ApiView):
    """What became of a submission, for its contributor."""

    @extend_schema(parameters=[TOKEN], responses=shapes.StatusShown)
    def get(self, request: Request, id: uuid.UUID) -> Response:
        submission = base.found(submissions_queries.for_contributor(contributor(request), id))
        return Response(presenting.status(submission, at=shared.now()))


class Withdraw(base.ApiView):
    """Take a submission, or some of its assets, out of everything."""

    @extend_schema(parameters=[TOKEN], request=shapes.Withdrawal, responses=shapes.StatusShown)
    @base.idempotent(known=base.a_contributor)
    def post(self, request: Request, id: uuid.UUID) -> Response:
        person = contributor(request)
        submission = base.found(submissions_queries.for_contributor(person, id))
        asked = shapes.Withdrawal(data=request.data)
        asked.is_valid(raise_exception=True)
        with problems.from_moves():
            submissions_services.withdraw(
                submission=submission,
                assets=asked.validated_data["assets"] or None,
                by=accounts_queries.actor_of_contributor(person),
                at=shared.now(),
            )
        fresh = base.found(submissions_queries.for_contributor(person, id))
        return Response(presenting.status(fresh, at=shared.now()))


class SubmissionList(base.ApiView):
    """The brand's submissions, newest first."""

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=list(submissions_lifecycle.State.values)),
            OpenApiParameter("campaign", str, description="A campaign's slug."),
            OpenApiParameter("since", str, description="RFC 3339: received at or after."),
            OpenApiParameter("cursor", str),
        ],
        responses=shapes.SubmissionListed(many=True),
        operation_id="submissions_list",
    )
    def get(self, request: Request) -> Response:
        actor, _brand = self.member(accounts_permissions.can_view)
        rows = submissions_queries.of_brand(actor).filter(presenting.submission_filter(request.query_params))
        return base.page(request, presenting.with_assets(rows), ORDER, presenting.listed)


class SubmissionOne(base.ApiView):
    """One submission, whole."""

    @extend_schema(responses=shapes.SubmissionShown)
    def get(self, request: Request, id: uuid.UUID) -> Response:
        actor, _brand = self.member(accounts_permissions.can_view)
        return _shown(actor, id)


class Approve(base.ApiView):
    """Approve; assets named in `exclude` stay out."""

    @extend_schema(parameters=[VERSION], request=shapes.Approval, responses=shapes.SubmissionShown)
    @base.idempotent(known=base.a_member(accounts_permissions.can_review))
    def post(self, request: Request, id: uuid.UUID) -> Response:
        return _decide(self, request, id, shapes.Approval, moderation_services.approve)


class Reject(base.ApiView):
    """Reject with a reason."""

    @extend_schema(parameters=[VERSION], request=shapes.Rejection, responses=shapes.SubmissionShown)
    @base.idempotent(known=base.a_member(accounts_permissions.can_review))
    def post(self, request: Request, id: uuid.UUID) -> Response:
        return _decide(self, request, id, shapes.Rejection, moderation_services.reject)


class Reopen(base.ApiView):
    """Open again: back into the queue, out of everything public."""

    @extend_schema(parameters=[VERSION], request=shapes.Reopening, responses=shapes.SubmissionShown)
    @base.idempotent(known=base.a_member(accounts_permissions.can_review))
    def post(self, request: Request, id: uuid.UUID) -> Response:
        return _decide(self, request, id, shapes.Reopening, moderation_services.reopen)


def _decide(view: base.ApiView, request: Request, id_: uuid.UUID, shape: Any, service: Any) -> Response:
    actor, _brand = view.member(accounts_permissions.can_review)
    submission = base.found(submissions_queries.get(actor, id_))
    version = base.expected_version(request)
    said = shape(data=request.data)
    said.is_valid(raise_exception=True)
    values = {name: value for name, value in said.validated_data.items() if name != "version"}
    with problems.from_moves():
        service(submission=submission, version=version, by=actor, at=shared.now(), **values)
    return _shown(actor, id_)


def _shown(actor: Actor, id_: uuid.UUID) -> Response:
    rows = presenting.with_decisions(submissions_queries.of_brand(actor))
    submission: Submission = base.found(rows.filter(pk=id_).first())
    return Response(presenting.whole(submission, at=shared.now()), headers={"ETag": f'"{submission.version}"'})
