"""Counts views of public pages: per page and day, no cookie, no address, nothing about single visitors."""

import datetime

from django.db import transaction
from django.db.models import F

from campaigns.models import Campaign
from engagement import robots
from engagement.models import DailyViews
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
