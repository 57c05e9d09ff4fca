"""Submissions and their assets, the derived files and the work that makes them.

Only `submissions.services.move` writes `Submission.state`; rows are never deleted, erasure empties them.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Brand, Contributor
from campaigns.models import Campaign
from core.appendonly import AppendOnly
from submissions.lifecycle import Move, State


class Source(models.TextChoices):
    """The door a submission came in by."""

    PAGE = "page", _("Campaign page")
    API = "api", _("API")
    IMPORT = "import", _("Import")
    NETWORK = "network", _("Network")


class AssetState(models.TextChoices):
    """How far an asset is; being withdrawn is a moment of its own, not a state."""

    RECEIVING = "receiving", _("Receiving")
    PROCESSING = "processing", _("Processing")
    READY = "ready", _("Ready")
    UNUSABLE = "unusable", _("Unusable")
    EXCLUDED = "excluded", _("Excluded")


class Kind(models.TextChoices):
    """What an asset is; also the name of the queue that works on it."""

    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")


class Submission(models.Model):
    """One contribution: caption, answers and one or more assets."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="submissions")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="submissions")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(max_length=16, choices=State.choices, default=State.RECEIVING)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=8, choices=Source.choices)
    permalink = models.URLField(blank=True, max_length=500)
    caption = models.TextField(blank=True)
    credit = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="Whom it names when it is shown; part of what is decided.",
    )
    answers = models.JSONField(default=dict)
    form_key = models.UUIDField(
        null=True, help_text="Made from the form and everything in it: sending the same twice makes one submission."
    )
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="submission_source_known"),
            models.UniqueConstraint(
                fields=["campaign", "form_key"], condition=Q(form_key__isnull=False), name="submission_form_once"
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "state", "received_at", "id"], name="submission_queue"),
            models.Index(fields=["brand", "-received_at", "-id"], name="submission_newest"),
            models.Index(fields=["campaign", "state", "-received_at"], name="submission_campaign_state"),
            models.Index(fields=["contributor", "received_at"], name="submission_contributor"),
            models.Index(
                fields=["state_since"], condition=Q(state__in=["receiving", "processing"]), name="submission_working"
            ),
            models.Index(fields=["state_since"], condition=Q(state="approved"), name="submission_approved_since"),
            # What `caption__icontains` asks for, word for word.
            GinIndex(OpClass(Upper("caption"), name="gin_trgm_ops"), name="submission_caption_words"),
        ]

    def __str__(self) -> str:
        return str(self.id)


_ENDED = Q(from_state=State.APPROVED) | Q(to_state__in=[State.WITHDRAWN, State.ERASED])


class StateChange(AppendOnly):
    """Appended by `services.move`: which move, from where, to where, by whom, when and why."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="state_changes")
    version = models.PositiveIntegerField(help_text="The submission's version after the move.")
    move = models.CharField(max_length=20, choices=Move.choices)
    from_state = models.CharField(max_length=16)
    to_state = models.CharField(max_length=16)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True, help_text="A rule's name, never words: it cannot be erased.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(note__regex=r"^[a-z0-9_.:-]*$"), name="state_change_note_is_a_code"),
            models.CheckConstraint(
                condition=Q(move__in=Move.values, from_state__in=State.values, to_state__in=State.values),
                name="state_change_known",
            ),
            models.UniqueConstraint(fields=["submission", "version"], name="state_change_once_per_version"),
        ]
        indexes = [models.Index(fields=["at"], condition=_ENDED, name="state_change_ended")]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Asset(models.Model):
    """One photo or video of a submission. The original is private; renditions are bare pixels."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assets")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=AssetState.choices, default=AssetState.RECEIVING)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    filename = models.CharField(max_length=200, blank=True, help_text="As sent, cleaned; erased with the person.")
    alt_text = models.CharField(max_length=500, blank=True)
    original_key = models.CharField(max_length=200, blank=True)
    original_bytes = models.PositiveBigIntegerField(default=0)
    original_sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    has_audio = models.BooleanField(null=True)
    unheard_sound = models.CharField(
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="The coding of a sound that we cannot decode and leave out.",
    )
    captured_at = models.DateTimeField(null=True, help_text="Read it through `submissions.captured`.")
    captured_at_kind = models.CharField(
        max_length=7,
        blank=True,
        default="",
        db_default="",
        choices=[("instant", "instant"), ("local", "local")],
        help_text="An instant, or a camera's clock without a zone, kept as if it were UTC.",
    )
    captured_at_offset = models.SmallIntegerField(null=True, help_text="Minutes east of UTC, as the camera told.")
    camera_model = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="PDQ, 256 bit, hexadecimal.")
    fingerprint_quality = models.PositiveSmallIntegerField(null=True)
    fingerprint_bands = ArrayField(
        models.IntegerField(), default=list, help_text="band<<16|value, for near-duplicates."
    )
    placeholder = models.CharField(max_length=60, blank=True, help_text="ThumbHash, base64.")
    dominant_colour = models.CharField(max_length=7, blank=True)
    failure_code = models.CharField(max_length=40, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, help_text="When its contributor took back this one asset.")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssetState.values), name="asset_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="asset_kind_known"),
            models.CheckConstraint(
                condition=~Q(state="unusable") | ~Q(failure_code=""), name="asset_unusable_has_code"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(width__gt=0, height__gt=0) & ~Q(original_sha256=""),
                name="asset_ready_is_measured",
            ),
            models.UniqueConstraint(fields=["submission", "position"], name="asset_position_once"),
        ]
        indexes = [
            models.Index(fields=["brand", "original_sha256"], name="asset_same_bytes"),
            GinIndex(fields=["fingerprint_bands"], name="asset_near_duplicates"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Rendition(models.Model):
    """A derived file of an asset: at most one per stage, spec and version, whatever happens."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="renditions")
    spec = models.CharField(max_length=20)
    spec_version = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=8, choices=[("review", "review"), ("public", "public")])
    key = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    duration_ms = models.PositiveIntegerField(null=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "stage", "spec", "spec_version"], name="rendition_once"),
            models.CheckConstraint(condition=Q(stage__in=["review", "public"]), name="rendition_stage_known"),
        ]

    def __str__(self) -> str:
        return f"{self.spec} of {self.asset_id}"


class Work(models.Model):
    """One stage of one asset as a unit of work: the queue of record, claimed by lease.

    `review` is what a submission waits for; `watch` makes a whole video playable for members, `public` what is shown.

    `fence` changes with each claim; whoever publishes a result must still hold it.
    """

    class Stage(models.TextChoices):
        REVIEW = "review"
        WATCH = "watch"
        PUBLIC = "public"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="work")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often the media themselves were tried.")
    interruptions = models.PositiveSmallIntegerField(default=0, help_text="How often the worker vanished meanwhile.")
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(help_text="When somebody should look at it next: the sweep reads nothing else.")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Percent.")
    last_error = models.CharField(max_length=500, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "stage"], name="work_once"),
            models.CheckConstraint(condition=Q(stage__in=["review", "watch", "public"]), name="work_stage_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed"]), name="work_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="running", fence__isnull=False, lease_until__isnull=False) | ~Q(state="running"),
                name="work_running_has_lease",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="work_progress_percent"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "running"]), name="work_open"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.asset_id}: {self.state}"


# Django looks for an app's tables in this module.
from submissions.finding.models import AddressRequest  # noqa: E402
from submissions.releases.models import ReleaseRequest  # noqa: E402
from submissions.uploads.models import Upload, UploadPart  # noqa: E402

__all__ = [
    "AddressRequest",
    "Asset",
    "AssetState",
    "Kind",
    "ReleaseRequest",
    "Rendition",
    "Source",
    "StateChange",
    "Submission",
    "Upload",
    "UploadPart",
    "Work",
]
