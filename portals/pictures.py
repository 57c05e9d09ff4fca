"""Which of an asset's stored files a member's page shows: the picture, its small version, the playable video.

Chosen by what the files are, not by the names of the specs, so that a changed ladder needs no change here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portals.addresses import member_url

if TYPE_CHECKING:
    from submissions.models import Asset, Rendition

LARGE, SMALL = 2600, 240


@dataclass(frozen=True)
class Picture:
    """One asset as a page shows it. Addresses are empty where there is no such file (yet)."""

    asset: "Asset"
    image: str
    thumb: str
    video: str
    video_type: str
    width: int
    height: int

    @property
    def seconds(self) -> float | None:
        """The length of a video; None for photos and where it is not known."""
        return self.asset.duration_ms / 1000 if self.asset.duration_ms else None


def picture(asset: "Asset") -> Picture:
    """Choose among the renditions that were fetched with the asset."""
    kept = sorted(asset.renditions.all(), key=lambda rendition: (rendition.width, rendition.stage == "public"))
    images = [rendition for rendition in kept if rendition.content_type.startswith("image/")]
    videos = [rendition for rendition in kept if rendition.content_type.startswith("video/")]
    large = _largest(images)
    small = next((rendition for rendition in images if rendition.width >= SMALL), large)
    return Picture(
        asset=asset,
        image=member_url(large) if large else "",
        thumb=member_url(small) if small else "",
        video=member_url(videos[-1]) if videos else "",
        video_type=videos[-1].content_type if videos else "",
        width=(large.width if large else asset.width) or 4,
        height=(large.height if large else asset.height) or 3,
    )


def _largest(images: "list[Rendition]") -> "Rendition | None":
    within = [rendition for rendition in images if rendition.width <= LARGE]
    return next(iter(reversed(within or images)), None)


def first_picture(assets: "list[Asset]") -> Picture | None:
    """The first asset that can be shown, for lists."""
    shown = [asset for asset in assets if asset.state in {"ready", "excluded"}]
    return picture(shown[0]) if shown else None
