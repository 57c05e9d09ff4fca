"""Counts that say nothing about single visitors: views and steps of public pages per day, no cookie, no address."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class Step(models.TextChoices):
    """What somebody did on the way from a campaign's page to a sent form, in that order; and how they came."""

    SHORT_LINK = "short_link", _("Came by the short link")
    PAGE_SEEN = "page_seen", _("Page seen")
    FORM_STARTED = "form_started", _("Form started")
    FILE_PICKED = "file_picked", _("File picked")
    UPLOAD_FINISHED = "upload_finished", _("Upload finished")
    CONSENT_GIVEN = "consent_given", _("Permission given")
    SENT = "sent", _("Sent")


class Device(models.TextChoices):
    """As coarse as it can be: the size of the screen in somebody's hand."""

    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    DESKTOP = "desktop", _("Desktop")


class DailySteps(models.Model):
    """How often one step was taken on one day (UTC) with one class of device; nothing about who took it."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    step = models.CharField(max_length=16, choices=Step.choices)
    device = models.CharField(max_length=8, choices=Device.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "day", "step", "device"], name="steps_once_a_day"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="steps_step_known"),
            models.CheckConstraint(condition=Q(device__in=Device.values), name="steps_device_known"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.step} {self.device}: {self.count}"
