"""How a campaign goes, on one page: where it stands, what came in, and the one thing to do next."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from galleries import queries as galleries_queries
from portals import addresses, pictures
from submissions import queries as submissions_queries
from submissions.lifecycle import State

if TYPE_CHECKING:
    from campaigns.models import Campaign

LATEST = 10


@dataclass(frozen=True)
class NextStep:
    """One sentence and, where a click does it, the click."""

    sentence: str
    label: str = ""
    address: str = ""
    post: bool = False


def of(*, actor: Actor, campaign: "Campaign", at: datetime.datetime, may: dict[str, bool]) -> dict[str, Any]:
    """All that the page says."""
    counts = _counts(actor, campaign)
    sent = submissions_queries.of_brand(actor).filter(campaign=campaign)
    latest = sent.select_related("contributor__identity").prefetch_related("assets__renditions")
    return {
        "counts": counts,
        "total": sum(counts.values()),
        "latest": [
            (submission, pictures.first_picture(list(submission.assets.all())))
            for submission in latest.order_by("-received_at", "-id")[:LATEST]
        ],
        "public": campaign.state in {"live", "closed"},
        "address": addresses.absolute(reverse("fans:campaign", kwargs={"slug": campaign.slug})),
        "refusal": campaigns_queries.accepts(campaign, at),
        "next_step": next_step(
            campaign, counts, at=at, may=may, shown=galleries_queries.of_campaign(actor, campaign).exists()
        ),
    }


def _counts(actor: Actor, campaign: "Campaign") -> dict[str, int]:
    found = submissions_queries.of_brand(actor).filter(campaign=campaign).order_by().values_list("state")
    counted = dict(found.annotate(number=Count("pk")))
    return {state: counted.get(state, 0) for state in State.values}


def next_step(
    campaign: "Campaign", counts: dict[str, int], *, at: datetime.datetime, may: dict[str, bool], shown: bool = False
) -> NextStep | None:
    """The most useful thing to do now, for this person; `shown` when a gallery of it is published already."""
    if campaign.state == "draft" and may["market"]:
        return _before_opening(campaign)
    waiting = counts.get(State.AWAITING_REVIEW, 0)
    if waiting and may["review"]:
        sentence = ngettext("%(count)s item waits for you.", "%(count)s items wait for you.", waiting)
        queue = reverse("moderators:queue", kwargs={"brand": campaign.brand.slug})
        return NextStep(sentence % {"count": waiting}, _("Review them"), f"{queue}?campaign={campaign.slug}")
    return _while_open(campaign, counts, at=at, may=may, shown=shown)


def _before_opening(campaign: "Campaign") -> NextStep:
    here = {"brand": campaign.brand.slug, "campaign": campaign.slug}
    if campaign.terms_id is None:
        sentence = _("Choose the terms: fans need to know what they allow.")
        return NextStep(sentence, _("Choose the terms"), reverse("marketers:terms", kwargs=here))
    if not campaign.hero_key:
        sentence = _("A picture at the head of the page shows people what you hope for. You can also open without.")
        return NextStep(sentence, _("Add a picture"), reverse("marketers:hero", kwargs=here))
    return NextStep(
        _("Everything is in place."), _("Open the campaign"), reverse("marketers:open", kwargs=here), post=True
    )


def _while_open(
    campaign: "Campaign", counts: dict[str, int], *, at: datetime.datetime, may: dict[str, bool], shown: bool
) -> NextStep | None:
    brand = {"brand": campaign.brand.slug}
    if campaign.state == "live" and not any(counts.values()):
        return NextStep(_("Nothing has come in yet. Share the link, or print the QR code where your fans are."))
    if counts.get(State.APPROVED) and may["market"] and not shown:
        gallery = f"{reverse('marketers:new_gallery', kwargs=brand)}?campaign={campaign.slug}"
        sentence = ngettext(
            "%(count)s item is approved. Show it in a gallery.",
            "%(count)s items are approved. Show the best in a gallery.",
            counts[State.APPROVED],
        )
        return NextStep(sentence % {"count": counts[State.APPROVED]}, _("Make a gallery"), gallery)
    return None
