"""Registers the moderation app with Django."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """The room's name and its kind of keys."""

    name = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
