"""The contributor's own page as its views share it: whose submission is meant, the way back, and the page itself."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts import queries as accounts_queries
from portals import addresses, shared
from portals.fans import entry, left_out, own, private, story
from portals.fans.own_forms import KeepForm
from submissions import queries as submissions_queries

if TYPE_CHECKING:
    from accounts.models import Contributor
    from portals.fans.forms import JudgedElsewhere
    from submissions.models import Submission

DONE = (
    "sent", "withdrawn", "replied", "edited", "narrowed", "appealed", "ended", "asked", "mailed", "joined",
    "linked", "kept", "unkept",
)  # fmt: skip
BELOW = {"ended", "mailed", "linked", "kept", "unkept"}  # said in the sections at the end of the page
JUST_SENT = {"receiving", "processing", "awaiting_review"}


@dataclass(frozen=True)
class Kept:
    """An address that was given on this page and that nobody has proven; mail reaches it until a link is ended."""

    address: str
    in_reach: bool


def submission_of(contributor: "Contributor", submission_id: uuid.UUID) -> "Submission":
    """One submission of this person; another's and a missing one are not here alike."""
    found = submissions_queries.for_contributor(contributor, submission_id)
    if found is None:
        raise private.NotHere
    return found


def done(request: HttpRequest) -> str:
    """What was just done, as the address of the way back says."""
    return next((name for name in DONE if request.GET.get(name) == "1"), "")


def assets(request: HttpRequest) -> list[uuid.UUID] | None:
    """The picture that was meant; None means all of the submission."""
    if "asset" not in request.POST:
        return None
    asset = entry.identifier(request.POST["asset"])
    if asset is None:
        raise private.NotHere
    return [asset]


def moment(text: str | None) -> datetime.datetime | None:
    """A time as our pages write it, or None when it is none."""
    try:
        found = datetime.datetime.fromisoformat(text or "").astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None
    return found


def back(token: str, done: str, submission: "Submission | None" = None) -> HttpResponseRedirect:
    """On to the page, to the very place where what was done is said: in the submission it was done with, if any."""
    query = {done: "1"} | ({"of": str(submission.pk)} if submission else {})
    address = reverse("fans:me", kwargs={"token": token})
    return HttpResponseRedirect(f"{address}?{urlencode(query)}#done", status=303)


def show(
    request: HttpRequest,
    contributor: "Contributor",
    token: str,
    *,
    done: str = "",
    refused: own.Refused | None = None,
    keep_form: "JudgedElsewhere | None" = None,
    status: int = 200,
) -> HttpResponse:
    """Everything about what this person sent, and a form of it given back if one was refused."""
    at = shared.now()
    told = story.stories(contributor, at=at, refused=refused)
    if done == "sent" and all(one.submission.state not in JUST_SENT for one in told):
        done = ""  # the address of the thanks may be kept for months; then what became of it comes first
    of = entry.identifier(request.GET.get("of")) if done else None
    replying = refused if refused is not None and refused.what == "reply" else None
    more = {
        "stories": told,
        "done": done,
        "done_in": of if any(one.submission.pk == of for one in told) else None,
        "done_below": done in BELOW,
        "missing": left_out.unpacked(request.GET.get("missing", "")) if done == "sent" else [],
        "open_campaigns": story.open_campaigns(told, at=at),
        "kept": _kept(contributor),
        "links": accounts_queries.contributor_links(contributor, current=token),
        "still_given": sum(one.can_withdraw for one in told),
        "refused_form": refused.form if refused else None,
        "refused_in": refused.submission if refused else None,
        "asking": refused.submission if refused is not None and refused.what == "ask" else None,
        "reply_form": replying.form if replying else None,
        "replying_to": replying.submission if replying else None,
        "page_url": reverse("fans:me", kwargs={"token": token}) if refused or keep_form else "",
        "keep_form": keep_form or KeepForm(),
        "keep_refused": keep_form is not None,
    }
    return render(request, "fans/me.html", context(contributor, token) | more, status=status)


def _kept(contributor: "Contributor") -> Kept | None:
    identity = getattr(contributor, "identity", None)
    if identity is None or not identity.email or identity.email_kept_at is None or identity.email_confirmed_at:
        return None
    reached = accounts_queries.mailbox(brand_id=contributor.brand_id, contributor_id=contributor.pk)
    return Kept(identity.email, reached is not None)


def context(contributor: "Contributor", token: str) -> dict[str, Any]:
    """What every page behind the link shows."""
    return {
        "contributor": contributor,
        "identity": getattr(contributor, "identity", None),
        "brand": contributor.brand,
        "token": token,
        "me_url": reverse("fans:me", kwargs={"token": token}),
        "me_absolute_url": addresses.absolute(reverse("fans:me", kwargs={"token": token})),
    }
