"""Which of an asset's stored files a member's page shows: the picture, its small version, the playable video.

Chosen by what the files are, not by the names of the specs, so that a changed ladder needs no change here.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from portals.addresses import member_url
from submissions import queries as submissions_queries
from submissions.lifecycle import State

if TYPE_CHECKING:
    from submissions.models import Asset, Rendition, Submission

LARGE, SMALL = 2600, 240


@dataclass(frozen=True)
class Picture:
    """One asset as a page shows it. Addresses are empty where there is no such file (yet).

    `whole` says that `video` has all of the clip and its sound; until then it is a short silent excerpt, and
    `percent` says how far the whole one is, where it is being made at all.
    """

    asset: "Asset"
    image: str
    thumb: str
    video: str
    video_type: str
    width: int
    height: int
    whole: bool = True
    percent: int | None = None

    @property
    def seconds(self) -> float | None:
        """The length of a video; None for photos and where it is not known."""
        return self.asset.duration_ms / 1000 if self.asset.duration_ms else None


def picture(asset: "Asset") -> Picture:
    """Choose among the renditions that were fetched with the asset; none of what was taken back."""
    fetched = () if _taken_back(asset) else asset.renditions.all()
    kept = sorted(fetched, key=lambda rendition: (rendition.width, rendition.stage == "public"))
    images = [rendition for rendition in kept if rendition.content_type.startswith("image/")]
    moving = [rendition for rendition in kept if rendition.content_type.startswith("video/")]
    video = max(moving, key=_watchable, default=None)
    large = _largest(images)
    small = next((rendition for rendition in images if rendition.width >= SMALL), large)
    return Picture(
        asset=asset,
        image=member_url(large) if large else "",
        thumb=member_url(small) if small else "",
        video=member_url(video) if video else "",
        video_type=video.content_type if video else "",
        width=(large.width if large else asset.width) or 4,
        height=(large.height if large else asset.height) or 3,
        whole=asset.kind != "video" or (video is not None and submissions_queries.plays_whole(video)),
    )


def with_progress(submission: "Submission", shown: list[Picture]) -> list[Picture]:
    """The same pictures, with how far whole clips are that cannot be played yet. Asks only if there are such."""
    if all(one.whole for one in shown):
        return shown
    making = submissions_queries.being_made(submission)
    return [one if one.whole else replace(one, percent=making.get(one.asset.pk)) for one in shown]


def _taken_back(asset: "Asset") -> bool:
    """Its files are refused to everybody, so no page points at them."""
    return asset.withdrawn_at is not None or asset.submission.state in (State.WITHDRAWN, State.ERASED)


def _watchable(rendition: "Rendition") -> tuple[bool, int, bool]:
    """The whole clip before an excerpt of it, then the largest, then the one made for the public."""
    return submissions_queries.plays_whole(rendition), rendition.width, rendition.stage == "public"


def _largest(images: "list[Rendition]") -> "Rendition | None":
    within = [rendition for rendition in images if rendition.width <= LARGE]
    return next(iter(reversed(within or images)), None)


def first_picture(assets: "list[Asset]") -> Picture | None:
    """The first asset that can be shown, for lists."""
    kept = [asset for asset in assets if asset.state in {"ready", "excluded"}]
    shown = [asset for asset in kept if asset.withdrawn_at is None] or kept
    return picture(shown[0]) if shown else None
