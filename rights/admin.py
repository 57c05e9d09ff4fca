"""The admin's windows on the ledger: to look. Writing is refused here, in the model and in the database."""

from django.contrib import admin

from core.readonly_admin import ReadOnlyAdmin
from rights.models import Grant, LedgerEvent, LedgerHead, Release, Revocation, Terms


@admin.register(Terms)
class TermsAdmin(ReadOnlyAdmin):
    list_display = ("family", "version", "locale", "created_at", "created_by")
    ordering = ("-created_at",)


@admin.register(LedgerEvent)
class LedgerEventAdmin(ReadOnlyAdmin):
    list_display = ("brand_id", "sequence", "kind", "submission_id", "at", "hash")
    list_filter = ("kind",)
    ordering = ("-id",)


@admin.register(LedgerHead)
class LedgerHeadAdmin(ReadOnlyAdmin):
    list_display = ("brand_id", "sequence", "hash")


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "submission_id", "asset_id", "channels", "territories", "starts_at", "ends_at")
    ordering = ("-event_id",)


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "submission_id", "asset_id", "kind", "answer", "allows", "at")
    ordering = ("-event_id",)


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    list_display = ("sequence", "submission_id", "asset_id", "channels", "at", "by")
    ordering = ("-event_id",)
