"""Registers the submissions app with Django."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """The submissions app."""

    name = "submissions"
    default_auto_field = "django.db.models.BigAutoField"
