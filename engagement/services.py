"""Counts views and steps of public pages: per page and day, no cookie, no address, nothing about single visitors."""

import datetime

from django.db import transaction
from django.db.models import F

from campaigns.models import Campaign
from engagement import devices, robots
from engagement.models import DailySteps, DailyViews, Step
from galleries.models import Gallery


def count_view(
    *,
    at: datetime.datetime,
    user_agent: str,
    gallery: Gallery | None = None,
    campaign: Campaign | None = None,
) -> bool:
    """Count one opening of a gallery or a campaign page, unless a known robot opened it. Says whether it counted."""
    page = gallery or campaign
    if page is None or (gallery is not None and campaign is not None):
        raise ValueError("name one page")
    if robots.is_robot(user_agent):
        return False
    day = at.astimezone(datetime.UTC).date()
    row = DailyViews.objects.filter(gallery=gallery, campaign=campaign, day=day)
    with transaction.atomic():
        # Adding inside the database keeps every view when two arrive at once; the first of a day makes the row.
        if not row.update(views=F("views") + 1):
            first = DailyViews(brand_id=page.brand_id, gallery=gallery, campaign=campaign, day=day, views=0)
            DailyViews.objects.bulk_create([first], ignore_conflicts=True)
            row.update(views=F("views") + 1)
    return True


def count_step(*, campaign: Campaign, step: str, at: datetime.datetime, user_agent: str) -> bool:
    """Count one step on the way to a sent form, unless a known robot took it. Says whether it counted.

    Raises ValueError for a step that there is not.
    """
    known = Step(step)
    if robots.is_robot(user_agent):
        return False
    where = {
        "campaign": campaign,
        "day": at.astimezone(datetime.UTC).date(),
        "step": known,
        "device": devices.device(user_agent),
    }
    row = DailySteps.objects.filter(**where)
    with transaction.atomic():
        if not row.update(count=F("count") + 1):
            DailySteps.objects.bulk_create([DailySteps(brand_id=campaign.brand_id, **where)], ignore_conflicts=True)
            row.update(count=F("count") + 1)
    return True
