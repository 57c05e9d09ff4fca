"""Messages between a brand and a contributor about one submission."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Brand
from submissions.models import Submission


class Message(models.Model):
    """One message. The text is personal data: erasure empties it, the row stays."""

    class Author(models.TextChoices):
        BRAND = "brand", _("Brand")
        CONTRIBUTOR = "contributor", _("Contributor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="messages")
    author = models.CharField(max_length=12, choices=Author.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="First seen by the other side.")
    form_key = models.UUIDField(null=True, help_text="Sending a form twice makes one message.")
    standard = models.BooleanField(
        default=False, db_default=False, help_text="A standard reply of the brand, sent as it is."
    )

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(author__in=["brand", "contributor"]), name="message_author_known"),
            models.CheckConstraint(condition=Q(author="brand") | Q(user=None), name="message_user_only_of_brand"),
            models.CheckConstraint(
                condition=Q(author="brand") | Q(standard=False), name="message_standard_only_of_brand"
            ),
            models.UniqueConstraint(
                fields=["submission", "form_key"], condition=Q(form_key__isnull=False), name="message_form_once"
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "at"], name="message_thread"),
            models.Index(
                fields=["brand", "at"], condition=Q(author="contributor", read_at=None), name="message_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.at:%Y-%m-%d %H:%M}"


# What the room keeps for mail and for the inbox are models of this app.
from conversations.emails.models import MailWords  # noqa: E402
from conversations.inbox.models import Note, StandardReply, Thread  # noqa: E402

__all__ = ["MailWords", "Message", "Note", "StandardReply", "Thread"]
