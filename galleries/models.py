"""Curated galleries, the placements where an asset is used, exports and take-down tasks."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Brand
from campaigns.models import Campaign
from submissions.models import Asset, Submission


class Gallery(models.Model):
    """An ordered set of submissions; only what is publishable at that moment ever shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="galleries")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="galleries")
    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brand", "-created_at", "id"], name="gallery_brand_created")]

    def __str__(self) -> str:
        return self.title


class GalleryItem(models.Model):
    """A submission's place in a gallery."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="items")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="gallery_items")
    position = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["gallery", "submission"], name="gallery_item_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} in {self.gallery_id}"


class Export(models.Model):
    """A ZIP of approved work with its rights: a unit of work with a lease, like submissions.Work."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        VOID = "void", _("No longer available")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="exports")
    gallery = models.ForeignKey(Gallery, on_delete=models.PROTECT, null=True, blank=True, related_name="exports")
    filter = models.JSONField(default=dict, help_text="When no gallery is named: {campaign}.")
    use = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True)
    bytes = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    downloaded_at = models.DateTimeField(null=True, help_text="First download: from then on copies are outside.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "failed", "void"]), name="export_state_known"
            ),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(key=""), name="export_ready_has_file"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="export_done_within_total"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(fence__isnull=False, lease_until__isnull=False),
                name="export_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-created_at", "id"], name="export_brand_created"),
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "running"]), name="export_open"),
            models.Index(fields=["ready_at"], condition=~Q(key=""), name="export_with_file"),
            # The journal asks each minute.
            models.Index(fields=["downloaded_at"], condition=Q(downloaded_at__isnull=False), name="export_fetched"),
        ]

    def __str__(self) -> str:
        return f"export {self.id} ({self.state})"


class ExportItem(models.Model):
    """What became of one asset in one export: its file, or the reason why it was left out."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="items")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the delivered file.")
    made_from = models.CharField(
        max_length=20, blank=True, help_text="`original`, or the spec of the rendition used instead."
    )
    words = models.CharField(
        max_length=64,
        blank=True,
        default="",
        db_default="",
        help_text="Digest of the public words that the file and the manifest carry; empty where nobody noted it.",
    )
    refused = models.JSONField(default=list, help_text="[{code, sentence}], empty when the file is in the ZIP.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "asset"], name="export_item_once"),
            models.CheckConstraint(condition=~Q(file="") ^ ~Q(refused=[]), name="export_item_in_or_refused"),
        ]

    def __str__(self) -> str:
        return self.file or "refused"


class Placement(models.Model):
    """A place where an asset is used. Its random key is the asset's public media address there."""

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("Campaign page")
        GALLERY = "gallery", _("Gallery")
        EXPORT = "export", _("Export")

    key = models.CharField(primary_key=True, max_length=32)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, null=True, related_name="placements")
    export = models.ForeignKey(Export, on_delete=models.PROTECT, null=True, related_name="placements")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="placements")
    use = models.JSONField(help_text="The use it stands for: {channel, territory, edits, ai}.")
    ledger_sequence = models.BigIntegerField(help_text="The ledger head under which the use was allowed.")
    ledger_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="campaign", campaign__isnull=False, gallery=None, export=None)
                | Q(kind="gallery", campaign=None, gallery__isnull=False, export=None)
                | Q(kind="export", campaign=None, gallery=None, export__isnull=False),
                name="placement_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["campaign", "asset"],
                condition=Q(kind="campaign", ended_at=None),
                name="placement_campaign_once",
            ),
            models.UniqueConstraint(
                fields=["gallery", "asset"], condition=Q(kind="gallery", ended_at=None), name="placement_gallery_once"
            ),
            models.UniqueConstraint(
                fields=["export", "asset"], condition=Q(kind="export"), name="placement_export_once"
            ),
        ]
        indexes = [models.Index(fields=["asset"], condition=Q(ended_at=None), name="placement_live_of_asset")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class TakeDown(models.Model):
    """A person's task: take down every copy that left the house of what may not be used any more, for one cause."""

    class Cause(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Its contributor took it back.")
        NARROWED = "narrowed", _("Its contributor took back this use of it.")
        EXPIRED = "expired", _("The permission has run out.")
        REJECTED = "rejected", _("It was looked at again and rejected.")
        EXCLUDED = "excluded", _("A moderator set it aside.")
        DISAGREED = "disagreed", _("Somebody whose agreement it needs does not agree.")
        UNCOVERED = "uncovered", _("The permission does not cover this use any more.")
        CHANGED = "changed", _("It was approved again in other words: the copies carry the old ones.")

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="take_downs")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="take_downs")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    allowed_again = models.BooleanField(default=False, help_text="Closed by the permission that came back.")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    cause__in=[
                        "withdrawn",
                        "narrowed",
                        "expired",
                        "rejected",
                        "excluded",
                        "disagreed",
                        "uncovered",
                        "changed",
                    ]
                ),
                name="take_down_cause_known",
            ),
            models.UniqueConstraint(
                fields=["submission", "cause"], condition=Q(closed_at=None), name="take_down_open_once"
            ),
            models.CheckConstraint(
                condition=Q(allowed_again=False) | Q(closed_at__isnull=False), name="take_down_allowed_again_is_closed"
            ),
        ]
        indexes = [models.Index(fields=["brand", "opened_at"], condition=Q(closed_at=None), name="take_down_open")]

    def __str__(self) -> str:
        return f"take down {self.submission_id}: {self.cause}"


class TakeDownPlace(models.Model):
    """One copy that a task is about."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    take_down = models.ForeignKey(TakeDown, on_delete=models.CASCADE, related_name="places")
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="take_down_places")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["take_down", "placement"], name="take_down_place_once")]

    def __str__(self) -> str:
        return f"{self.placement_id} in {self.take_down_id}"
