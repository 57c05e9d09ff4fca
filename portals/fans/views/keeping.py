"""Keeping the link to one's own page: mailed, or saved as a calendar entry or a contact. The link is the only key."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts_queries, services as accounts_services
from portals import quotas, saved_files, shared
from portals.fans import own_page, private
from portals.fans.own_forms import KeepForm
from submissions.finding import services as finding_services

if TYPE_CHECKING:
    from accounts.models import Contributor

LOOK_AGAIN = timedelta(days=7)


@private.contributor_page
@require_POST
def mail(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Mail this link to an address: once, or to be kept as the person's own."""
    keep = request.POST.get("keep") == "yes"
    if (pause := quotas.spend(request, quotas.own_links(contributor.brand))) is not None:
        return _refused(request, contributor, token, [pause], 429)
    try:
        finding_services.mail_own_link(
            contributor=contributor,
            address=request.POST.get("email", "").replace("\0", ""),
            keep=keep,
            locale=get_language() or "en",
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
        )
    except ValidationError as refused:
        return _refused(request, contributor, token, refused.messages, 422)
    except finding_services.EnoughMail:
        full = _("This page has mailed its link often enough today. Please try again tomorrow.")
        return _refused(request, contributor, token, [full], 422)
    return own_page.back(token, "kept" if keep else "linked")


@private.contributor_page
@require_POST
def forget(_request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Remove the address that was kept from this page."""
    accounts_services.remove_email(contributor=contributor, by=accounts_queries.actor_of_contributor(contributor))
    return own_page.back(token, "unkept")


def _refused(
    request: HttpRequest, contributor: "Contributor", token: str, told: list[str], status: int
) -> HttpResponse:
    form = KeepForm(request.POST, errors={"email": told})
    return own_page.show(request, contributor, token, keep_form=form, status=status)


@private.contributor_page
@require_safe
def calendar(_request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """A day in a week on which to look what became of it, with the link."""
    title, note, url = _words(contributor, token)
    at = shared.now()
    content = saved_files.day(
        uid=f"{uuid.uuid4()}@fanfare", title=title, on=(at + LOOK_AGAIN).date(), text=f"{note}\n{url}", url=url, at=at
    )
    return saved_files.answer(content, kind=saved_files.CALENDAR, name="fanfare.ics")


@private.contributor_page
@require_safe
def contact(_request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """The link as a card for the contacts."""
    title, note, url = _words(contributor, token)
    return saved_files.answer(
        saved_files.contact(name=title, note=note, url=url), kind=saved_files.CONTACT, name="fanfare.vcf"
    )


def _words(contributor: "Contributor", token: str) -> tuple[str, str, str]:
    title = _("My page at %(brand)s") % {"brand": contributor.brand.name}
    note = _("What became of what I sent, and taking it back. Whoever has this link can open the page.")
    return title, note, own_page.context(contributor, token)["me_absolute_url"]
