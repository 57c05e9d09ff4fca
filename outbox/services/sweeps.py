"""Writes down that a room was swept, so that a clock that stopped is seen."""

import datetime

from outbox.models import Sweep


def swept(*, room: str, worked: bool, at: datetime.datetime) -> None:
    """Remember the latest sweep of a room; `worked_at` stays at the last one that went well."""
    told = {"tried_at": at} | ({"worked_at": at} if worked else {})
    Sweep.objects.update_or_create(room=room, defaults=told)
