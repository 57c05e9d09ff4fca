"""Words that were read before somebody decided on them enter no file, however close the decision comes."""

from typing import Any

import pytest

from core import storage
from submissions import queries as submissions_queries
from submissions.models import Submission
from tests.galleries import media, stage
from tests.galleries.second_looks import approved_again, edited, second_look
from tests.galleries.stage import AT, later

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)


def edited_between(monkeypatch: pytest.MonkeyPatch, submission: Submission) -> None:
    """Once: between reading the words and asking what may be used, they are changed and approved."""
    really = submissions_queries.publishable
    done: list[bool] = []

    def between(**question: Any) -> Any:
        if not done:
            done.append(True)
            edited(submission, caption="Clean", at=AT)
            approved_again(submission, at=AT)
        return really(**question)

    monkeypatch.setattr("galleries.exporting.records.submissions_queries.publishable", between)


def test_words_that_nobody_decided_on_enter_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = media.with_original(stage.waiting(caption="Never reviewed"))
    export = media.request(media.gallery_of(submission))
    edited_between(monkeypatch, submission)
    media.run(export)
    assert (export.state, export.attempts) == ("ready", 1)
    assert [(row["caption"], row["file"]) for row in media.manifest(export)["rows"]] == [
        ("Clean", "files/0001-clean.jpg")
    ]


def test_control_without_the_last_look_they_would(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = media.with_original(stage.waiting(caption="Never reviewed"))
    export = media.request(media.gallery_of(submission))
    edited_between(monkeypatch, submission)
    monkeypatch.setattr("galleries.services.export_work.other_words", lambda _items: False)
    media.run(export)
    assert [row["caption"] for row in media.manifest(export)["rows"]] == ["Never reviewed"]


def test_words_that_change_while_the_file_is_stored_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = media.with_original(stage.approved(caption="Rude"))
    export = media.request(submission)
    really_put = storage.put
    put: list[str] = []

    def put_late(key: str, file: Any, content_type: str) -> None:
        if not put:
            second_look(submission, caption="Clean")
        put.append(key)
        really_put(key, file, content_type)

    monkeypatch.setattr(storage, "put", put_late)
    media.run(export, at=later(hours=2))
    assert [row["caption"] for row in media.manifest(export)["rows"]] == ["Clean"]
    assert [storage.exists(key) for key in put] == [False, True]
