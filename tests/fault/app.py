"""The Celery application of the workers under test: the product's own, in a hurry."""

import django

from ugc_platform.celery import app

django.setup()

from tests.fault import haste  # noqa: E402 the rooms need Django first

haste.hurry()

__all__ = ["app"]
