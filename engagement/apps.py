"""Registers the engagement app with Django."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """The room's name and its kind of keys."""

    name = "engagement"
    default_auto_field = "django.db.models.BigAutoField"
