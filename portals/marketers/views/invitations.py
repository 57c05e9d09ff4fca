"""An invitation opened: who asks whom to join, and the one click that does it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts_queries, services as accounts_services
from portals import languages
from portals.shared import now


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@languages.in_the_rooms
def invitation(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Say who invites; join when signed in, otherwise sign up or in first."""
    found = accounts_queries.invitation_by_secret(secret, now())
    if found is None:
        return render(request, "marketers/invitation_over.html", status=404)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            accounts_services.accept_invitation(secret=secret, user=request.user, at=now())
        except accounts_services.InvitationInvalid as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Welcome to %(brand)s.") % {"brand": found.brand.name})
            return redirect("marketers:home", brand=found.brand.slug)
    sign_up = f"{reverse('account_signup')}?{urlencode({'invitation': secret})}"
    context = {"invitation": found, "sign_up": sign_up}
    response = render(request, "marketers/invitation.html", context)
    # The address is the secret: no page that is opened from here may learn it.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
