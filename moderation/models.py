"""Decisions of moderators and reports of visitors, both append-only.

What a visitor wrote in their own words may name somebody, so it lives beside the report and can be erased.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Brand
from core.appendonly import AppendOnly
from submissions.models import Submission


class Reason(models.TextChoices):
    """Why something was not approved; the words of the public contract."""

    OFF_TOPIC = "off_topic", _("Does not fit the campaign")
    QUALITY = "quality", _("Too blurred, dark or small")
    PEOPLE = "people", _("People in it may not have agreed")
    DUPLICATE = "duplicate", _("Already here")
    RIGHTS = "rights", _("Rights are unclear")
    UNSAFE = "unsafe", _("Not safe for everyone")
    OTHER = "other", _("Another reason")


class Decision(AppendOnly):
    """A verdict on a submission, by a person or by a rule."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        REOPENED = "reopened", _("Opened again")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    excluded = ArrayField(models.UUIDField(), default=list)
    unseen = ArrayField(
        models.UUIDField(),
        null=True,
        help_text="Decided on without having been on the screen; none at all where nobody knows what was.",
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=60, blank=True)
    submission_version = models.PositiveIntegerField(help_text="The version that was looked at.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["approved", "rejected", "reopened"]), name="decision_verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="rejected") | Q(reason__in=Reason.values), name="decision_rejection_has_reason"
            ),
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(rule=""), name="decision_has_author"),
        ]
        indexes = [
            models.Index(fields=["submission", "at"], name="decision_of_submission"),
            models.Index(fields=["brand", "at"], name="decision_brand_at"),
            models.Index(fields=["at"], condition=~Q(excluded=[]), name="decision_left_out_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reason}".strip()

    @property
    def note(self) -> str:
        """What the moderator wrote to the contributor, while it is there; read `words` along to save a query."""
        words = getattr(self, "words", None)
        return words.text if words else ""


class DecisionNote(models.Model):
    """What the moderator wrote to the contributor: it may name somebody, so it is kept apart and may be erased."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True, related_name="words")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return self.text[:60]


class Appeal(AppendOnly):
    """A contributor asks for a second look at a rejection: once for each submission, whatever happens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="appeal")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+", help_text="The rejection.")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "at"], name="appeal_brand_at")]

    def __str__(self) -> str:
        return f"appeal of {self.submission_id}"


class AppealNote(models.Model):
    """The contributor's own words: personal data, so they are kept apart from the fact and may be erased."""

    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, primary_key=True, related_name="words")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return self.text[:60]


class Report(AppendOnly):
    """A visitor says that a public item should be looked at again. One per visitor and item."""

    class Reason(models.TextChoices):
        ME = "me", _("I am in it and did not agree")
        MINE = "mine", _("It is my work")
        UNSAFE = "unsafe", _("It is hurtful or dangerous")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reports")
    asset_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    reporter = models.CharField(
        max_length=64, help_text="Keyed hash of address and month: tells two visitors apart, names none."
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "reporter"], name="report_once_per_visitor"),
            models.CheckConstraint(
                condition=Q(reason__in=["me", "mine", "unsafe", "other"]), name="report_reason_known"
            ),
        ]
        indexes = [models.Index(fields=["submission", "at"], name="report_of_submission")]

    def __str__(self) -> str:
        return f"{self.reason} at {self.at:%Y-%m-%d}"


class ReportNote(models.Model):
    """The visitor's own words: personal data, so it is kept apart from the fact and may be erased."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="words")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=1000)

    def __str__(self) -> str:
        return self.text[:60]
