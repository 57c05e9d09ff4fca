"""The admin's windows on campaigns: to look, never to write."""

from django.contrib import admin

from campaigns.models import Campaign, Hashtag, Question
from core.readonly_admin import ReadOnlyAdmin


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("title", "brand", "state", "listed", "opens_at", "closes_at", "version")
    list_filter = ("state",)
    list_select_related = ("brand",)
    search_fields = ("title", "slug")


@admin.register(Hashtag)
class HashtagAdmin(ReadOnlyAdmin):
    list_display = ("tag", "campaign")
    list_select_related = ("campaign",)


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ("key", "label", "kind", "required", "campaign")
    list_select_related = ("campaign",)
