"""The link at the foot of a mail: stop mail of this kind, or have it again. Opening it changes nothing."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts_queries, services as accounts_services
from conversations.emails import services as emails_services
from portals import shared
from portals.fans import private


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask, and on POST do it. Mail programs post here by themselves when somebody presses their own button.

    No CSRF token: no cookie gives any right here, the signed link is the key, and mail programs have no form.
    """
    contributor = emails_services.contributor_of_stop_link(token)
    if contributor is None:
        return _unknown(request)
    box = accounts_queries.mailbox(brand_id=contributor.brand_id, contributor_id=contributor.pk)
    if box is None:
        return _unknown(request)
    refused = box.refused
    if request.method == "POST":
        refused = request.POST.get("again") != "1"
        if refused:
            accounts_services.refuse_mail(brand=contributor.brand, email=box.email, at=shared.now())
        else:
            accounts_services.accept_mail(brand=contributor.brand, email=box.email)
    context = {"brand": contributor.brand, "refused": refused, "changed": request.method == "POST"}
    return private.kept_private(render(request, "fans/stop_mail.html", context))


def _unknown(request: HttpRequest) -> HttpResponseBase:
    return private.kept_private(render(request, "fans/not_here.html", {"handed": True}, status=404))
