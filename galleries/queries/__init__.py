"""Every read of the galleries: what marketers curate, what everybody sees, what was exported."""

from galleries.queries.curation import Hidden, Item, candidates, get, hidden, items, of_brand, of_campaign, to_export
from galleries.queries.exported import (
    Left,
    export,
    exports,
    included,
    left_out,
    open_exports,
    requested_assets,
    with_left_out,
)
from galleries.queries.old_words import with_old_words
from galleries.queries.take_down_tasks import Copy, copies, picture, rendition_to_know_by, take_downs, waiting
from galleries.queries.visible import (
    Shown,
    Spec,
    Used,
    counted_on_campaign,
    media,
    placed,
    public,
    shown,
    shown_on_campaign,
    where_used,
)

__all__ = [
    "Copy",
    "Hidden",
    "Item",
    "Left",
    "Shown",
    "Spec",
    "Used",
    "candidates",
    "copies",
    "counted_on_campaign",
    "export",
    "exports",
    "get",
    "hidden",
    "included",
    "items",
    "left_out",
    "media",
    "of_brand",
    "of_campaign",
    "open_exports",
    "picture",
    "placed",
    "public",
    "rendition_to_know_by",
    "requested_assets",
    "shown",
    "shown_on_campaign",
    "take_downs",
    "to_export",
    "waiting",
    "where_used",
    "with_left_out",
    "with_old_words",
]
