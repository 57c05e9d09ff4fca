"""What others sent, as tiles of the photo grid: addresses by placement, sizes, words. It decides nothing."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from galleries import queries as galleries_queries
from portals import addresses, words

if TYPE_CHECKING:
    from galleries.models import Placement

FIRST_SCREEN = 6
PHOTO_SIDES = {"photo-320": 320, "photo-640": 640, "photo-1280": 1280, "photo-2048": 2048}
POSTER_SIDES = {"poster-320": 320, "poster": 1280}


@dataclass(frozen=True)
class Tile:
    """One picture or clip of the grid."""

    key: str
    src: str
    srcset: str
    sizes: str
    full: str
    full_size: str
    video: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    color: str
    seconds: float | None
    report_url: str
    loading: str
    priority: str

    @property
    def href(self) -> str:
        """Where a click leads without script."""
        return self.video or self.full


@dataclass(frozen=True)
class Counted:
    """How many of each are shown, and what the number is a number of."""

    photos: int
    videos: int

    @property
    def number(self) -> int:
        """Both together."""
        return self.photos + self.videos

    @property
    def words(self) -> str:
        """How many of each."""
        return words.photos_and_videos(self.photos, self.videos)

    @property
    def what(self) -> str:
        """The words after the number."""
        if self.photos and self.videos:
            return _("photos and videos people sent")
        if self.videos:
            return ngettext("video somebody sent", "videos people sent", self.videos)
        return ngettext("photo somebody sent", "photos people sent", self.photos)


@dataclass(frozen=True)
class Single:
    """One picture by itself."""

    src: str
    width: int
    height: int
    alt: str


def tiles(
    items: "Iterable[galleries_queries.Shown]", *, report: str, slug: str, at_once: int = FIRST_SCREEN
) -> list[Tile]:
    """Tiles for what is shown; `report` names the address where a visitor says that something is wrong.

    So many are asked for `at_once`, the first of them before all else; none where something larger stands above.
    """
    return [
        _tile(item, reverse(report, kwargs={"slug": slug, "key": item.placement_key}), place=place, at_once=at_once)
        for place, item in enumerate(items)
    ]


def picked(shown: list[Tile], key: str) -> list[Tile]:
    """The one picture that a passed-on link is about, if it is still shown."""
    return [tile for tile in shown if tile.key == key]


def by_kind(shown: list[Tile]) -> Mapping[str, int]:
    """How many of each stand on this page."""
    return Counter("video" if tile.video else "photo" for tile in shown)


def counted(kinds: Mapping[str, int]) -> Counted:
    """The numbers of what is shown: a video is no picture."""
    return Counted(photos=kinds.get("photo", 0), videos=kinds.get("video", 0))


def preview(shown: list[Tile]) -> tuple[str, str]:
    """The first picture as other sites show it beside a link: a JPEG, which all of them read, and its words."""
    if not shown:
        return "", ""
    first = shown[0]
    return addresses.absolute(_address(first.key, "poster" if first.video else "photo-640-jpeg")), first.alt


def feeds(slug: str) -> dict[str, str]:
    """The same gallery for feed readers and other systems."""
    return {
        "json": reverse("api:gallery-json", kwargs={"slug": slug}),
        "atom": reverse("api:gallery-atom", kwargs={"slug": slug}),
    }


def single(placement: "Placement", *, at: datetime.datetime) -> Single | None:
    """The picture behind a public address, or None when it may not be shown now."""
    spec = "poster" if placement.asset.kind == "video" else "photo-640"
    file = galleries_queries.media(placement.key, spec, at=at)
    if file is None:
        return None
    alt = placement.asset.alt_text or placement.asset.submission.caption[:200] or _("The picture you report")
    return Single(_address(placement.key, spec), file.width, file.height, alt)


def _tile(item: "galleries_queries.Shown", report_url: str, *, place: int, at_once: int) -> Tile:
    key, width, height = item.placement_key, item.width or 4, item.height or 3
    is_video = item.asset.kind == "video"
    ladder = _ladder(POSTER_SIDES if is_video else PHOTO_SIDES, width, height)
    return Tile(
        key=key,
        src=_address(key, "poster" if is_video else "photo-640"),
        srcset=", ".join(f"{_address(key, spec)} {across}w" for spec, across in ladder),
        sizes=_sizes(width / height),
        full=_address(key, "poster" if is_video else "photo-2048"),
        full_size=_full_size(ladder[-1][1], width, height),
        video=_address(key, "video-720") if is_video else "",
        width=width,
        height=height,
        alt=item.alt,
        caption=item.caption,
        credit=item.credit,
        color=item.asset.dominant_colour,
        seconds=item.asset.duration_ms / 1000 if item.asset.duration_ms else None,
        report_url=report_url,
        loading="eager" if place < at_once else "lazy",
        priority="high" if place == 0 < at_once else "",
    )


def _ladder(sides: dict[str, int], width: int, height: int) -> list[tuple[str, int]]:
    """The width of each size: the long edge is what a size bounds, and nothing is enlarged."""
    largest = max(width, height)
    return [(spec, max(1, round(width * min(1.0, side / largest)))) for spec, side in sides.items()]


def _sizes(ratio: float) -> str:
    """How wide a tile of these proportions stands in the rows of `.photo-grid`: an upright one takes less of a row."""
    phone, desk = (min(60, max(12, round(share * ratio))) for share in (45, 22))
    return f"(max-width: 40rem) {phone}vw, {desk}vw"


def _full_size(across: int, width: int, height: int) -> str:
    """How large the large view is, so that it stands before it has arrived."""
    return f"{across}x{max(1, round(height * across / width))}"


def _address(key: str, spec: str) -> str:
    return reverse("media:public", kwargs={"key": key, "spec": spec})
