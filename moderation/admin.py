"""A look at decisions and reports in the admin: read only, nothing is decided here."""

from django.contrib import admin

from core.readonly_admin import ReadOnlyAdmin
from moderation.models import Decision, Report


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Verdicts, newest first."""

    list_display = ("at", "brand", "submission", "verdict", "reason", "user", "rule")
    list_filter = ("verdict", "reason", "brand")
    list_select_related = ("brand", "user", "submission")
    ordering = ("-at",)


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports, newest first; the reporter's hash is nobody's business."""

    list_display = ("at", "brand", "submission", "reason")
    list_filter = ("reason", "brand")
    list_select_related = ("brand", "submission")
    exclude = ("reporter",)
    ordering = ("-at",)
