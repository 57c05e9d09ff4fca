"""What every test here gets: a store of its own, and nudges that are done at once by hand."""

from typing import Any

import pytest

from core import nudge as nudging

Nudged = list[tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    """Objects and letters of one test are seen by no other."""
    objects = {**settings.STORAGES["objects"]}
    objects["OPTIONS"] = {**objects["OPTIONS"], "location": str(tmp_path / "objects")}
    settings.STORAGES = {**settings.STORAGES, "objects": objects}
    settings.EMAIL_FILE_PATH = str(tmp_path / "letters")
    settings.EMAIL_BACKEND = "outbox.letterbox.EmailBackend"


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> Nudged:
    """Every nudge as (task, arguments), as if each transaction had committed."""
    sent: Nudged = []
    monkeypatch.setattr("core.nudge.transaction.on_commit", lambda act: act())
    monkeypatch.setattr(nudging, "_send", lambda task, _queue, _countdown, kwargs: sent.append((task, kwargs)))
    return sent
