"""Every read of the galleries: what marketers curate, what everybody sees, what was exported."""

from galleries.queries.curation import Hidden, Item, candidates, get, hidden, items, of_brand, take_downs, to_export
from galleries.queries.exported import Left, export, exports, included, left_out, requested_assets, with_left_out
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
    "Hidden",
    "Item",
    "Left",
    "Shown",
    "Spec",
    "Used",
    "candidates",
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
    "placed",
    "public",
    "requested_assets",
    "shown",
    "shown_on_campaign",
    "take_downs",
    "to_export",
    "where_used",
    "with_left_out",
]
