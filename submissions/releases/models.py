"""Who was asked to agree, beside the ledger: names and addresses can be erased, what was said stays proven there."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Brand
from submissions.models import Submission


class ReleaseRequest(models.Model):
    """One person who is asked whether a submission may be used; their link is kept as a digest."""

    class Role(models.TextChoices):
        # Plain words: the sentences for people are in `submissions.releases.wording`.
        PERSON = "person"
        CHILD = "child"
        AUTHOR = "author"

    class Answer(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"

    class Link(models.TextChoices):
        """How the link came that was answered: one that the sender had in hand proves less."""

        MAIL = "mail"
        HANDED_OVER = "handed_over"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="release_requests")
    role = models.CharField(
        max_length=6, choices=Role.choices, help_text="In the picture, guardian of a child in it, or of the author."
    )
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="Of the link that is only ever mailed.")
    handed_hash = models.CharField(
        max_length=64, blank=True, help_text="Of the link the sender can hand over; none for their guardian."
    )
    answer = models.CharField(max_length=7, choices=Answer.choices, blank=True)
    answered_by = models.CharField(max_length=11, choices=Link.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=["person", "child", "author"]), name="release_request_role"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by="")
                | Q(
                    answer__in=["agreed", "refused"],
                    answered_at__isnull=False,
                    answered_by__in=["mail", "handed_over"],
                ),
                name="release_request_answered",
            ),
            models.CheckConstraint(
                condition=Q(handed_hash="") | ~Q(role="author") & Q(handed_hash__regex=r"^[0-9a-f]{64}$"),
                name="release_request_handed",
            ),
            models.UniqueConstraint(
                fields=["handed_hash"], condition=~Q(handed_hash=""), name="release_request_handed_once"
            ),
            # A young sender never holds the link by which their guardian answers.
            models.CheckConstraint(
                condition=~Q(role="author", answered_by="handed_over"), name="release_request_guardian_by_mail"
            ),
            models.CheckConstraint(
                condition=Q(("secret_hash__regex", r"^[0-9a-f]{64}$")), name="release_request_secret_hashed"
            ),
        ]
        indexes = [models.Index(fields=["brand", "email", "created_at"], name="release_request_flood")]

    def __str__(self) -> str:
        return f"{self.role} of {self.submission_id}: {self.answer or 'asked'}"
