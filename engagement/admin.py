"""A look at the daily counts in the admin: read only."""

from django.contrib import admin

from core.readonly_admin import ReadOnlyAdmin
from engagement.models import DailySteps, DailyViews


@admin.register(DailyViews)
class DailyViewsAdmin(ReadOnlyAdmin):
    """Counts per day and page, newest first."""

    list_display = ("day", "brand", "gallery", "campaign", "views")
    list_filter = ("brand",)
    list_select_related = ("brand", "gallery", "campaign")
    ordering = ("-day",)


@admin.register(DailySteps)
class DailyStepsAdmin(ReadOnlyAdmin):
    """Counts per day, step and class of device, newest first."""

    list_display = ("day", "brand", "campaign", "step", "device", "count")
    list_filter = ("brand", "step")
    list_select_related = ("brand", "campaign")
    ordering = ("-day",)
