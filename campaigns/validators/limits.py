"""What a campaign takes at this moment: as it says itself, and never more than its installation allows by now."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from campaigns.models import Campaign


@dataclass(frozen=True)
class CampaignLimits:
    """Files in one sending, bytes of one file, seconds of one video."""

    max_files: int
    max_photo_bytes: int
    max_video_bytes: int
    max_video_seconds: int


def limits_of(campaign: "Campaign") -> CampaignLimits:
    """The narrower of both, number by number: an operator may lower a limit after a campaign was made."""
    ours = settings.MEDIA_LIMITS
    return CampaignLimits(
        max_files=min(ours["max_files"], campaign.max_files),
        max_photo_bytes=min(ours["max_photo_bytes"], campaign.max_photo_bytes),
        max_video_bytes=min(ours["max_video_bytes"], campaign.max_video_bytes),
        max_video_seconds=min(ours["max_video_seconds"], campaign.max_video_seconds),
    )
