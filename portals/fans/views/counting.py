"""Takes the word of the form's page that a step was taken: one of a few words, and no answer but that it was heard."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns import queries as campaigns_queries
from portals import quotas, shared
from portals.fans import counting, invitations

LONGEST = 32


@csrf_exempt  # a beacon carries no header of ours; nothing is changed but a count, and only from our own pages
@never_cache
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Count a step of a form that takes something now."""
    at = shared.now()
    campaign = invitations.public_or_404(slug, at=at)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponse(status=403)
    name = _word(request)
    if name not in {*counting.TOLD_BY_PAGES, counting.STORE_BARRED}:
        return HttpResponse(status=400)
    if quotas.spend(request, quotas.steps(campaign)) is not None:
        return HttpResponse(status=429)
    if name == counting.STORE_BARRED:
        counting.warn_of_store()
    elif campaigns_queries.accepts(campaign, at) is None:
        counting.count(request, campaign, name, at=at)
    return HttpResponse(status=204)


def _word(request: HttpRequest) -> str:
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return ""
    return request.body.decode("ascii", "replace") if 0 < length <= LONGEST else ""
