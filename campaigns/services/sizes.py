"""Sizes of pictures that were set before there were any: which are due, how often each was begun, what ended it."""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from campaigns.models import Campaign, HeroFile
from core.nudge import nudge

DRAW = "campaigns.tasks.draw_sizes"
MOST_ATTEMPTS = 3
AGAIN = timedelta(minutes=15)  # longer than they take, and than a queue should be
AT_ONCE = 20
ERROR_LENGTH = 200
KILLED = f"A worker was ended each time it drew them, {MOST_ATTEMPTS} times: too little memory, or a restart."


@transaction.atomic
def nudge_sizes(*, at: datetime) -> int:
    """Have workers draw what is due, and say of what killed them that it did; how many campaigns are drawn."""
    _given_up(at).update(sizes_error=KILLED)
    due = _without_sizes().exclude(sizes_due_at__gt=at).order_by("created_at", "pk")
    found = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:AT_ONCE])
    Campaign.objects.filter(pk__in=found).update(sizes_due_at=at + AGAIN)
    for campaign_id in found:
        nudge(DRAW, queue="photo", campaign_id=campaign_id)
    return len(found)


def begin_sizes(*, campaign_id: uuid.UUID) -> Campaign | None:
    """Count an attempt before it is made, so that a picture which kills its worker is not tried for ever."""
    begun = _without_sizes().filter(pk=campaign_id).update(sizes_attempts=F("sizes_attempts") + 1)
    return Campaign.objects.get(pk=campaign_id) if begun else None


def sizes_failed(*, campaign: Campaign, error: str, for_good: bool) -> None:
    """Say on the row why there are none; for good: this picture is not tried again."""
    last = for_good or campaign.sizes_attempts >= MOST_ATTEMPTS
    _of_this_picture(campaign).update(sizes_error=error[:ERROR_LENGTH] if last else "")


def sizes_wait(*, campaign: Campaign) -> None:
    """The store was away, which is no fault of the picture: this attempt does not count."""
    _of_this_picture(campaign).filter(sizes_attempts__gt=0).update(sizes_attempts=F("sizes_attempts") - 1)


def _without_sizes() -> QuerySet[Campaign]:
    return _untold().filter(sizes_attempts__lt=MOST_ATTEMPTS)


def _given_up(at: datetime) -> QuerySet[Campaign]:
    """Tried as often as anything is, and whoever tried last had time to say how it ended."""
    return _untold().filter(sizes_attempts__gte=MOST_ATTEMPTS).exclude(sizes_due_at__gt=at)


def _untold() -> QuerySet[Campaign]:
    """Pictures without sizes, of which nothing says why there are none."""
    made = HeroFile.objects.filter(campaign=OuterRef("pk"))
    return Campaign.objects.filter(~Exists(made), sizes_error="").exclude(hero_key="")


def _of_this_picture(campaign: Campaign) -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk=campaign.pk, hero_key=campaign.hero_key)
