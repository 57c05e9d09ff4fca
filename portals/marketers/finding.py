"""What the library finds: filters put together into one query, the number of which never grows."""

import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import Actor
from portals import pictures
from rights.uses import Use
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from submissions.models import Submission


def found(actor: Actor, wanted: dict[str, str], *, at: datetime.datetime) -> "QuerySet[Submission]":
    """The brand's submissions narrowed to what was asked, with what a list shows of them."""
    sent = submissions_queries.of_brand(actor)
    if "campaign" in wanted:
        sent = sent.filter(campaign__slug=wanted["campaign"])
    if "state" in wanted:
        sent = sent.filter(state=wanted["state"])
    if "kind" in wanted:
        sent = sent.filter(pk__in=sent.filter(assets__kind=wanted["kind"]).values("pk"))
    if "q" in wanted:
        sent = sent.filter(caption__icontains=wanted["q"])
    if "use" in wanted:
        usable = submissions_queries.publishable(use=Use(wanted["use"]), at=at).filter(submission=OuterRef("pk"))
        sent = sent.filter(Exists(usable))
    return sent.select_related("campaign", "contributor__identity").prefetch_related("assets__renditions")


def picture(submission: "Submission") -> pictures.Picture | None:
    """What the list shows of an item."""
    return pictures.first_picture(list(submission.assets.all()))
