"""What still has to be agreed to, in words: for the person who is asked, and for the contributor who waits."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy as _

from portals import addresses, pictures, shared
from portals.fans import receipts
from submissions import queries as submissions_queries
from submissions.releases import queries as releases_queries, services as releases_services, wording

if TYPE_CHECKING:
    from accounts.models import Contributor
    from submissions.models import ReleaseRequest, Submission

ROLES = {
    "person": _("In the picture"),
    "child": _("Guardian of a child in it"),
    "author": _("Your parent or guardian"),
}

# Nothing is shown of these whatever anybody says, so nobody is asked for anything.
OVER = frozenset({"rejected", "unusable", "withdrawn", "erased"})


@dataclass(frozen=True)
class Asked:
    """One person who was asked, as the contributor sees it."""

    request: "ReleaseRequest"
    role: str | Promise
    link: str

    @property
    def waits(self) -> bool:
        """Whether there is no answer yet."""
        return not self.request.answer

    @property
    def handed_over(self) -> bool:
        """Whether the contributor sees a link: not one of a guardian, whose answer they would hold in hand."""
        return bool(self.link)

    @property
    def by_hand(self) -> bool:
        """Whether they agreed by the link that the contributor handed over, which counts as the contributor's word."""
        return (self.request.answer, self.request.answered_by) == ("agreed", "handed_over")


@dataclass(frozen=True)
class Agreements:
    """What one submission waits for."""

    asked: list[Asked]
    can_add: bool
    address: str  # "", "unconfirmed" or "confirmed"
    guardian: str
    people: str
    objects: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.asked) or self.address == "unconfirmed"


def of(submission: "Submission", answers: Mapping[str, tuple[str, str]]) -> Agreements:
    """What a submission waits for, and everybody who was asked with their link."""
    said = {kind: answer for kind, (answer, _reach) in answers.items()}
    over = submission.state in OVER
    requests = [] if over else list(submission.release_requests.all())
    return Agreements(
        asked=[asked(request) for request in requests],
        can_add=not over and said["people"] in releases_services.CLAIMED,
        address="" if over else said.get("email", ""),
        guardian=said.get("guardian", ""),
        people=said["people"],
        objects=said.get("person") == "refused",
    )


def others_are_awaited(person: "Contributor", *, at: datetime.datetime) -> bool:
    """Whether something of this person still waits for a guardian, or for people who are in it."""
    sent = submissions_queries.of_contributor(person).exclude(state__in=OVER).prefetch_related("release_requests")
    return any(releases_queries.missing(one, at=at) for one in sent)


def asked(request: "ReleaseRequest") -> Asked:
    """Somebody who was asked, with their link."""
    return Asked(request, ROLES[request.role], link(request))


def link(request: "ReleaseRequest") -> str:
    """The full address of somebody's page, to be handed over; empty where it only goes by mail."""
    secret = releases_services.handed_secret(request)
    return addresses.absolute(reverse("fans:release", kwargs={"token": secret})) if secret else ""


def language(wanted: str) -> str:
    """A language of these pages."""
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def statement(request: "ReleaseRequest") -> str:
    """What is agreed to, in the language that is active now."""
    return wording.statement(request.role, brand=request.brand.name)


def page(request: "ReleaseRequest") -> dict[str, Any]:
    """Everything the asked person's page says."""
    submission = request.submission
    over = releases_queries.is_over(request)
    identity = getattr(submission.contributor, "identity", None)
    assets = [] if over else submission.assets.filter(withdrawn_at=None).prefetch_related("renditions")
    shown = [pictures.picture(asset) for asset in assets if asset.state in {"ready", "excluded"}]
    return {
        "asked": request,
        "brand": request.brand,
        "campaign": submission.campaign,
        "submission": submission,
        "sender": identity.name if identity else "",
        "over": over,
        "pictures": [picture for picture in shown if picture.image],
        "being_prepared": not over and not shown,
        "receipt": None if over else receipts.receipt(submission, at=shared.now()),
        "statement": statement(request),
        "locale": language((get_language() or "").split("-")[0]),
        "is_guardian": request.role != "person",
    }
