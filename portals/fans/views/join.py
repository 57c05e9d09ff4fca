"""Bringing one's pages together: asked for on the page, proven by a link that is mailed to the address."""

import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services as accounts_services
from portals import quotas, shared
from portals.fans import confirming, entry, own_page, private, story
from submissions.finding import services as finding_services

if TYPE_CHECKING:
    from accounts.models import Contributor


@private.contributor_page
@require_POST
def ask(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Mail a link to the address of this page; nothing is joined before it was opened and pressed."""
    identity = getattr(contributor, "identity", None)
    if identity is not None and identity.email and quotas.spend(request, quotas.lookups(contributor.brand)) is None:
        finding_services.ask(
            brand=contributor.brand,
            kind=finding_services.Kind.JOIN,
            address=identity.email,
            locale=get_language() or "en",
            at=shared.now(),
        )
    return own_page.back(token, "mailed")


@csrf_exempt  # as behind every private link: the secret in the address is the only right here
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show the pages of this address and bring those together that are said to be one's own."""
    try:
        response = _joined(request, token) if request.method == "POST" else _offer(request, token)
    except finding_services.LinkOver:
        response = render(request, "fans/not_here.html", {"handed": True}, status=404)
    return private.kept_private(response)


def _offer(request: HttpRequest, token: str, *, refused: bool = False) -> HttpResponse:
    asked = finding_services.join_request(token, at=shared.now())
    at = shared.now()
    people = finding_services.joinable(asked)
    context = {
        "brand": asked.brand,
        "pages": [(one, story.stories(one, at=at), confirming.waiting(one, at=at)) for one in people],
        "token": token,
        "refused": refused,
    }
    return render(request, "fans/finding/join.html", context, status=422 if refused else 200)


def _joined(request: HttpRequest, token: str) -> HttpResponse:
    named = [entry.identifier(text) for text in request.POST.getlist("page")]
    people: list[uuid.UUID] = [one for one in named if one is not None]
    try:
        shown = confirming.shown(request)
        _into, secret = finding_services.join(secret=token, people=people, shown=shown, at=shared.now())
    except accounts_services.NotTheirs:
        return _offer(request, token, refused=True)
    return own_page.back(secret, "joined")
