"""How much may come in an hour, from one connection and for one campaign, so that a script cannot fill a queue that
people must read, nor the disk.

Counted in the cache by a keyed hash of the address. A broken cache lets people through: the limit is a courtesy
to moderators, not a wall.
"""

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _, ngettext
from redis.exceptions import RedisError

from portals import shared

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign
    from submissions.models import Upload

logger = logging.getLogger(__name__)
LOOKUPS_PER_HOUR = 20
COPIES_PER_HOUR = 5
# Whoever is refused presses again: so many tries an hour for each that may succeed.
TRIES = 10
# A /48 of IPv6 holds 65,536 connections and often belongs to one person; a campus or a festival has few of them.
HOMES = 16


@dataclass(frozen=True)
class Quota:
    """So many of one thing in so many seconds from one connection, or from everybody together for one campaign.

    With `apart` a connection is counted for each of these on its own: what it does at one brand closes no other one.
    """

    name: str
    limit: int
    seconds: int = 3600
    campaign: str = ""
    apart: str = ""


def submissions(campaign: "Campaign") -> tuple[Quota, ...]:
    """Received sendings an hour: generous, because a whole festival may share one address.

    Ask `over` first, and count what was received: a refused press is a try, which costs a campaign nothing.
    """
    return (
        Quota("submissions", settings.SUBMISSIONS_PER_HOUR),
        Quota("submissions", settings.CAMPAIGN_SUBMISSIONS_PER_HOUR, campaign=str(campaign.pk)),
    )


def tries(of: Quota, campaign: "Campaign") -> Quota:
    """Tries an hour, also refused ones, of what may succeed as often as `of` says."""
    return Quota("tries", TRIES * of.limit, apart=f"{of.name}:{campaign.pk}")


def sent_bytes(campaign: "Campaign") -> tuple[Quota, ...]:
    """Bytes an hour in forms that carry their files: as many as may lie here in parts.

    For the connection they are counted as they come, for the campaign once a sending is received: what is refused
    takes nobody else's place.
    """
    most = settings.MEDIA_LIMITS
    return (
        Quota("bytes", most["upload_bytes_per_address"]),
        Quota("bytes", most["upload_bytes_per_campaign"], campaign=str(campaign.pk)),
    )


def uploads(campaign: "Campaign") -> Quota:
    """Files begun an hour: as many to a sending as it may hold."""
    return Quota("uploads", _files_per_hour(), apart=str(campaign.pk))


def upload_calls(upload: "Upload | None") -> Quota:
    """Calls an hour about files on their way, each of which may ask the store: twenty to a file, parts included.

    Ids that nobody has are counted by themselves: who invents them takes no call from whoever sends something.
    """
    if upload is None:
        return Quota("unknown_uploads", settings.SUBMISSIONS_PER_HOUR)
    return Quota("upload_calls", 20 * _files_per_hour(), apart=str(upload.campaign_id))


def thumbnails(upload: "Upload") -> Quota:
    """Small pictures drawn an hour for files on their way: each costs a decoder."""
    return Quota("thumbnails", _files_per_hour(), apart=str(upload.campaign_id))


def _files_per_hour() -> int:
    files: int = settings.SUBMISSIONS_PER_HOUR * settings.MEDIA_LIMITS["max_files"]
    return files


def guards(campaign: "Campaign") -> Quota:
    """Sums to solve an hour: one to a form, and more where a form comes back."""
    return Quota("guards", 5 * settings.SUBMISSIONS_PER_HOUR, apart=str(campaign.pk))


def steps(campaign: "Campaign") -> Quota:
    """Steps on the way to a sent form that are counted in an hour: a handful to a form."""
    return Quota("steps", 20 * settings.SUBMISSIONS_PER_HOUR, apart=str(campaign.pk))


def reports() -> Quota:
    """Reports an hour."""
    return Quota("reports", settings.REPORTS_PER_HOUR)


def agreements() -> Quota:
    """Answers of asked people, and people asked, an hour from one connection."""
    return Quota("agreements", settings.REPLIES_PER_HOUR)


def lookups(brand: "Brand") -> Quota:
    """Questions about an e-mail address an hour, and codes typed in: few people need more than two."""
    return Quota("lookups", LOOKUPS_PER_HOUR, apart=str(brand.pk))


def own_links(brand: "Brand") -> Quota:
    """Links to their own page that people who sent something have mailed to themselves: as many as may send."""
    return Quota("own_links", settings.SUBMISSIONS_PER_HOUR, apart=str(brand.pk))


def reminders() -> Quota:
    """Wishes to be told of an opening: a crowd may have them at once. What one mailbox gets is limited elsewhere."""
    return Quota("reminders", settings.SUBMISSIONS_PER_HOUR)


def copies() -> Quota:
    """Copies of everything an hour: each reads all originals from the store."""
    return Quota("copies", COPIES_PER_HOUR)


def replies() -> Quota:
    """Messages an hour from one contributor's connection."""
    return Quota("replies", settings.REPLIES_PER_HOUR)


def spend(request: HttpRequest, *quotas: Quota, amount: int = 1) -> str | None:
    """Count it; answer None, or the sentence that says why not now and when again.

    What a connection may no longer send is not counted for the campaign: one of many must not stop the others.
    """
    for quota in quotas:
        window = int(shared.now().timestamp()) // quota.seconds
        for whose, limit in _shares(request, quota):
            if _used(quota, whose, window, amount) > limit:
                return _refusal(quota, window)
    return None


def over(request: HttpRequest, *quotas: Quota, more: int = 1) -> str | None:
    """The same sentence where so much `more` would pass the limit; nothing is counted."""
    for quota in quotas:
        window = int(shared.now().timestamp()) // quota.seconds
        for whose, limit in _shares(request, quota):
            if _used(quota, whose, window, 0) + more > limit:
                return _refusal(quota, window)
    return None


def _shares(request: HttpRequest, quota: Quota) -> list[tuple[str, int]]:
    """Who is counted, and up to which limit: the connection, and the network around it a number of times as much."""
    if quota.campaign:
        return [(quota.campaign, quota.limit)]
    purpose = f"{quota.name}:{quota.apart}"
    shares = [(shared.visitor_key(request, purpose=purpose), quota.limit)]
    if site := shared.site_key(request, purpose=purpose):
        shares.append((site, HOMES * quota.limit))
    return shares


def _used(quota: Quota, whose: str, window: int, amount: int) -> int:
    key = f"quota:{quota.name}:{window}:{whose}"
    try:
        cache.add(key, 0, timeout=quota.seconds)
        return int(cache.incr(key, amount))
    except ValueError:  # the window ended between the two calls
        return 0
    except (RedisError, OSError):
        logger.warning("The cache does not answer: the limit on %s is not counted.", quota.name)
        return 0


def seconds_left(quota: Quota) -> int:
    """How long until the counting begins anew."""
    return quota.seconds - int(shared.now().timestamp()) % quota.seconds


def _refusal(quota: Quota, window: int) -> str:
    left = max(1, ((window + 1) * quota.seconds - int(shared.now().timestamp())) // 60)
    when = ngettext("in %(count)d minute", "in %(count)d minutes", left) % {"count": left}
    if quota.campaign:
        return _(
            "So many people are sending to this campaign that we pause here for a moment. "
            "Please try again %(when)s. Nothing you wrote is lost."
        ) % {"when": when}
    return _(
        "A lot came from your internet connection in the last hour, so we pause here for a moment. "
        "Please try again %(when)s. Nothing you wrote is lost."
    ) % {"when": when}
