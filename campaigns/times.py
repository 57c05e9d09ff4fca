"""A campaign's moments in words: in the time of the brand's own zone, which is named."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats

from campaigns.models import Campaign


def opening(campaign: Campaign) -> str:
    """When it opens; empty where no time is set."""
    return moment(campaign, campaign.opens_at) if campaign.opens_at else ""


def closing(campaign: Campaign) -> str:
    """When it closes; empty where no time is set."""
    return moment(campaign, campaign.closes_at) if campaign.closes_at else ""


def moment(campaign: Campaign, at: datetime) -> str:
    """A moment as people where the brand is read it, in the language that is active."""
    zone = campaign.brand.timezone
    return f"{formats.date_format(at.astimezone(ZoneInfo(zone)), 'DATETIME_FORMAT')} ({zone})"
