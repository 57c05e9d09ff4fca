"""Erasures: what was asked to be forgotten, and how far removing the files has come."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Brand, Contributor


class Erasure(models.Model):
    """One person who is forgotten: a unit of work with a lease. Words went at once; this row removes the files.

    The store is looked through twice, because a worker may still hold something in its hand at the first look.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    contributor = models.OneToOneField(Contributor, on_delete=models.PROTECT, related_name="erasure")
    people = ArrayField(models.UUIDField(), default=list, help_text="All pseudonyms of the person; emptied when done.")
    by = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    looks = models.PositiveSmallIntegerField(default=0, help_text="How often the store was looked through.")
    objects_removed = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["waiting", "running", "done"]), name="erasure_state_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(fence__isnull=False, lease_until__isnull=False),
                name="erasure_running_has_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False, people=[]), name="erasure_done_forgets"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=~Q(state="done"), name="erasure_open")]

    def __str__(self) -> str:
        return f"erasure of {self.contributor_id} ({self.state})"
