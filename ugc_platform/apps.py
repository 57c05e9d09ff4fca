"""Registers the platform package, so that Django finds its management commands."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The platform as a Django app: commands only, no tables."""

    name = "ugc_platform"
    verbose_name = "Platform"
