"""A look at the daily views in the admin: read only."""

from django.contrib import admin

from core.readonly_admin import ReadOnlyAdmin
from engagement.models import DailyViews


@admin.register(DailyViews)
class DailyViewsAdmin(ReadOnlyAdmin):
    """Counts per day and page, newest first."""

    list_display = ("day", "brand", "gallery", "campaign", "views")
    list_filter = ("brand",)
    list_select_related = ("brand", "gallery", "campaign")
    ordering = ("-day",)
