"""What somebody proves an address for, shown whole: nobody confirms pictures they did not see."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

from portals import pictures
from portals.fans import entry
from rights import queries as rights_queries
from submissions import services as submissions_services

if TYPE_CHECKING:
    from accounts.models import Contributor
    from submissions.models import Submission


@dataclass(frozen=True)
class Sent:
    """One submission that waits for the address: its pictures, and what its sender allowed.

    `whole` says that every file that can be used is among the pictures: only then a button confirms it.
    """

    submission: "Submission"
    pictures: list[pictures.Picture]
    files: int
    whole: bool
    allowed: "list[rights_queries.Standing]"


def waiting(contributor: "Contributor", *, at: datetime.datetime) -> list[Sent]:
    """All that a button on the page confirms, the oldest first."""
    found = submissions_services.waiting_for_address(contributor=contributor, at=at)
    standing = rights_queries.standing_of([one.pk for one in found], at=at)
    return [_sent(one, [choice for choice in standing[one.pk] if choice.live]) for one in found]


def _sent(submission: "Submission", allowed: "list[rights_queries.Standing]") -> Sent:
    assets = list(submission.assets.filter(withdrawn_at=None).prefetch_related("renditions"))
    made = [pictures.picture(asset) for asset in assets if asset.state in {"ready", "excluded"}]
    shown = [picture for picture in made if picture.image]
    usable = sum(asset.state != "unusable" for asset in assets)
    return Sent(submission, shown, len(assets), len(shown) == usable, allowed)


def shown(request: HttpRequest) -> list[uuid.UUID]:
    """The submissions that the page showed, as its form names them."""
    named = (entry.identifier(text) for text in request.POST.getlist("shown"))
    return [one for one in named if one is not None]
