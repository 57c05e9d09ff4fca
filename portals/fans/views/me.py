"""A contributor's own page: thanks, status, where it is used, receipts, taking back, and the conversation."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts_queries
from conversations import services as conversations_services
from conversations.inbox import queries as inbox_queries
from portals import live, quotas, shared
from portals.fans import entry, own, own_page, private, receipts
from portals.fans.forms import ReplyForm
from submissions import lifecycle, services as submissions_services

if TYPE_CHECKING:
    from accounts.models import Contributor
    from submissions.models import Submission


@private.contributor_page
@require_safe
def page(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponseBase:
    """Everything about what this person sent; a script that only asks for news mostly hears that there is none."""
    at = shared.now()
    tag = live.tag(inbox_queries.stamp_of_contributor(contributor), at)
    if (short := live.no_news(request, tag)) is not None:
        return short
    shown = own_page.show(request, contributor, token, done=own_page.done(request))
    return live.named(request, shown, tag)


@private.contributor_page
@require_safe
def receipt(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """What was agreed, to print and keep."""
    found = own_page.submission_of(contributor, submission)
    shown = {"receipt": receipts.receipt(found, at=shared.now()), "submission": found}
    context = own_page.context(contributor, token) | shown
    return render(request, "fans/receipt.html", context)


@private.contributor_page
@require_safe
def receipt_file(
    request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID
) -> HttpResponse:
    """The same as one file that needs no other: to keep, to print, to show somebody."""
    found = own_page.submission_of(contributor, submission)
    shown = {"receipt": receipts.receipt(found, at=shared.now()), "submission": found}
    context = own_page.context(contributor, token) | shown
    response = render(request, "fans/receipt_file.html", context)
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{found.pk}.html"'
    return response


@private.contributor_page
@require_POST
def withdraw(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Take back one submission, or one of its pictures. Taking back twice is fine."""
    found = own_page.submission_of(contributor, submission)
    try:
        submissions_services.withdraw(
            submission=found,
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
            assets=own_page.assets(request),
        )
    except submissions_services.UnknownAssets as error:
        raise private.NotHere from error
    except lifecycle.MoveRefused:
        pass  # it was erased, which is more than was asked for
    return own_page.back(token, "withdrawn", found)


@private.contributor_page
@require_POST
def reply(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Write to the brand about one submission."""
    found = own_page.submission_of(contributor, submission)
    if (pause := quotas.spend(request, quotas.replies())) is not None:
        return _refused(request, contributor, token, found, [pause], status=429)
    try:
        conversations_services.reply(
            submission=found,
            contributor=contributor,
            text=request.POST.get("text", ""),
            at=shared.now(),
            form_key=entry.identifier(request.POST.get("form_key")),
        )
    except ValidationError as refused:
        return _refused(request, contributor, token, found, refused.messages, status=422)
    except conversations_services.Refused as refused:
        return _refused(request, contributor, token, found, [str(refused)], status=422)
    _mark_read(request, contributor, found)
    return own_page.back(token, "replied", found)


@private.contributor_page
@require_POST
def read(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Somebody has the brand's words before their eyes: the page's script says so, or the button where there is none.

    Opening the page does not tell: mail programs and scanners open links, too.
    """
    found = own_page.submission_of(contributor, submission)
    _mark_read(request, contributor, found)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return HttpResponseRedirect(f"{reverse('fans:me', kwargs={'token': token})}#s-{found.pk}", status=303)


def _mark_read(request: HttpRequest, contributor: "Contributor", found: "Submission") -> None:
    """As far as the page showed them; without a time that we gave it, nothing was shown."""
    until = own_page.moment(request.POST.get("until"))
    if until is not None:
        by = accounts_queries.actor_of_contributor(contributor)
        conversations_services.mark_read(submission=found, by=by, at=shared.now(), until=until)


def _refused(
    request: HttpRequest, contributor: "Contributor", token: str, found: "Submission", told: list[str], *, status: int
) -> HttpResponse:
    form = ReplyForm(request.POST, errors={"text": told})
    return own_page.show(request, contributor, token, refused=own.Refused("reply", found.pk, form), status=status)
