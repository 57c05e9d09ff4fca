"""Counts how far people get on the way to a sent form: steps by day and class of device, never who took them.

Whoever's browser asks not to be tracked is not counted at all, though nothing that is kept could track anybody.
"""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from engagement import services as engagement_services
from portals import live

if TYPE_CHECKING:
    from campaigns.models import Campaign

logger = logging.getLogger(__name__)

SHORT_LINK, PAGE_SEEN, SENT = "short_link", "page_seen", "sent"
# What a page may tell; everything else is counted where we see it ourselves.
TOLD_BY_PAGES = frozenset({"form_started", "file_picked", "upload_finished", "consent_given"})

# Not a step: a page could send nothing straight to the bucket, whose rules or address are wrong.
STORE_BARRED = "store_barred"
SAY_AGAIN_SECONDS = 3600


def warn_of_store() -> None:
    """Tell the operator in the log, once an hour whatever browsers say; each time while the cache is away."""
    try:
        first = cache.add("store-barred", 1, SAY_AGAIN_SECONDS)
    except (RedisError, OSError):
        first = True
    if first:
        logger.warning("Browsers cannot send files to the bucket; they send them with the form. Run manage.py doctor.")


def count(request: HttpRequest, campaign: "Campaign", step: str, *, at: datetime) -> bool:
    """Count one step of this request; says whether it counted."""
    if request.method == "HEAD" or _asks_for_quiet(request) or live.fetched_ahead(request):
        return False
    name = request.headers.get("User-Agent", "")
    return engagement_services.count_step(campaign=campaign, step=step, at=at, user_agent=name)


def _asks_for_quiet(request: HttpRequest) -> bool:
    """Do Not Track, and Global Privacy Control."""
    return request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1"
