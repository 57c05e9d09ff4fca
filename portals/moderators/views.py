"""Looking: the queue, one item, and what was decided. Deciding is in decisions.py."""

import json
import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import Actor
from moderation import queries as moderation_queries
from portals import lists
from portals.moderators import desk, door, forms, stage
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign
    from submissions.models import Submission

DECIDED_ORDER = ("-state_since", "-id")


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponseBase:
    """The queue of the brand that was looked at last, or of the first one."""
    brands = list(accounts_queries.brands_of(request.user))  # type: ignore[arg-type]  # signed in
    chosen = next((brand for brand in brands if brand.slug == request.session.get(desk.BRAND)), None)
    if not brands:
        return render(request, "moderators/no_brand.html", status=403)
    return redirect("moderators:queue", brand=(chosen or brands[0]).slug)


@require_safe
@member_page(accounts_permissions.can_view)
def queue(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponse:
    """The item that has waited longest, or the pleasant sight of an empty queue."""
    desk.remember_brand(request.session, brand.slug)
    if "again" not in request.GET:
        lists.say_unknown_campaign(request, actor)
    current = stage.first(actor, door.campaign_of(request, actor))
    if current is None:
        # The page that says so asks again by itself: silence is the answer as long as it stays true.
        return HttpResponse(status=204) if "again" in request.GET else empty(request, actor, brand)
    return screen(request, actor, brand, door.item_of(actor, current.pk))


@require_safe
@member_page(accounts_permissions.can_view)
def item(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponse:
    """One item, in whatever state it is."""
    desk.remember_brand(request.session, brand.slug)
    lists.say_unknown_campaign(request, actor)
    return screen(request, actor, brand, door.item_of(actor, submission))


@require_safe
@member_page(accounts_permissions.can_view)
def decided(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponse:
    """What was approved and rejected, newest first."""
    campaign = door.campaign_of(request, actor)
    lists.say_unknown_campaign(request, actor)
    page = lists.listed(request, stage.decided(actor, campaign), order=DECIDED_ORDER)
    more = {
        **stage.room(actor=actor, campaign=campaign, at=now()),
        "rows": stage.decided_rows(page.items),
        "newer": page.newer,
        "older": page.older,
        "in_decided": True,
    }
    return render(request, "moderators/decided.html", {**_frame(request, brand, campaign), **more})


def screen(
    request: HttpRequest,
    actor: Actor,
    brand: "Brand",
    submission: "Submission",
    *,
    said: str = "",
    undoable: bool = True,
    problem: str = "",
    reject_form: forms.RejectForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The room with one item on the stage. `said` is announced; `problem` is shown above the facts."""
    campaign = door.campaign_of(request, actor)
    more = stage.context(actor=actor, submission=submission, campaign=campaign, at=now())
    more |= {
        "problem": problem,
        "ask": "reject" if reject_form else request.GET.get("ask", ""),
        "reject_form": reject_form or forms.RejectForm(initial=_undone(actor, submission)),
        "block_form": forms.BlockForm(),
        "wanted_picture": _wanted(request, len(more["pictures"])),
    }
    response = render(request, "moderators/room.html", {**_frame(request, brand, campaign), **more}, status=status)
    response.headers["HX-Push-Url"] = door.address("item", brand, campaign, submission=submission.pk)
    return _saying(response, said, undoable=undoable)


def _undone(actor: Actor, submission: "Submission") -> dict[str, Any]:
    """What this person wrote when they rejected it, if they have just taken that back."""
    undone = moderation_queries.undone_rejection(actor, submission) if submission.state == "awaiting_review" else None
    return {"reason": undone.reason, "note": undone.note} if undone else {}


def empty(request: HttpRequest, actor: Actor, brand: "Brand", *, said: str = "") -> HttpResponse:
    """Nothing waits."""
    campaign = door.campaign_of(request, actor)
    more = stage.room(actor=actor, campaign=campaign, at=now())
    response = render(request, "moderators/nothing.html", {**_frame(request, brand, campaign), **more})
    response.headers["HX-Push-Url"] = door.address("queue", brand, campaign)
    return _saying(response, said)


def _saying(response: HttpResponse, said: str, *, undoable: bool = True) -> HttpResponse:
    """Let the page announce the result, with undo beside it where there is something to undo."""
    if said:
        undo = gettext("Undo (U)") if undoable else ""
        response.headers["HX-Trigger"] = json.dumps({"said": {"text": said, "undo": undo}})
    return response


def _frame(request: HttpRequest, brand: "Brand", campaign: "Campaign | None") -> dict[str, Any]:
    return {
        "brand": brand,
        "brand_choices": lists.brand_choices(request, brand, address="moderators:queue"),
        "undo": desk.newest(request.session, brand.pk),
        "reasons": forms.reasons(),
        "here": request.path,
        "suffix": f"?campaign={campaign.slug}" if campaign else "",
    }


def _wanted(request: HttpRequest, count: int) -> int:
    """Which of the item's pictures is on the stage, from 1."""
    raw = request.GET.get("picture", "1")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 3 and 1 <= int(raw) <= count else 1
