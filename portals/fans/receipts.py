"""A receipt: what holds now, what was agreed, when, under which text, and where it stands in the ledger."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portals import evidence
from rights import queries as rights_queries, wording
from submissions.releases import queries as releases_queries

if TYPE_CHECKING:
    from rights.models import LedgerEvent, Terms
    from rights.scopes import Scope
    from submissions.models import Submission


@dataclass(frozen=True)
class Receipt:
    """What a fan may show to anybody who asks: first what holds at the moment `at`, then how it came about."""

    submission: "Submission"
    at: datetime.datetime
    holds: "list[rights_queries.Standing]"
    waits: bool
    files_back: int
    terms: "Terms | None"
    scopes: "list[Scope]"
    declined: "list[Scope]"
    events: "list[tuple[LedgerEvent, str]]"
    evidence: "list[evidence.Told]"
    withdrawn: bool

    @property
    def files(self) -> int:
        """How many files were sent."""
        return self.submission.assets.count()


def receipt(submission: "Submission", *, at: datetime.datetime) -> Receipt:
    """What holds at this moment, what was said when it was sent, and everything that happened since."""
    given = rights_queries.grants(submission_id=submission.pk, at=submission.received_at)
    terms = rights_queries.terms(submission.brand_id, given[0].terms_id) if given else submission.campaign.terms
    ticked = {key for grant in given for key in grant.scopes}
    offered = rights_queries.scopes_of(terms) if terms else ()
    events = rights_queries.history(submission.brand_id, submission.pk)
    holds = [choice for choice in rights_queries.standing(submission_id=submission.pk, at=at) if choice.live]
    return Receipt(
        submission=submission,
        at=at,
        holds=holds,
        waits=bool(holds and releases_queries.missing(submission, at=at)),
        files_back=0 if not holds else submission.assets.filter(withdrawn_at__lte=at).count(),
        terms=terms,
        scopes=[scope for scope in offered if scope.key in ticked],
        declined=[scope for scope in offered if scope.key not in ticked],
        events=[(event, wording.of(event, to_sender=True)) for event in events],
        evidence=evidence.to_sender(rights_queries.weighed([submission.pk], at=at)[submission.pk]),
        withdrawn=any(event.kind == "revocation" for event in events),
    )
