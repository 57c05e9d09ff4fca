"""Uploads on their way and the parts that were promised for them. What has arrived is asked of the store."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import Brand
from campaigns.models import Campaign


class Upload(models.Model):
    """One file on its way to one campaign. The id is unguessable and all that is needed to go on with it."""

    class State(models.TextChoices):
        OPEN = "open"
        COMPLETED = "completed"
        CONSUMED = "consumed"
        ABORTED = "aborted"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    sender = models.CharField(max_length=64, help_text="Keyed hash of the connection, for quotas.")
    filename = models.CharField(max_length=200, blank=True, help_text="As declared, cleaned; empty once it is over.")
    size = models.PositiveBigIntegerField(help_text="As declared; nothing else is ever joined.")
    arrived = models.PositiveBigIntegerField(
        default=0, db_default=0, help_text="Bytes that the store is known to have: what quotas count."
    )
    touched_at = models.DateTimeField(db_default=Now(), help_text="When it began, a part was signed or one arrived.")
    declared_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the whole: as declared, or the only part's.")
    part_size = models.PositiveIntegerField()
    object_key = models.CharField(max_length=200, unique=True)
    multipart_id = models.TextField(blank=True, help_text="The store's own name of the upload in parts.")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the checksums of the parts.")
    kind = models.CharField(max_length=5, blank=True, help_text="By content; set when completed.")
    content_type = models.CharField(max_length=40, blank=True, help_text="By content; set when completed.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True, help_text="When the store was rid of what is no longer needed.")
    submission = models.ForeignKey(
        "submissions.Submission", on_delete=models.PROTECT, null=True, related_name="uploads"
    )
    asset = models.OneToOneField("submissions.Asset", on_delete=models.PROTECT, null=True, related_name="upload")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "completed", "consumed", "aborted"]), name="upload_state_known"
            ),
            models.CheckConstraint(condition=Q(size__gte=1, part_size__gte=1), name="upload_sizes_positive"),
            models.CheckConstraint(condition=Q(arrived__lte=F("size")), name="upload_arrived_within_size"),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "consumed"])
                | Q(completed_at__isnull=False) & ~Q(digest="") & ~Q(kind=""),
                name="upload_completed_is_measured",
            ),
            models.CheckConstraint(
                condition=Q(state="consumed", submission__isnull=False)
                | ~Q(state="consumed") & Q(submission__isnull=True, asset__isnull=True),
                name="upload_consumed_by_submission",
            ),
        ]
        indexes = [
            models.Index(fields=["sender"], condition=Q(state__in=["open", "completed"]), name="upload_of_sender"),
            models.Index(fields=["campaign"], condition=Q(state__in=["open", "completed"]), name="upload_of_campaign"),
            models.Index(fields=["expires_at"], condition=Q(state__in=["open", "completed"]), name="upload_expiring"),
            models.Index(fields=["touched_at"], condition=Q(state="open", arrived=0), name="upload_never_sent"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["consumed", "aborted"], cleared_at=None),
                name="upload_to_clear",
            ),
        ]

    def __str__(self) -> str:
        # The id is a key: it must not end up in a log.
        return f"upload {self.object_key} ({self.state})"


class UploadPart(models.Model):
    """One part as it was promised when it was first signed. The promise never changes."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signatures = models.PositiveSmallIntegerField(default=1)
    arrived = models.BooleanField(default=False, db_default=False, help_text="Counted in the upload's bytes.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "number"], name="upload_part_once"),
            models.CheckConstraint(condition=Q(number__gte=1, size__gte=1), name="upload_part_positive"),
        ]

    def __str__(self) -> str:
        return f"part {self.number}"
