"""Keys that make a repeated POST have one effect."""

from django.db import models
from django.db.models import Q


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
