"""The campaign's poster: as PDF for the print shop, as SVG to go on with."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from portals.marketers.posters import pdf, sheet, svg, wording
from portals.marketers.views.campaigns import found
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign


@require_safe
@member_page(accounts_permissions.can_view)
def poster_pdf(_request: HttpRequest, actor: Actor, brand: "Brand", campaign: str, paper: str) -> HttpResponseBase:
    """With bleed and trim, in RGB."""
    current = _found(actor, campaign, paper)
    language = wording.language_of(current)
    made = sheet.compose(wording.words(current), paper)
    drawn = pdf.draw(made, title=current.title, author=brand.name, language=language, at=now())
    return _file(drawn, "application/pdf", f"{current.slug}-{paper}.pdf")


@require_safe
@member_page(accounts_permissions.can_view)
def poster_svg(_request: HttpRequest, actor: Actor, _brand: "Brand", campaign: str, paper: str) -> HttpResponseBase:
    """The same sheet; words in scripts that our letters do not have stay text."""
    current = _found(actor, campaign, paper)
    made = sheet.compose(wording.words(current), paper, any_script=True)
    drawn = svg.draw(made, title=current.title, language=wording.language_of(current))
    return _file(drawn.encode(), "image/svg+xml", f"{current.slug}-{paper}.svg")


def _found(actor: Actor, slug: str, paper: str) -> "Campaign":
    if paper not in sheet.PAPERS:
        raise Http404
    return found(actor, slug)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
