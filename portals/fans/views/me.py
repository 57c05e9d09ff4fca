"""A contributor's own page: thanks, status, where it is used, receipts, taking back, and the conversation."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts_queries
from conversations import services as conversations_services
from portals import addresses, quotas, shared
from portals.fans import private, receipts, story
from portals.fans.forms import ReplyForm
from submissions import lifecycle, queries as submissions_queries, services as submissions_services

if TYPE_CHECKING:
    from accounts.models import Contributor
    from submissions.models import Submission

DONE = ("sent", "withdrawn", "replied", "asked")
JUST_SENT = {"receiving", "processing", "awaiting_review"}


@private.contributor_page
@require_safe
def page(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Everything about what this person sent."""
    done = next((name for name in DONE if request.GET.get(name) == "1"), "")
    return _page(request, contributor, token, done=done)


@private.contributor_page
@require_safe
def receipt(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """What was agreed, to print and keep."""
    found = own(contributor, submission)
    context = _context(contributor, token) | {"receipt": receipts.receipt(found), "submission": found}
    return render(request, "fans/receipt.html", context)


@private.contributor_page
@require_POST
def withdraw(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Take back one submission, or one of its pictures. Taking back twice is fine."""
    found = own(contributor, submission)
    try:
        submissions_services.withdraw(
            submission=found,
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
            assets=_assets(request),
        )
    except submissions_services.UnknownAssets as error:
        raise private.NotHere from error
    except lifecycle.MoveRefused:
        pass  # it was erased, which is more than was asked for
    return _back(token, "withdrawn", found)


@private.contributor_page
@require_POST
def reply(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Write to the brand about one submission."""
    found = own(contributor, submission)
    if (pause := quotas.spend(request, quotas.replies())) is not None:
        return _refused_reply(request, contributor, token, found, [pause], status=429)
    try:
        conversations_services.reply(
            submission=found,
            contributor=contributor,
            text=request.POST.get("text", ""),
            at=shared.now(),
            form_key=_uuid(request.POST.get("form_key")),
        )
    except ValidationError as refused:
        return _refused_reply(request, contributor, token, found, refused.messages, status=422)
    except conversations_services.Refused as refused:
        return _refused_reply(request, contributor, token, found, [str(refused)], status=422)
    return _back(token, "replied", found)


def own(contributor: "Contributor", submission_id: uuid.UUID) -> "Submission":
    """The submission of this person, or the page that says nothing."""
    found = submissions_queries.for_contributor(contributor, submission_id)
    if found is None:
        raise private.NotHere
    return found


def _assets(request: HttpRequest) -> list[uuid.UUID] | None:
    """The picture that was meant; None means all of the submission."""
    if "asset" not in request.POST:
        return None
    asset = _uuid(request.POST["asset"])
    if asset is None:
        raise private.NotHere
    return [asset]


def _back(token: str, done: str, submission: "Submission") -> HttpResponseRedirect:
    address = reverse("fans:me", kwargs={"token": token})
    return HttpResponseRedirect(f"{address}?{done}=1#s-{submission.pk}", status=303)


def _refused_reply(
    request: HttpRequest, contributor: "Contributor", token: str, found: "Submission", told: list[str], *, status: int
) -> HttpResponse:
    form = ReplyForm(request.POST, errors={"text": told})
    return _page(request, contributor, token, reply_form=form, replying_to=found.pk, status=status)


def refused_asking(
    request: HttpRequest, contributor: "Contributor", token: str, asking: uuid.UUID, told: list[str], *, status: int
) -> HttpResponse:
    """The page again, with what was wrong about a person to be asked."""
    return _page(request, contributor, token, asking=asking, asking_refused=told, status=status)


def _page(
    request: HttpRequest,
    contributor: "Contributor",
    token: str,
    *,
    done: str = "",
    reply_form: ReplyForm | None = None,
    replying_to: uuid.UUID | None = None,
    asking: uuid.UUID | None = None,
    asking_refused: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    told = story.stories(contributor, at=shared.now())
    if done == "sent" and all(one.submission.state not in JUST_SENT for one in told):
        done = ""  # the address of the thanks may be kept for months; then what became of it comes first
    context = _context(contributor, token) | {
        "stories": told,
        "done": done,
        "open_campaigns": story.open_campaigns(told, at=shared.now()),
        "reply_form": reply_form,
        "replying_to": replying_to,
        "asking": asking,
        "asking_refused": asking_refused,
        "page_url": reverse("fans:me", kwargs={"token": token}) if reply_form else "",
    }
    story.mark_read(told, by=accounts_queries.actor_of_contributor(contributor), at=shared.now())
    return render(request, "fans/me.html", context, status=status)


def _context(contributor: "Contributor", token: str) -> dict[str, Any]:
    return {
        "contributor": contributor,
        "identity": getattr(contributor, "identity", None),
        "brand": contributor.brand,
        "token": token,
        "me_url": reverse("fans:me", kwargs={"token": token}),
        "me_absolute_url": addresses.absolute(reverse("fans:me", kwargs={"token": token})),
    }


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
