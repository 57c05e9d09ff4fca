"""The platform itself: settings, addresses, processes and demo data; the only place that knows every room."""

from ugc_platform.celery import app as celery_app

__all__ = ["celery_app"]
