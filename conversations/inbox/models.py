"""What a brand keeps about its conversations. The messages are not here, and nothing here is shown to a fan."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Brand
from submissions.models import Submission


class Thread(models.Model):
    """How one conversation stands: written in the transaction of the message or the action that changes it.

    These are facts and not queries, because the inbox is read by its order and its views at every look.
    """

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, primary_key=True, related_name="conversation"
    )
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(help_text="When something was last written.")
    waiting_since = models.DateTimeField(null=True, help_text="The first message of the fan without an answer.")
    version = models.PositiveIntegerField(default=1, help_text="Grows with what somebody has to have seen.")
    changes = models.PositiveIntegerField(default=1, help_text="Grows with everything that a page shows.")

    class Meta:
        app_label = "conversations"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(snoozed_until=None), name="thread_closed_or_snoozed"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since=None) | Q(waiting_since__lte=models.F("last_at")), name="thread_wait_order"
            ),
        ]
        indexes = [
            models.Index(fields=["brand", "-last_at", "-submission"], name="thread_newest"),
            models.Index(
                fields=["brand", "waiting_since", "submission"],
                condition=Q(waiting_since__isnull=False, closed_at=None),
                name="thread_waiting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.submission_id)


class Note(models.Model):
    """A word among members about a conversation. It may be about a person: erasure empties it, the row stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    form_key = models.UUIDField(null=True, help_text="Sending a form twice makes one note.")

    class Meta:
        app_label = "conversations"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "form_key"], condition=Q(form_key__isnull=False), name="note_form_once"
            )
        ]
        indexes = [models.Index(fields=["submission", "at"], name="note_thread")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class StandardReply(models.Model):
    """Words that a brand sends often, in one language, with variables."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    locale = models.CharField(max_length=10)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "conversations"
        constraints = [
            models.UniqueConstraint(fields=["brand", "name", "locale"], name="standard_reply_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="standard_reply_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.locale})"
