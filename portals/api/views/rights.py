"""Rights: may this be used for that, and why."""

import json
import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions as accounts_permissions
from portals import shared
from portals.api import base, problems
from portals.api.serializers import galleries as shapes
from rights import queries as rights_queries
from rights.uses import InvalidUse, Use
from submissions import queries as submissions_queries


class Check(base.ApiView):
    """Yes or no, with reasons and event numbers."""

    @extend_schema(request=shapes.RightsQuestion, responses=shapes.RightsAnswer)
    def post(self, request: Request) -> Response:
        actor, brand = self.member(accounts_permissions.can_view)
        asked = shapes.RightsQuestion(data=request.data)
        asked.is_valid(raise_exception=True)
        asset = base.found(submissions_queries.asset(actor, asked.validated_data["asset"]))
        use = use_of(asked.validated_data["use"])
        answer = submissions_queries.may_use(asset=asset, use=use, at=shared.now())
        sequence, digest = rights_queries.head(brand.pk)
        takes = rights_queries.grades_taken(brand_id=brand.pk, at=shared.now())
        live = rights_queries.grants(submission_id=asset.submission_id, asset_id=asset.pk, at=shared.now())
        return Response(
            {
                "allowed": answer.allowed,
                "reasons": [{"code": reason.code, "sentence": str(reason.sentence)} for reason in answer.reasons],
                "events": list(answer.events),
                "evidence": {
                    "takes": takes[use.channel],
                    "given": sorted({grant.evidence_grade for grant in live}),
                },
                "ledger_head": {"sequence": sequence, "hash": digest},
            }
        )


class History(base.ApiView):
    """Every fact of the ledger about one submission."""

    @extend_schema(responses=shapes.RightsHistory)
    def get(self, request: Request, id: uuid.UUID) -> Response:
        actor, brand = self.member(accounts_permissions.can_view)
        submission = base.found(submissions_queries.get(actor, id))
        events = [
            {
                **{name: getattr(event, name) for name in ("sequence", "kind", "at", "prev_hash", "hash")},
                "body": json.loads(event.body),
            }
            for event in rights_queries.history(brand.pk, submission.pk)
        ]
        return Response({"submission_id": str(submission.pk), "events": events})


def use_of(values: dict[str, object]) -> Use:
    """A validated use as the domain's value; what the serializer could not know is refused here."""
    try:
        return Use.parse(values)
    except InvalidUse as error:
        raise problems.invalid({"use": error.errors}) from error
