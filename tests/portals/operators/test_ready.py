"""What a balancer is told: a node that cannot serve pages is not ready, one whose broker or cache is away still is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from redis.exceptions import ConnectionError as NoRedis

from portals.operators import probes, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected(tmp_path: Path) -> Iterator[Path]:
    """A node as it stands in production, after collectstatic."""
    place = tmp_path / "static"
    place.mkdir()
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=place, STORAGES=project.STORAGES | {"staticfiles": manifest}):
        yield place


def asked() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def test_without_its_static_files_a_node_is_not_ready(collected: Path) -> None:
    assert asked() == (503, {"ready": False, "database": True, "static": False, "demo": True, "cache": True})


def test_with_everything_it_is(collected: Path) -> None:
    (collected / "css").mkdir()
    (collected / "css" / "base.0123456789ab.css").write_text("a {}")
    (collected / "staticfiles.json").write_text(
        '{"paths": {"css/base.css": "css/base.0123456789ab.css"}, "version": "1.1", "hash": ""}'
    )
    assert asked() == (200, {"ready": True, "database": True, "static": True, "demo": True, "cache": True})
    (collected / "css" / "base.0123456789ab.css").unlink()
    assert asked()[1]["static"] is False


def test_without_cache_and_broker_it_stays_ready(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def away(*_args: object) -> None:
        raise NoRedis("gone")

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9"
    monkeypatch.setattr(cache, "set", away)
    monkeypatch.setattr(views, "_static", lambda: True)
    assert asked() == (200, {"ready": True, "database": True, "static": True, "demo": True, "cache": False})


def test_without_a_database_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(views, "MigrationExecutor", away)
    monkeypatch.setattr(views, "_static", lambda: True)
    assert asked() == (503, {"ready": False, "database": False, "static": True, "demo": True, "cache": True})


def test_the_static_file_that_is_asked_for_exists() -> None:
    assert (Path(project.BASE_DIR) / "portals" / "static" / views.ANY_STATIC_FILE).is_file()


@pytest.mark.parametrize("question", ["/livez", "/readyz"])
def test_a_balancer_may_ask_a_machine_by_its_number(question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_static", lambda: True)
    asked = Client(headers={"Host": "10.0.0.17:8000"})
    answer = asked.get(question)
    assert answer.status_code == 200
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert asked.get("/").status_code == 400, "nobody else may"
    assert asked.post(question).status_code == 405


@pytest.mark.parametrize("question", probes.PROBES)
def test_a_question_has_one_place_that_answers_it(question: str) -> None:
    with pytest.raises(Resolver404):
        resolve(question)
