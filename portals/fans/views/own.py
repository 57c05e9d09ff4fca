"""What contributors change on their own page: words, single choices of the permission, everything, a second look."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts import queries as accounts_queries, services as accounts_services
from moderation import services as moderation_services
from portals import quotas, shared
from portals.fans import entry, own, own_page, private
from portals.fans.own_forms import ALT, AppealForm, EditForm
from submissions import lifecycle, queries as submissions_queries, services as submissions_services

if TYPE_CHECKING:
    from accounts.models import Contributor


@private.contributor_page
@require_POST
def edit(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Change the words that are shown with it while nobody has decided."""
    found = own_page.submission_of(contributor, submission)
    told: dict[str, list[str]]
    try:
        submissions_services.edit(
            submission=found,
            caption=request.POST.get("caption", found.caption),
            credit=request.POST.get("credit"),
            alt_texts=_descriptions(request),
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
        )
        return own_page.back(token, "edited", found)
    except submissions_services.UnknownAssets as error:
        raise private.NotHere from error
    except submissions_services.EditRefused as refused:
        told = {"caption": [str(refused)]}
    except ValidationError as refused:
        told = refused.message_dict
    form = EditForm(found, request.POST, errors=told)
    return own_page.show(request, contributor, token, refused=own.Refused("edit", found.pk, form), status=422)


def _descriptions(request: HttpRequest) -> dict[uuid.UUID, str]:
    """The descriptions that were sent, by picture."""
    found = {}
    for name, text in request.POST.items():
        if name.startswith(ALT):
            asset = entry.identifier(name[len(ALT) :])
            if asset is None:
                raise private.NotHere
            found[asset] = str(text)
    return found


@private.contributor_page
@require_POST
def narrow(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Take back every choice that is not ticked any more; with none ticked all of it is taken back."""
    found = own_page.submission_of(contributor, submission)
    try:
        now = submissions_services.narrow(
            submission=found,
            keep=request.POST.getlist("keep"),
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
        )
    except lifecycle.MoveRefused:
        return own_page.back(token, "withdrawn", found)  # it was erased, which is more than was asked for
    return own_page.back(token, "withdrawn" if now.state == "withdrawn" else "narrowed", found)


@private.contributor_page
@require_POST
def withdraw_everything(request: HttpRequest, contributor: "Contributor", *, token: str) -> HttpResponse:
    """Take back all that was ever sent from this page."""
    submissions_services.withdraw_everything(
        submissions=list(submissions_queries.of_contributor(contributor)),
        by=accounts_queries.actor_of_contributor(contributor),
        at=shared.now(),
    )
    return own_page.back(token, "withdrawn")


@private.contributor_page
@require_POST
def appeal(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Ask for a second look at a rejection, once."""
    found = own_page.submission_of(contributor, submission)
    if (pause := quotas.spend(request, quotas.replies())) is not None:
        return _appeal_refused(request, contributor, token, found.pk, [pause], status=429)
    try:
        moderation_services.appeal(
            submission=found,
            text=request.POST.get("text", ""),
            by=accounts_queries.actor_of_contributor(contributor),
            at=shared.now(),
        )
    except ValidationError as refused:
        return _appeal_refused(request, contributor, token, found.pk, refused.messages, status=422)
    except moderation_services.AppealRefused as refused:
        return _appeal_refused(request, contributor, token, found.pk, [str(refused)], status=422)
    return own_page.back(token, "appealed", found)


def _appeal_refused(
    request: HttpRequest, contributor: "Contributor", token: str, found: uuid.UUID, told: list[str], *, status: int
) -> HttpResponse:
    submission = own_page.submission_of(contributor, found)
    form = AppealForm(submission, request.POST, errors={"text": told})
    return own_page.show(request, contributor, token, refused=own.Refused("appeal", found, form), status=status)


@private.contributor_page
@require_POST
def end_link(request: HttpRequest, contributor: "Contributor", *, token: str, link: int) -> HttpResponse:
    """End one of the links to this page; ending the one in use closes the page."""
    accounts_services.revoke_link(
        contributor=contributor,
        link_id=link,
        by=accounts_queries.actor_of_contributor(contributor),
        at=shared.now(),
    )
    return own_page.back(token, "ended")
