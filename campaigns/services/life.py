"""Opening, closing and archiving a campaign: the only code that writes its state, from the table in lifecycle."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from campaigns import lifecycle
from campaigns.models import Campaign
from campaigns.services.editing import lock, save_changes


class NotReady(Exception):
    """Something is missing before the campaign can open; the text says what."""


@transaction.atomic
def open_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Let it take submissions, from its opening time on. Raises MoveRefused or NotReady."""
    locked = lock(campaign, by=by)
    state = lifecycle.target(locked.state, "open")
    if locked.terms_id is None:
        raise NotReady(_("Choose the terms first: fans need to know what they allow."))
    if locked.closes_at is not None and locked.closes_at <= at:
        raise NotReady(_("The closing time has passed. Choose a later one first."))
    locked.state, locked.opened_at, locked.closed_at = state, locked.opened_at or at, None
    save_changes(locked, ["state", "opened_at", "closed_at"], by=by, at=at, action="campaign.open")
    return locked


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Take nothing more; what came in stays and its page stays visible. Raises MoveRefused."""
    locked = lock(campaign, by=by)
    locked.state, locked.closed_at = lifecycle.target(locked.state, "close"), at
    save_changes(locked, ["state", "closed_at"], by=by, at=at, action="campaign.close")
    return locked


@transaction.atomic
def archive_campaign(*, campaign: Campaign, by: Actor, at: datetime) -> Campaign:
    """Put it away: its page is gone, its submissions and rights stay. Raises MoveRefused."""
    locked = lock(campaign, by=by)
    locked.state = lifecycle.target(locked.state, "archive")
    save_changes(locked, ["state"], by=by, at=at, action="campaign.archive")
    return locked
