"""Registers the galleries app with Django."""

from django.apps import AppConfig


class GalleriesConfig(AppConfig):
    """The room's name and its kind of keys."""

    name = "galleries"
    default_auto_field = "django.db.models.BigAutoField"
