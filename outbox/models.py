"""Keys that make a repeated POST have one effect, mail that leaves the house, and when each room was swept."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Brand, Contributor


class IdempotencyKey(models.Model):
    """One request under an `Idempotency-Key`: who, where, what, and the answer once there is one.

    A row without an answer is in progress until `lease_until`; then it is free again.
    """

    caller = models.CharField(max_length=80, help_text="Token id, or keyed hash of the address.")
    key = models.CharField(max_length=255)
    path = models.CharField(max_length=300)
    body_hash = models.CharField(max_length=64)
    fence = models.UUIDField()
    lease_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.BinaryField(null=True, help_text="Signed and encrypted: it may hold a contributor's token.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "path", "key"], name="idempotency_key_once"),
            models.CheckConstraint(
                condition=Q(status=None) | Q(status__gte=200, status__lte=599), name="idempotency_status_http"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]

    def __str__(self) -> str:
        return f"{self.path} {self.key}"


class Mail(models.Model):
    """One e-mail to one person: a row first, a message later. It holds ids, no words and no open address."""

    class Kind(models.TextChoices):
        # Plain words: what people read is written in `conversations.emails`.
        RECEIVED = "received"
        CONFIRM_EMAIL = "confirm_email"
        APPROVED = "approved"
        REJECTED = "rejected"
        MESSAGE = "message"
        WITHDRAWN = "withdrawn"
        GUARDIAN = "guardian_request"
        PERSON = "release_request"
        PAGE_LINK = "page_link"
        MERGE = "merge"
        CHECK_CODE = "check_code"
        TAKE_DOWN = "take_down"
        REMINDER_CHECK = "reminder_check"
        CAMPAIGN_OPENS = "campaign_opens"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        # The process died while it was sending: nobody knows, so it is not sent again by itself.
        UNKNOWN = "unknown"
        # There was nothing to send any more: no address, erased, or overtaken by a newer state.
        DROPPED = "dropped"

    class Outcome(models.TextChoices):
        """What the delivery service told later, where there is one that tells."""

        DELIVERED = "delivered"
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=200, help_text="What it tells about; the same key is never queued twice.")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, null=True, related_name="+")
    sealed_to = models.BinaryField(null=True, help_text="The address of somebody who is no contributor; erasable.")
    mailbox_hash = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Keyed, the same for all brands: of an address that nobody has proven. Kept for a day.",
    )
    locale = models.CharField(max_length=10, blank=True)
    facts = models.JSONField(default=dict, help_text="Ids and codes, never words of people.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, help_text="When it was last written and handed over.")
    finished_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True, help_text="The delivery service's own name for it.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "key"], name="mail_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "delivered", "bounced", "complained"]), name="mail_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome_at__isnull=False), name="mail_outcome_has_moment"
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=False) | Q(state__in=["waiting", "sending"]),
                name="mail_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "received",
                        "confirm_email",
                        "approved",
                        "rejected",
                        "message",
                        "withdrawn",
                        "guardian_request",
                        "release_request",
                        "page_link",
                        "merge",
                        "check_code",
                        "take_down",
                        "reminder_check",
                        "campaign_opens",
                    ]
                ),
                name="mail_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed", "unknown", "dropped"]),
                name="mail_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(fence__isnull=False, lease_until__isnull=False),
                name="mail_sending_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="mail_open"),
            models.Index(fields=["brand", "-created_at", "-id"], name="mail_newest"),
            models.Index(
                fields=["finished_at"],
                condition=Q(state__in=["failed", "unknown"], sealed_to__isnull=False),
                name="mail_kept_address",
            ),
            models.Index(fields=["mailbox_hash", "created_at"], condition=~Q(mailbox_hash=""), name="mail_unproven"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"


class Sweep(models.Model):
    """When a room was last swept, and when that last went well: the one sign that the clock and a worker are there."""

    room = models.CharField(max_length=40, primary_key=True)
    tried_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.room
