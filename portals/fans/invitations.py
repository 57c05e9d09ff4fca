"""A campaign as a visitor meets it: open or not, until when, what it takes, its picture and its addresses."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from campaigns import queries as campaigns_queries, validators as campaigns_validators
from portals import addresses, words
from portals.fans import heroes

if TYPE_CHECKING:
    from campaigns.models import Campaign
    from galleries.models import Gallery

# Endings beside types: some phones give HEIC and MOV no type.
PHOTO_TYPES = "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,image/avif,.heic,.heif,.avif"
VIDEO_TYPES = "video/mp4,video/quicktime,video/webm,.mov,.mp4,.webm"


@dataclass(frozen=True)
class Invitation:
    """What the pages of one campaign have in common."""

    campaign: "Campaign"
    closed: str  # a sentence, or nothing while it is open
    starts_at: datetime.datetime | None  # only while that is still ahead
    url: str
    submit_url: str
    hero_url: str
    hero: "heroes.Hero | None"

    @property
    def open(self) -> bool:
        """Whether one can send something now."""
        return not self.closed

    @property
    def absolute_url(self) -> str:
        """Its address for other sites."""
        return addresses.absolute(self.url)

    @property
    def absolute_hero_url(self) -> str:
        """The address of its picture for other sites."""
        return addresses.absolute(self.hero_url) if self.hero_url else ""

    @property
    def tags(self) -> str:
        """The hashtags in one line."""
        return " ".join(f"#{hashtag.tag}" for hashtag in self.campaign.hashtags.all())

    @property
    def accepts(self) -> str:
        """What the file picker offers; the server looks at the content."""
        campaign = self.campaign
        return ",".join([PHOTO_TYPES] * campaign.takes_photos + [VIDEO_TYPES] * campaign.takes_videos)

    @property
    def takes(self) -> str:
        """What one can send, in words."""
        return self._by_kind(_("Photos and videos"), _("Photos"), _("Videos"))

    @property
    def choose(self) -> str:
        """The words on the file picker."""
        return self._by_kind(_("Choose photos or videos"), _("Choose photos"), _("Choose videos"))

    @property
    def first_step(self) -> str:
        """The title of the first step."""
        return self._by_kind(
            _("Which photos or videos do you want to send?"),
            _("Which photos do you want to send?"),
            _("Which videos do you want to send?"),
        )

    @property
    def wrong_kind(self) -> str:
        """What is said about a file of another kind."""
        return self._by_kind(
            _("This is not a photo or video we can take."),
            _("This is not a photo we can take."),
            _("This is not a video we can take."),
        )

    @property
    def most(self) -> campaigns_validators.CampaignLimits:
        """How much it takes at most."""
        return campaigns_validators.limits_of(self.campaign)

    @property
    def too_many(self) -> str:
        """What is said about a file too many."""
        return words.too_many_files(self.most.max_files)

    @property
    def too_long(self) -> str:
        """What is said about a video that runs too long, before it is sent."""
        minutes = max(1, self.most.max_video_seconds // 60)
        sentence = ngettext(
            "This video is longer than %(minutes)d minute; please send a shorter one.",
            "This video is longer than %(minutes)d minutes; please send a shorter one.",
            minutes,
        )
        return sentence % {"minutes": minutes}

    @property
    def limits(self) -> str:
        """The limits, told before anybody waits for an upload."""
        campaign, most = self.campaign, self.most
        numbers = {
            "photo": words.size(most.max_photo_bytes),
            "video": words.size(most.max_video_bytes),
            "minutes": max(1, most.max_video_seconds // 60),
            "count": most.max_files,
        }
        told = [ngettext("One file.", "Up to %(count)d files.", most.max_files) % numbers]
        if campaign.takes_photos:
            told.append(_("Photos up to %(photo)s.") % numbers)
        if campaign.takes_videos:
            told.append(_("Videos up to %(video)s and %(minutes)s minutes.") % numbers)
        return " ".join(told)

    def _by_kind(self, both: str, photos: str, videos: str) -> str:
        if self.campaign.takes_photos and self.campaign.takes_videos:
            return both
        return photos if self.campaign.takes_photos else videos


def public_or_404(slug: str, *, at: datetime.datetime) -> "Campaign":
    """The campaign behind a public address; one that is missing and one that is not public look alike."""
    campaign = campaigns_queries.public(slug, at)
    if campaign is None:
        raise Http404
    return campaign


def invitations(campaigns: "Iterable[Campaign]", *, at: datetime.datetime) -> list[Invitation]:
    """The invitations of a list."""
    return [invitation(campaign, at=at) for campaign in campaigns]


def invitation(campaign: "Campaign", *, at: datetime.datetime) -> Invitation:
    """What a visitor is told about one campaign at this moment."""
    ahead = campaigns_queries.is_ahead(campaign, at)
    return Invitation(
        campaign=campaign,
        closed=campaigns_queries.accepts(campaign, at) or "",
        starts_at=campaign.opens_at if ahead else None,
        url=reverse("fans:campaign", kwargs={"slug": campaign.slug}),
        submit_url=reverse("fans:submit", kwargs={"slug": campaign.slug}),
        hero_url=addresses.hero_url(campaign),
        hero=heroes.hero(campaign),
    )


def of_gallery(gallery: "Gallery", *, at: datetime.datetime) -> Invitation | None:
    """The invitation behind a gallery, while one can still take part."""
    campaign = campaigns_queries.public(gallery.campaign.slug, at) if gallery.campaign else None
    found = invitation(campaign, at=at) if campaign else None
    return found if found and found.open else None
