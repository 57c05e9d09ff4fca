"""How much of a gallery or campaign an export for some use would hold: asked before it is made."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from accounts.actors import Actor
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.lifecycle import State

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from galleries.models import Gallery
    from submissions.models import Submission


@dataclass(frozen=True)
class Counted:
    """Files that may be used so, of how many."""

    usable: int
    total: int

    @property
    def left(self) -> int:
        """Files that will be left out."""
        return self.total - self.usable


def of_gallery(actor: Actor, gallery: "Gallery") -> "QuerySet[Submission]":
    """The submissions of a gallery."""
    return submissions_queries.of_brand(actor).filter(pk__in=gallery.items.values("submission_id"))


def of_campaign(actor: Actor, campaign: "Campaign") -> "QuerySet[Submission]":
    """The approved submissions of a campaign."""
    return submissions_queries.of_brand(actor).filter(campaign=campaign, state=State.APPROVED)


def count(inside: "QuerySet[Submission]", use: Use, *, at: datetime.datetime) -> Counted:
    """Two queries."""
    usable = submissions_queries.publishable(use=use, at=at).filter(submission__in=inside).count()
    total = inside.order_by().aggregate(number=Count("assets"))["number"] or 0
    return Counted(usable, total)
