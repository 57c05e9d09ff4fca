"""Take-downs as their page shows them: why, what was taken back, each picture with the files it was handed out in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from galleries import queries as galleries_queries
from portals import addresses, words

if TYPE_CHECKING:
    from galleries.models import Export, TakeDown
    from submissions.models import Asset


@dataclass(frozen=True)
class Handed:
    """One file in which a picture was handed out."""

    file: str
    export: "Export"
    of: str
    channel: str


@dataclass(frozen=True)
class Picture:
    """One asset, what it is known by, and where it went."""

    asset: "Asset"
    thumb: str
    handed: tuple[Handed, ...]


@dataclass(frozen=True)
class Task:
    """One task; `channels` names what was taken back where it was not everything, `last` its newest copy."""

    row: "TakeDown"
    pictures: tuple[Picture, ...]
    channels: tuple[str, ...]
    last: int


def tasks(rows: "Sequence[TakeDown]") -> list[Task]:
    """Each of these tasks with its pictures."""
    copies = galleries_queries.copies(rows)
    return [_task(row, copies[row.pk]) for row in rows]


def _task(row: "TakeDown", copies: list[galleries_queries.Copy]) -> Task:
    assets = {copy.asset.pk: copy.asset for copy in copies}
    pictures = tuple(
        Picture(asset, _thumb(row, asset), tuple(_handed(copy) for copy in copies if copy.asset.pk == asset.pk))
        for asset in assets.values()
    )
    used = dict.fromkeys(handed.channel for picture in pictures for handed in picture.handed)
    channels = tuple(used) if row.cause in {"narrowed", "uncovered", "expired"} else ()
    return Task(row, pictures, channels, last=max((place.pk for place in row.places.all()), default=0))


def _thumb(row: "TakeDown", asset: "Asset") -> str:
    known_by = galleries_queries.picture(asset) if row.closed_at is None else None
    return addresses.take_down_url(known_by) if known_by else ""


def _handed(copy: galleries_queries.Copy) -> Handed:
    export = copy.placement.export
    assert export is not None  # so far nothing else leaves the house
    of = export.gallery.title if export.gallery else str(export.filter.get("campaign", ""))
    return Handed(copy.file, export, of, words.channel(str(copy.placement.use.get("channel", ""))))
