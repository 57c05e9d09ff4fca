"""Shortens the waiting times, so that a test of minutes takes seconds; the same in every process that takes part."""

from datetime import timedelta

from submissions import lifecycle, processing
from submissions.services import sweeping, work

LEASE_SECONDS = 4


def hurry() -> None:
    """Change the waiting times of this process."""
    work.LEASE = timedelta(seconds=LEASE_SECONDS)
    work.BACK_OFF = (timedelta(seconds=1), timedelta(seconds=2))
    processing.RENEW_EVERY = LEASE_SECONDS / 3
    sweeping.PATIENCE = timedelta(seconds=3)
    lifecycle.STALE_AFTER.update(dict.fromkeys(lifecycle.STALE_AFTER, timedelta(seconds=LEASE_SECONDS * 2)))
