"""Links that others open on their own phone: agreeing to a picture one is in, and proving an address.

Opening changes nothing, because mail scanners open links, too: only the button does.
"""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts_queries
from portals import quotas, shared
from portals.fans import agreements, confirming, private
from submissions import services as submissions_services
from submissions.releases import queries as releases_queries, services as releases_services

if TYPE_CHECKING:
    from submissions.models import ReleaseRequest


@csrf_exempt  # no cookie gives a right here, only the secret in the address does
@require_http_methods(["GET", "HEAD", "POST"])
@private.secret_page
def release(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is asked to agree to, with the pictures; and their answer, which they may change."""
    asked = releases_queries.by_secret(token)
    if asked is None:
        raise private.HandedOver
    if request.method != "POST" or releases_queries.is_over(asked):
        return _asked(request, asked)
    if (pause := quotas.spend(request, quotas.agreements())) is not None:
        return _asked(request, asked, told=pause, status=429)
    said = request.POST.get("answer")
    if said not in ("agree", "refuse"):
        return _asked(request, asked, status=422)
    try:
        _answer(request, asked, token, agrees=said == "agree")
    except releases_services.Closed:
        return _asked(request, asked, status=409)
    except releases_services.AnsweredByMail:
        told = _("You said no with the link in our mail. To change that, please open that mail again.")
        return _asked(request, asked, told=told, status=409)
    return redirect(request.path + "?said=1")


def _answer(request: HttpRequest, asked: "ReleaseRequest", token: str, *, agrees: bool) -> None:
    """The statement counts in the language in which it was shown."""
    locale = agreements.language(request.POST.get("locale", ""))
    with translation.override(locale):
        statement = agreements.statement(asked)
    releases_services.answer(
        request=asked,
        link=releases_queries.link_of(asked, token),
        agrees=agrees,
        statement=statement,
        locale=locale,
        control=f"release-page/button:{'agree' if agrees else 'refuse'}",
        at=shared.now(),
    )


def _asked(request: HttpRequest, asked: "ReleaseRequest", *, told: str = "", status: int = 200) -> HttpResponse:
    context = agreements.page(asked) | {"told": told, "said": request.GET.get("said") == "1"}
    return render(request, "fans/release.html", context, status=status)


@csrf_exempt  # as above
@require_http_methods(["GET", "HEAD", "POST"])
@private.secret_page
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """Prove an address with the link of a mail."""
    at = shared.now()
    person = accounts_queries.contributor_by_confirmation(signed, at)
    if person is None:
        raise private.HandedOver
    if request.method == "POST":
        submissions_services.confirm_address(secret=signed, shown=confirming.shown(request), at=at)
        return redirect(request.path)
    waiting = confirming.waiting(person, at=at)
    done = person.identity.email_confirmed_at is not None and not waiting
    waits = done and agreements.others_are_awaited(person, at=at)
    context = {"brand": person.brand, "contributor": person, "done": done, "waits": waits, "sent": waiting}
    return render(request, "fans/confirm.html", context)
