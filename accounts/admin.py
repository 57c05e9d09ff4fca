"""The admin's windows on people and brands: to look, never to write. Digests of secrets are not shown."""

from django.contrib import admin
from django.db import models

from accounts.models import ApiToken, AuditEntry, Brand, Contributor, Invitation, Membership, User
from core.readonly_admin import ReadOnlyAdmin


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ("email", "is_active", "is_staff", "date_joined", "last_login")
    search_fields = ("email",)
    fields = ("email", "first_name", "last_name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login")


@admin.register(Brand)
class BrandAdmin(ReadOnlyAdmin):
    list_display = ("name", "slug", "created_at")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    search_fields = ("name", "slug")


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ("user", "brand", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "brand")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("email", "brand", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    list_select_related = ("brand",)
    exclude = ("token_hash",)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "user", "brand", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user", "brand")
    exclude = ("token_hash",)


@admin.register(Contributor)
class ContributorAdmin(ReadOnlyAdmin):
    """Pseudonyms only: the identity belongs to the brand's own people."""

    list_display = ("id", "brand", "created_at", "blocked_at")
    list_select_related = ("brand",)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "brand", "actor", "action", "subject")
    list_select_related = ("brand",)
    ordering = ("-at",)
