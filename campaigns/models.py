"""Campaigns: the brief, hashtags, opening and closing time, entry questions and limits."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Brand
from campaigns import codes
from campaigns.lifecycle import State
from rights.models import Terms


class Campaign(models.Model):
    """One invitation to send photos and videos."""

    class EmailPolicy(models.TextChoices):
        NONE = "none", _("Do not ask")
        OPTIONAL = "optional", _("Ask, may be left empty")
        REQUIRED = "required", _("Required")
        CONFIRMED = "confirmed", _("Required, and confirmed by a link")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="campaigns")
    slug = models.SlugField(unique=True, max_length=80)
    short_code = models.CharField(max_length=codes.LENGTH, unique=True)
    title = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    brief = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    listed = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hero_key = models.CharField(max_length=200, blank=True)
    hero_width = models.PositiveIntegerField(null=True, blank=True)
    hero_height = models.PositiveIntegerField(null=True, blank=True)
    hero_alt = models.CharField(max_length=300, blank=True)
    # Of a picture that was set before there were sizes: how often drawing them was begun, and what ended it.
    sizes_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    sizes_due_at = models.DateTimeField(null=True, blank=True)
    sizes_error = models.CharField(max_length=200, blank=True, default="", db_default="")
    accent = models.CharField(max_length=7, blank=True)
    email_policy = models.CharField(max_length=10, choices=EmailPolicy.choices, default=EmailPolicy.OPTIONAL)
    minimum_age = models.PositiveSmallIntegerField(default=16)
    takes_photos = models.BooleanField(default=True)
    takes_videos = models.BooleanField(default=True)
    max_files = models.PositiveSmallIntegerField(default=10)
    max_photo_bytes = models.PositiveBigIntegerField(default=50_000_000)
    max_video_bytes = models.PositiveBigIntegerField(default=500_000_000)
    max_video_seconds = models.PositiveIntegerField(default=600)
    report_threshold = models.PositiveSmallIntegerField(default=3)
    # The studio proposes it; another system that makes a campaign says itself whether its senders can solve sums.
    proof_of_work = models.BooleanField(default=False, db_default=False)
    answer_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Fans should have an answer within so many hours; empty: no target."
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(opens_at=None) | Q(closes_at__gt=F("opens_at")),
                name="campaign_closes_after_opening",
            ),
            models.CheckConstraint(condition=~Q(state="live") | Q(terms__isnull=False), name="campaign_live_has_terms"),
            models.CheckConstraint(
                condition=Q(takes_photos=True) | Q(takes_videos=True), name="campaign_takes_something"
            ),
            models.CheckConstraint(condition=Q(max_files__gte=1), name="campaign_files_positive"),
            models.CheckConstraint(
                condition=Q(accent="") | Q(accent__regex=r"^#[0-9a-f]{6}$"), name="campaign_accent_hex"
            ),
            models.CheckConstraint(condition=Q(report_threshold__gte=1), name="campaign_report_threshold_positive"),
            models.CheckConstraint(
                condition=Q(answer_hours=None) | Q(answer_hours__gte=1), name="campaign_answer_hours_positive"
            ),
            models.CheckConstraint(condition=Q(short_code__regex=codes.PATTERN), name="campaign_short_code_readable"),
            models.CheckConstraint(
                condition=Q(email_policy__in=["none", "optional", "required", "confirmed"]),
                name="campaign_email_policy_known",
            ),
            models.CheckConstraint(
                condition=Q(max_photo_bytes__gte=1, max_video_bytes__gte=1, max_video_seconds__gte=1),
                name="campaign_limits_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-created_at", "id"], name="campaign_brand_created"),
            models.Index(fields=["-opened_at"], condition=Q(state="live", listed=True), name="campaign_live_listed"),
        ]

    def __str__(self) -> str:
        return self.title


class HeroFile(models.Model):
    """One size and coding of a campaign's picture, beside the JPEG that `Campaign.hero_key` names."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="hero_files")
    name = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()

    class Meta:
        ordering = ["content_type", "width"]
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="hero_file_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.campaign_id}"


class TermsTranslation(models.Model):
    """The campaign's terms in one more language, made of one version of them: of no later one."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="translations")
    locale = models.CharField(max_length=10)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["locale"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "locale"], name="terms_translation_once"),
            models.CheckConstraint(condition=~Q(terms=F("base")), name="terms_translation_is_another_text"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} in {self.locale}"


class Hashtag(models.Model):
    """A normalised hashtag (NFKC, case-folded, without #) that a campaign follows."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="hashtags")
    tag = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "tag"], name="hashtag_once_per_campaign"),
            models.CheckConstraint(
                condition=~Q(tag="") & ~Q(tag__contains="#") & ~Q(tag__contains=" "), name="hashtag_bare"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.tag}"


class Question(models.Model):
    """One question of the entry form; answers are kept by `key` on the submission."""

    class Kind(models.TextChoices):
        SHORT_TEXT = "short_text", _("Short text")
        LONG_TEXT = "long_text", _("Long text")
        CHOICE = "choice", _("One of several")
        YES_NO = "yes_no", _("Yes or no")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=200)
    hint = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SHORT_TEXT)
    options = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "key"], name="question_key_once"),
            models.CheckConstraint(condition=~Q(kind="choice") | ~Q(options=[]), name="question_choice_has_options"),
            models.CheckConstraint(
                condition=Q(kind__in=["short_text", "long_text", "choice", "yes_no"]), name="question_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label


# Django looks for an app's tables in this module.
from campaigns.reminders.models import Reminder  # noqa: E402

__all__ = ["Campaign", "Hashtag", "Question", "Reminder", "State", "TermsTranslation"]
