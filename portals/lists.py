"""Lists on members' pages: one keyset page of a queryset with the addresses of the pages beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts import queries as accounts_queries
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


def brand_choices(request: HttpRequest, brand: "Brand", *, address: str) -> list[dict[str, object]]:
    """The brands of this person for the switch in the top bar; `address` names the page it leads to."""
    return [
        {"name": choice.name, "url": reverse(address, kwargs={"brand": choice.slug}), "current": choice.pk == brand.pk}
        for choice in accounts_queries.brands_of(request.user)  # type: ignore[arg-type]  # members only
    ]
