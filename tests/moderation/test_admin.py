"""The admin looks and never writes: in every room of this floor."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import User

ROOMS = ("moderation", "conversations", "galleries", "engagement")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
REGISTERED = [model for model in MODELS if admin.site.is_registered(model)]


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_nobody_writes_in_the_admin(model: Any) -> None:
    request = RequestFactory().get("/admin/")
    request.user = User(is_staff=True, is_superuser=True)
    page = admin.site.get_model_admin(model)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_view_permission(request)


def test_every_room_has_something_to_look_at() -> None:
    assert {model._meta.app_label for model in REGISTERED} == set(ROOMS)
