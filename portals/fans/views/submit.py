"""Sending in: one form, with or without JavaScript, for somebody new or for a contributor who sends another."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts_queries
from accounts.actors import VISITOR
from core import storage
from portals import bodies, proof, quotas, shared, uploads, words
from portals.fans import counting, entry, guards, invitations, pages, private
from rights import grades
from submissions import intake

if TYPE_CHECKING:
    from accounts.models import Contributor
    from campaigns.models import Campaign


@bodies.takes(bodies.sending)
@csrf_exempt  # the upload handlers must stand before anything reads the body; `_checked` asks for the token
@gzip_page  # the token in it is masked anew each time, and Django pads what it compresses: a guess tells nothing
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The public form of a campaign."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    uploads.guard(request, campaign)
    return _checked(request, campaign)


@csrf_protect
def _checked(request: HttpRequest, campaign: "Campaign") -> HttpResponseBase:
    return _form(request, campaign, contributor=None, token=None)


@bodies.takes(bodies.sending)
@require_http_methods(["GET", "HEAD", "POST"])
@private.contributor_page
def another(request: HttpRequest, contributor: "Contributor", *, token: str, slug: str) -> HttpResponseBase:
    """The same form for somebody who is here already: the submission joins their page."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    if campaign.brand_id != contributor.brand_id:
        raise private.NotHere
    uploads.guard(request, campaign)
    return _form(request, campaign, contributor=contributor, token=token)


@never_cache
@require_safe
def guarding(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the form's script fetches at the first touch: a fresh stamp and a sum to solve."""
    campaign = invitations.public_or_404(slug, at=shared.now())
    if quotas.spend(request, quotas.guards(campaign)) is not None:
        return JsonResponse({}, status=429)
    at = shared.now()
    sum_ = proof.challenge(campaign, at=at) if proof.wanted_of_form(campaign) else None
    return JsonResponse({"stamp": guards.stamp(campaign, at=at), "challenge": sum_})


def _form(
    request: HttpRequest, campaign: "Campaign", *, contributor: "Contributor | None", token: str | None
) -> HttpResponseBase:
    page = pages.SubmitPage(request, campaign, contributor=contributor, token=token)
    if page.invitation.closed:
        return page.closed()
    if request.method != "POST":
        return page.blank()
    if pause := _paused(request, campaign):
        return page.paused(pause)
    # Those that arrived in parts stand first. What was stopped on its way does not hold the others up.
    arrived = len(request.POST.getlist("uploads"))
    stopped = uploads.refused(request, after=arrived)
    full = quotas.over(request, *quotas.submissions(campaign)) or ""
    if stopped and not arrived and not request.FILES.getlist("files"):
        held = guards.Held({"files": [file.message for file in stopped]})
    else:
        held = guards.look(request, page.draft, campaign, contributor, at=shared.now())
    if held.errors:
        return page.paused(full) if full else page.refused(held.errors, stopped)
    return _receive(page, stopped, confirm_email=held.confirm_email, full=full)


def _paused(request: HttpRequest, campaign: "Campaign") -> str | None:
    """Why not now. A press counts as a try; only what was received counts for the campaign."""
    return uploads.paused(request) or quotas.spend(request, quotas.tries(quotas.submissions(campaign)[0], campaign))


def _receive(
    page: "pages.SubmitPage", stopped: "list[intake.FileRefused]", *, confirm_email: bool, full: str
) -> HttpResponseBase:
    """Take it in. Where it is `full`, only what arrived before and lost its answer is answered."""
    try:
        received = intake.receive(
            campaign=page.campaign,
            entry=entry.entry(page.said, confirm_email=confirm_email),
            files=entry.files(page.request, stopped={file.index for file in stopped}),
            source="page",
            grade=grades.FORM,
            by=accounts_queries.actor_of_contributor(page.contributor) if page.contributor else VISITOR,
            at=shared.now(),
            form_key=page.draft.form_key,
            contributor=page.contributor,
            leave_out=True,
            room=not full,
        )
    except intake.NoRoom:
        return page.paused(full)
    except intake.Refused as refused:
        return page.refused(refused.errors, uploads.among_all(refused.files, stopped))
    except storage.Unavailable as error:
        passing = _("We cannot take pictures for the moment. Please try again in a minute.")
        return page.refused({"": [words.store_trouble(error, passing)]}, status=503)
    if not received.repeated:
        quotas.spend(page.request, *quotas.submissions(page.campaign))
        uploads.received(page.request)
        counting.count(page.request, page.campaign, counting.SENT, at=shared.now())
    return page.thanks(received.token, uploads.among_all(received.left_out, stopped))
