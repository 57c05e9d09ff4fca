"""What was asked about an e-mail address: a row for every question, known address or not, gone after a day."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Brand
from campaigns.models import Campaign


class AddressRequest(models.Model):
    """One question. The address is kept sealed until a worker has looked, then only its keyed hash stays."""

    class Kind(models.TextChoices):
        PAGES = "pages"
        CHECK = "check"
        JOIN = "join"
        OWN = "own"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    address_hash = models.CharField(max_length=64, help_text="Keyed: tells two addresses apart, names none.")
    sealed_address = models.BinaryField(null=True)
    locale = models.CharField(max_length=10)
    people = ArrayField(models.UUIDField(), default=list, help_text="Pseudonyms that gave this address.")
    secret_hash = models.CharField(max_length=64, blank=True, help_text="Of the code or the link in the mail.")
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    prepared_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["pages", "check", "join", "own"]), name="address_request_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind="check", campaign__isnull=False) | ~Q(kind="check"), name="address_check_of_campaign"
            ),
            models.CheckConstraint(
                condition=Q(prepared_at=None) | Q(sealed_address=None), name="address_request_forgets"
            ),
            models.CheckConstraint(
                condition=Q(secret_hash="") | Q(expires_at__isnull=False), name="address_secret_expires"
            ),
            models.CheckConstraint(condition=Q(tries__lte=5), name="address_request_tries"),
        ]
        indexes = [
            models.Index(fields=["brand", "address_hash", "created_at"], name="address_request_recent"),
            models.Index(fields=["created_at"], name="address_request_age"),
            models.Index(fields=["created_at"], condition=Q(prepared_at=None), name="address_request_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.created_at:%Y-%m-%d}"
