"""Every write of the galleries: curation, places, exports and take-downs. One file per subject."""

from galleries.services.curation import (
    Curated,
    add_items,
    create,
    publish,
    remove_item,
    set_items,
    unpublish,
    update,
)
from galleries.services.exports import (
    Download,
    NotDownloadable,
    TooMany,
    downloadable,
    note_fetched,
    request_again,
    request_export,
    still_downloadable,
)
from galleries.services.forgetting import forget
from galleries.services.placements import place
from galleries.services.reports import report
from galleries.services.sweeping import sweep
from galleries.services.take_downs import MoreCopies, close_take_down, take_down

__all__ = [
    "Curated",
    "Download",
    "MoreCopies",
    "NotDownloadable",
    "TooMany",
    "add_items",
    "close_take_down",
    "create",
    "downloadable",
    "forget",
    "note_fetched",
    "place",
    "publish",
    "remove_item",
    "report",
    "request_again",
    "request_export",
    "set_items",
    "still_downloadable",
    "sweep",
    "take_down",
    "unpublish",
    "update",
]
