"""What the tests of galleries share: nudges that are noted instead of sent."""

from typing import Any

import pytest

from core import nudge as nudging

Nudges = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> Nudges:
    """Every nudge as (task, arguments), as if each transaction had committed."""
    sent: Nudges = []
    monkeypatch.setattr("core.nudge.transaction.on_commit", lambda act: act())
    monkeypatch.setattr(nudging, "_send", lambda task, _queue, _countdown, kwargs: sent.append((task, kwargs)))
    return sent


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    """Objects of one test are seen by no other."""
    objects = {**settings.STORAGES["objects"]}
    objects["OPTIONS"] = {**objects["OPTIONS"], "location": str(tmp_path / "objects")}
    settings.STORAGES = {**settings.STORAGES, "objects": objects}
