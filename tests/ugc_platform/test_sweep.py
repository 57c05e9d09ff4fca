"""The sweep over all rooms."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from outbox import queries as outbox_queries
from ugc_platform import sweeping

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def failing(*, at: datetime) -> int:
    raise OperationalError("deadlock detected")


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [OperationalError("deadlock detected"), KeyError("a fault of ours")])
def test_one_room_that_fails_does_not_keep_the_others_from_being_swept(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    asked: list[datetime] = []

    def failing(*, at: datetime) -> int:
        raise trouble

    def working(*, at: datetime) -> int:
        asked.append(at)
        return 7

    rooms: dict[str, Callable[..., object]] = {"first": failing, "second": working}
    monkeypatch.setattr(sweeping, "ROOMS", rooms)

    assert sweeping.sweep(at=NOW) == {"first": None, "second": 7}
    assert asked == [NOW]
    assert outbox_queries.sweeps() == {"first": None, "second": NOW}


@pytest.mark.django_db
def test_a_room_that_fails_keeps_the_time_when_it_last_worked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "ROOMS", {"first": lambda *, at: 1})
    sweeping.sweep(at=NOW)
    monkeypatch.setattr(sweeping, "ROOMS", {"first": failing})
    sweeping.sweep(at=NOW + timedelta(minutes=1))
    assert outbox_queries.sweeps() == {"first": NOW}


@pytest.mark.django_db
def test_command_answers_in_json_for_every_room(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sweep", "--json")

    assert set(json.loads(capsys.readouterr().out)) == set(sweeping.ROOMS)


@pytest.mark.django_db
def test_command_fails_when_a_room_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "ROOMS", {"first": failing})

    with pytest.raises(CommandError, match="first"):
        call_command("sweep")
