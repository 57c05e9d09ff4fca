"""The visitor chooses a language; a cookie keeps the choice for a year, and the page stays."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language


@csrf_exempt
@require_POST
@never_cache
def choose(request: HttpRequest) -> HttpResponseBase:
    """Back to the page, in the language chosen.

    No CSRF token is asked for: who forges this changes the language of a page. Asking would set a cookie on every
    public page, and lock out a contributor's own page, which sends no origin.
    """
    return set_language(request)
