"""A look at messages in the admin: read only."""

from django.contrib import admin

from conversations.models import Message
from core.readonly_admin import ReadOnlyAdmin


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages, newest first."""

    list_display = ("at", "brand", "submission", "author", "user", "read_at")
    list_filter = ("author", "brand")
    list_select_related = ("brand", "user", "submission")
    ordering = ("-at",)
