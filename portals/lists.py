"""Lists on members' pages: one keyset page of a queryset with the addresses of the pages beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.actors import Actor
from campaigns import queries as campaigns_queries
from core import keyset

if TYPE_CHECKING:
    from accounts.models import Brand

Row = TypeVar("Row", bound=models.Model)
SIZE = 30


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """The rows of this page; `newer` and `older` are empty at the ends."""

    items: list[Row]
    newer: str
    older: str


def listed(
    request: HttpRequest, queryset: "models.QuerySet[Row]", *, order: Sequence[str], size: int = SIZE
) -> Listed[Row]:
    """Read the page that `?cursor=` asks for. A cursor that is not ours is a missing page."""
    try:
        page = keyset.page(queryset, order=order, cursor=request.GET.get("cursor"), size=size)
    except keyset.BadCursor as error:
        raise Http404 from error
    return Listed(page.items, _beside(request, page.previous), _beside(request, page.next))


def _beside(request: HttpRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return f"?{asked.urlencode()}"


def say_unknown_campaign(request: HttpRequest, actor: Actor) -> None:
    """Say that `?campaign=` names none of this brand, where all of them are listed then."""
    slug = request.GET.get("campaign", "")
    if slug and ("\x00" in slug or campaigns_queries.get(actor, slug) is None):
        messages.warning(request, _("There is no such campaign here, so this is not narrowed to one."))


def brand_choices(request: HttpRequest, brand: "Brand", *, address: str) -> list[dict[str, object]]:
    """The brands of this person for the switch in the top bar; `address` names the page it leads to."""
    return [
        {"name": choice.name, "url": reverse(address, kwargs={"brand": choice.slug}), "current": choice.pk == brand.pk}
        for choice in accounts_queries.brands_of(request.user)  # type: ignore[arg-type]  # members only
    ]
