"""A look at galleries, placements, exports and take-downs in the admin: read only."""

from django.contrib import admin

from core.readonly_admin import ReadOnlyAdmin
from galleries.models import Export, Gallery, Placement, TakeDown


@admin.register(Gallery)
class GalleryAdmin(ReadOnlyAdmin):
    """Galleries, newest first."""

    list_display = ("title", "slug", "brand", "campaign", "published_at")
    list_filter = ("brand",)
    list_select_related = ("brand", "campaign")
    ordering = ("-created_at",)


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    """Exports, newest first."""

    list_display = ("created_at", "brand", "gallery", "state", "done", "total", "attempts", "ready_at", "downloaded_at")
    list_filter = ("state", "brand")
    list_select_related = ("brand", "gallery")
    ordering = ("-created_at",)


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    """Where assets are used, and the ledger head under which it was allowed."""

    list_display = ("key", "brand", "kind", "asset", "ledger_sequence", "created_at", "ended_at")
    list_filter = ("kind", "brand")
    list_select_related = ("brand", "asset")
    ordering = ("-created_at",)


@admin.register(TakeDown)
class TakeDownAdmin(ReadOnlyAdmin):
    """Copies outside that somebody must take down."""

    list_display = ("opened_at", "brand", "submission", "cause", "closed_at", "closed_by")
    list_filter = ("brand",)
    list_select_related = ("brand", "submission", "closed_by")
    ordering = ("-opened_at",)
