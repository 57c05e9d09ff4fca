"""What every test of submissions gets: its own tasks run at once, those of the rooms above are only noted."""

from typing import Any

import pytest

from core import nudge as nudging

Nudged = list[tuple[str, str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> Nudged:
    """Every nudge that was sent after commit: task, queue, arguments."""
    sent: Nudged = []
    really_send = nudging._send

    def send(task_name: str, queue: str, countdown: float, kwargs: dict[str, Any]) -> None:
        sent.append((task_name, queue, kwargs))
        if task_name.startswith("submissions."):
            really_send(task_name, queue, countdown, kwargs)

    monkeypatch.setattr(nudging, "_send", send)
    return sent
