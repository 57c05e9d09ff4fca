"""Who wants to hear when a campaign opens: an address apart from everything else that is known of anybody."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Brand
from campaigns.models import Campaign


class Reminder(models.Model):
    """One address that asked for one mail. It stays sealed, and goes when the mail is queued or nobody said yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    address_hash = models.CharField(max_length=64, help_text="Keyed: tells two addresses apart, names none.")
    mailbox_hash = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Keyed, the same for all brands: what questions are counted by.",
    )
    asked_at = models.DateTimeField(null=True, help_text="When the question was last mailed.")
    sealed_address = models.BinaryField(null=True)
    locale = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "campaigns"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "address_hash"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(queued_at=None) | Q(confirmed_at__isnull=False), name="reminder_only_where_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(queued_at=None, sealed_address__isnull=False)
                | Q(queued_at__isnull=False, sealed_address=None),
                name="reminder_forgets",
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "address_hash"], name="reminder_address"),
            models.Index(fields=["mailbox_hash", "asked_at"], name="reminder_asked"),
            models.Index(
                fields=["campaign"],
                condition=Q(queued_at=None, confirmed_at__isnull=False),
                name="reminder_open",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder of {self.campaign_id}"
