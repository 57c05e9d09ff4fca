"""Counts that say nothing about single visitors: views of a public page per day, no cookie, no address."""

from django.db import models
from django.db.models import Q

from accounts.models import Brand
from campaigns.models import Campaign
from galleries.models import Gallery


class DailyViews(models.Model):
    """How often a gallery or a campaign page was opened on one day (UTC) by something that is not a known robot."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gallery", "day"], condition=Q(campaign=None), name="views_gallery_day"),
            models.UniqueConstraint(fields=["campaign", "day"], condition=Q(gallery=None), name="views_campaign_day"),
            models.CheckConstraint(
                condition=Q(gallery=None, campaign__isnull=False) | Q(gallery__isnull=False, campaign=None),
                name="views_of_one_page",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.views}"
