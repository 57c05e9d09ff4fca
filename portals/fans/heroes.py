"""A campaign's picture for pages: each coding with its sizes, the lightest coding first, and a JPEG for all others."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portals import addresses

if TYPE_CHECKING:
    from campaigns.models import Campaign


@dataclass(frozen=True)
class Source:
    """The sizes of one coding."""

    content_type: str
    srcset: str


@dataclass(frozen=True)
class Hero:
    """The picture; campaigns whose sizes are not made yet have no sources."""

    src: str
    width: int
    height: int
    alt: str
    sources: list[Source]


def hero(campaign: "Campaign") -> Hero | None:
    """The picture at the head of a campaign, or None where it has none."""
    if not campaign.hero_key:
        return None
    # "image/avif" stands before "image/webp", as the rows are ordered: whoever reads both takes the first.
    kinds = groupby(campaign.hero_files.all(), key=lambda file: file.content_type)
    sources = [
        Source(kind, ", ".join(f"{addresses.hero_url(campaign, file.name)} {file.width}w" for file in files))
        for kind, files in kinds
    ]
    size = (campaign.hero_width or 3, campaign.hero_height or 2)
    return Hero(addresses.hero_url(campaign), *size, campaign.hero_alt, sources)
