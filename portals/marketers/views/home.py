"""The way in: the brand that was looked at last."""

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts import permissions as accounts_permissions, queries as accounts_queries
from accounts.actors import Actor
from portals.marketers import frame
from portals.shared import member_page

if TYPE_CHECKING:
    from accounts.models import Brand


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponseBase:
    """To the brand's campaigns; without a brand, a sentence that says what to do."""
    brands = list(accounts_queries.brands_of(request.user))  # type: ignore[arg-type]  # signed in
    if not brands:
        return render(request, "marketers/no_brand.html", status=403)
    chosen = next((brand for brand in brands if brand.slug == request.session.get(frame.BRAND)), brands[0])
    return redirect("marketers:campaigns", brand=chosen.slug)


@require_safe
@member_page(accounts_permissions.can_view)
def brand_home(_request: HttpRequest, _actor: Actor, brand: "Brand") -> HttpResponseBase:
    """A brand's studio begins with its campaigns."""
    return redirect("marketers:campaigns", brand=brand.slug)
