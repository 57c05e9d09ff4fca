"""A nudge goes out after commit, honours eager mode, and a broker that is away breaks nothing."""

import logging
import uuid
from typing import Any

import pytest
from celery import Celery, shared_task
from django.conf import settings
from django.db import transaction

from core.nudge import nudge

pytestmark = pytest.mark.django_db
heard: list[Any] = []


@shared_task(name="tests.core.test_nudge.listen")
def listen(**kwargs: Any) -> None:
    heard.append(kwargs)


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()


def test_a_nudge_waits_for_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    identity = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        nudge("tests.core.test_nudge.listen", asset_id=identity, number=3)
        assert heard == []
    assert heard == [{"asset_id": str(identity), "number": 3}]


def test_a_nudge_of_what_is_rolled_back_is_never_sent(django_capture_on_commit_callbacks: Any) -> None:
    def fail() -> None:
        with transaction.atomic():
            nudge("tests.core.test_nudge.listen")
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail()
    assert heard == []


def test_a_broker_that_is_away_is_logged_and_forgiven(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis+socket:///nowhere/valkey.sock")
    lonely = Celery("lonely", set_as_current=False)
    lonely.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr("core.nudge.current_app", lonely)
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        nudge("tests.core.test_nudge.listen")
    assert "nudge lost" in caplog.text
