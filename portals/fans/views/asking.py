"""On a contributor's own page: whom to ask, how the link reaches them, and the link that proves an address again."""

import io
import uuid
from typing import TYPE_CHECKING

import segno
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries as accounts_queries
from portals import quotas, shared
from portals.fans import agreements, own, own_page, private
from portals.fans.forms import JudgedElsewhere
from submissions import services as submissions_services
from submissions.releases import queries as releases_queries, services as releases_services
from submissions.releases.validators import Person

if TYPE_CHECKING:
    from accounts.models import Contributor
    from submissions.models import ReleaseRequest


@private.contributor_page
@require_POST
def ask(request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID) -> HttpResponse:
    """Name one more person who is in it."""
    found = own_page.submission_of(contributor, submission)
    if (pause := quotas.spend(request, quotas.agreements())) is not None:
        return _refused(request, contributor, token, found.pk, [pause], status=429)
    person = Person(request.POST.get("person_name", ""), request.POST.get("person_email", ""))
    by = accounts_queries.actor_of_contributor(contributor)
    try:
        releases_services.add_person(submission=found, person=person, by=by, at=shared.now())
    except ValidationError as refused:
        return _refused(request, contributor, token, found.pk, refused.messages, status=422)
    except releases_services.Closed as closed:
        raise private.NotHere from closed
    return own_page.back(token, "asked", found)


@private.contributor_page
@require_POST
def mail_link(
    request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID, asked: uuid.UUID
) -> HttpResponse:
    """Have us send the link to somebody who has not answered. The page says the same whether it goes out today."""
    request_ = _asked(contributor, submission, asked)
    if (pause := quotas.spend(request, quotas.agreements())) is not None:
        return _refused(request, contributor, token, submission, [pause], status=429)
    by = accounts_queries.actor_of_contributor(contributor)
    try:
        releases_services.write_to(request=request_, email=request.POST.get("person_email", ""), by=by, at=shared.now())
    except ValidationError as refused:
        return _refused(request, contributor, token, submission, refused.messages, status=422)
    except releases_services.Closed as closed:
        raise private.NotHere from closed
    return own_page.back(token, "asked", own_page.submission_of(contributor, submission))


@private.contributor_page
@require_safe
def qr(
    _request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID, asked: uuid.UUID
) -> HttpResponse:
    """The link as a picture, to be opened with the other phone's camera."""
    shown = agreements.asked(_asked(contributor, submission, asked))
    if not shown.handed_over:
        raise private.NotHere
    drawing = io.BytesIO()
    segno.make(shown.link, error="m", micro=False).save(
        drawing, kind="svg", scale=6, border=4, light="#fff", dark="#000", xmldecl=False
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@private.contributor_page
@require_POST
def confirm_again(
    request: HttpRequest, contributor: "Contributor", *, token: str, submission: uuid.UUID
) -> HttpResponse:
    """Send the link that proves the address once more."""
    found = own_page.submission_of(contributor, submission)
    if (pause := quotas.spend(request, quotas.agreements())) is not None:
        return _refused(request, contributor, token, found.pk, [pause], status=429)
    submissions_services.ask_again(submission=found, at=shared.now())
    return own_page.back(token, "asked", found)


def _asked(contributor: "Contributor", submission: uuid.UUID, asked: uuid.UUID) -> "ReleaseRequest":
    found = releases_queries.of_submission(own_page.submission_of(contributor, submission), asked)
    if found is None:
        raise private.NotHere
    return found


def _refused(
    request: HttpRequest, contributor: "Contributor", token: str, asking: uuid.UUID, told: list[str], *, status: int
) -> HttpResponse:
    """The page again, with what was wrong about a person to be asked."""
    form = JudgedElsewhere(request.POST, errors={"": told})
    return own_page.show(request, contributor, token, refused=own.Refused("ask", asking, form), status=status)
