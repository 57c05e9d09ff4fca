"""Finding one's things again by e-mail: links to one's pages, and "why is my post not here?".

Every answer on these pages is the same, whoever asks about whatever address; what there is to say goes by mail.
"""

import uuid
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portals import quotas, shared
from portals.fans import checking, invitations
from portals.fans.own_forms import AddressForm, CodeForm
from submissions.finding import services as finding_services

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from portals.fans.forms import JudgedElsewhere


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Mail the links to one's own pages at this brand."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    if request.method != "POST":
        return _shown(request, campaign, "fans/finding/find.html", form=AddressForm())
    if refused := _ask(request, campaign, finding_services.Kind.PAGES)[1]:
        return _shown(request, campaign, "fans/finding/find.html", **refused)
    return _shown(request, campaign, "fans/finding/found.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Why is my post not here? The address gets a code; the next page takes it."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    if request.method != "POST":
        return _shown(request, campaign, "fans/finding/check.html", form=AddressForm())
    asked, refused = _ask(request, campaign, finding_services.Kind.CHECK)
    if asked is None:
        return _shown(request, campaign, "fans/finding/check.html", **refused)
    parts = {"slug": campaign.slug, "request_id": asked}
    return HttpResponseRedirect(reverse("fans:check_code", kwargs=parts), status=303)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_code(request: HttpRequest, slug: str, request_id: uuid.UUID) -> HttpResponse:
    """Take the code and say, once, what became of what was sent. Any id has this page, also one nobody made."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    if request.method != "POST":
        return _shown(request, campaign, "fans/finding/code.html", form=CodeForm())
    if (pause := quotas.spend(request, quotas.lookups(campaign.brand))) is not None:
        return _shown(request, campaign, "fans/finding/code.html", **_back(request, CodeForm, "code", [pause], 429))
    try:
        sent = finding_services.redeem_code(
            request_id=request_id, campaign_id=campaign.pk, code=request.POST.get("code", ""), at=shared.now()
        )
    except finding_services.WrongCode:
        told = [_("This code does not fit, or it is over. A code works once, for fifteen minutes; ask for a new one.")]
        return _shown(request, campaign, "fans/finding/code.html", **_back(request, CodeForm, "code", told, 422))
    return _shown(request, campaign, "fans/finding/answer.html", found=checking.answers(sent, at=shared.now()))


def _ask(request: HttpRequest, campaign: "Campaign", kind: str) -> tuple[uuid.UUID | None, dict[str, Any]]:
    """The question that was kept, or what has to be put right before it is."""
    if (pause := quotas.spend(request, quotas.lookups(campaign.brand))) is not None:
        return None, _back(request, AddressForm, "email", [pause], 429)
    try:
        asked = finding_services.ask(
            brand=campaign.brand,
            campaign=campaign,
            kind=kind,
            address=request.POST.get("email", "").replace("\0", ""),
            locale=get_language() or "en",
            at=shared.now(),
        )
    except ValidationError as refused:
        return None, _back(request, AddressForm, "email", refused.messages, 422)
    return asked.pk, {}


def _back(
    request: HttpRequest, form: "type[JudgedElsewhere]", field: str, told: list[str], status: int
) -> dict[str, Any]:
    return {"form": form(request.POST, errors={field: told}), "status": status}


def _shown(
    request: HttpRequest, campaign: "Campaign", template: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"campaign": campaign, "brand": campaign.brand, **more}
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
