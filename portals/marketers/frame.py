"""What every page of the studio carries: the brand, the section, what this person may do, what waits to be read."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from conversations import queries as conversations_queries
from galleries import queries as galleries_queries
from portals import lists

if TYPE_CHECKING:
    from accounts.models import Brand

BRAND = "brand"


def may(actor: Actor, brand: "Brand") -> dict[str, bool]:
    """What to draw buttons for; the services decide again."""
    return {
        "review": accounts_permissions.can_review(actor, brand.pk),
        "market": accounts_permissions.can_market(actor, brand.pk),
        "export": accounts_permissions.can_export(actor, brand.pk),
        "originals": accounts_permissions.can_fetch_originals(actor, brand.pk),
        "manage": accounts_permissions.can_manage(actor, brand.pk),
    }


def page(
    request: HttpRequest,
    actor: Actor,
    brand: "Brand",
    template: str,
    context: dict[str, Any],
    *,
    section: str,
    status: int = 200,
) -> HttpResponse:
    """Render a page of the studio inside its frame."""
    if request.session.get(BRAND) != brand.slug:
        request.session[BRAND] = brand.slug
    around = {
        "brand": brand,
        "section": section,
        "may": may(actor, brand),
        "brand_choices": lists.brand_choices(request, brand, address="marketers:home"),
        "nav_counts": {
            "conversations": conversations_queries.unread_count(actor),
            "take_downs": galleries_queries.waiting(actor),
        },
    }
    return render(request, f"marketers/{template}", {**around, **context}, status=status)
