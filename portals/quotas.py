"""How much one connection may send in an hour, so that a script cannot fill a queue that people must read.

Counted in the cache by a keyed hash of the address. A broken cache lets people through: the limit is a courtesy
to moderators, not a wall.
"""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext
from redis.exceptions import RedisError

from portals import shared

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Quota:
    """So many of one thing in so many seconds from one connection."""

    name: str
    limit: int
    seconds: int = 3600


def submissions() -> Quota:
    """Sendings an hour: generous, because a whole festival may share one address."""
    return Quota("submissions", settings.SUBMISSIONS_PER_HOUR)


def uploads() -> Quota:
    """Files begun an hour: as many to a sending as it may hold."""
    return Quota("uploads", settings.SUBMISSIONS_PER_HOUR * settings.MEDIA_LIMITS["max_files"])


def thumbnails() -> Quota:
    """Small pictures drawn an hour for files on their way: each costs a decoder."""
    return Quota("thumbnails", settings.SUBMISSIONS_PER_HOUR * settings.MEDIA_LIMITS["max_files"])


def reports() -> Quota:
    """Reports an hour."""
    return Quota("reports", settings.REPORTS_PER_HOUR)


def replies() -> Quota:
    """Messages an hour from one contributor's connection."""
    return Quota("replies", settings.REPLIES_PER_HOUR)


def spend(request: HttpRequest, quota: Quota) -> str | None:
    """Count one; answer None, or the sentence that says why not now and when again."""
    window = int(shared.now().timestamp()) // quota.seconds
    key = f"quota:{quota.name}:{window}:{shared.visitor_key(request, purpose=quota.name)}"
    try:
        cache.add(key, 0, timeout=quota.seconds)
        used = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return None
    except (RedisError, OSError):
        logger.warning("The cache does not answer: the limit on %s is not counted.", quota.name)
        return None
    return _refusal(quota, window) if used > quota.limit else None


def seconds_left(quota: Quota) -> int:
    """How long until the counting begins anew."""
    return quota.seconds - int(shared.now().timestamp()) % quota.seconds


def _refusal(quota: Quota, window: int) -> str:
    left = max(1, ((window + 1) * quota.seconds - int(shared.now().timestamp())) // 60)
    when = ngettext("in %(count)d minute", "in %(count)d minutes", left) % {"count": left}
    return _(
        "A lot came from your internet connection in the last hour, so we pause here for a moment. "
        "Please try again %(when)s. Nothing you wrote is lost."
    ) % {"when": when}
