"""The page about the life cycle is generated, and it is current."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from submissions.lifecycle import Move, State
from submissions.management.commands import lifecycle_doc


def test_the_page_in_the_repository_is_current() -> None:
    call_command("lifecycle_doc", check=True)


def test_the_page_tells_every_move_and_state() -> None:
    with translation.override("de"):
        page = lifecycle_doc.document()
    assert all(f"| `{word}` |" in page for word in [*Move.values, *State.values])
    assert "Waiting for review" in page


def test_an_old_page_is_noticed_and_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)
    with pytest.raises(CommandError):
        call_command("lifecycle_doc", check=True)
    call_command("lifecycle_doc", verbosity=0)
    call_command("lifecycle_doc", check=True)
    (tmp_path / "docs" / "lifecycle.md").write_text("old")
    with pytest.raises(CommandError):
        call_command("lifecycle_doc", check=True)
