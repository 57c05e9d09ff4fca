"""A restored dump has forgotten which copies left the house since: what is called back later still finds them."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import SYSTEM
from accounts.models import AuditEntry
from galleries import services as galleries_services
from galleries.models import Export, TakeDown
from privacy import services as privacy_services
from submissions.models import Submission
from tests.galleries import media, stage
from tests.ugc_platform.journal.restores import RESTORED, SINCE, lost, replay
from ugc_platform.journal import keeping, replaying

pytestmark = pytest.mark.django_db
FETCHED = SINCE - timedelta(minutes=5)


def fetch(export: Export) -> None:
    by = stage.marketer(export.brand)
    galleries_services.downloadable(export=export, by=by, at=FETCHED)


def withdraw(submission: Submission) -> None:
    stage.withdraw(Submission.objects.get(pk=submission.pk), at=SINCE)


def forget(submission: Submission) -> None:
    privacy_services.erase(contributor=submission.contributor, by=SYSTEM, at=SINCE)


def tasks(submission: Submission) -> list[str]:
    """What there is to take down, once the sweep has looked."""
    galleries_services.take_down(submission_id=submission.pk, at=RESTORED)
    return list(TakeDown.objects.filter(submission=submission).values_list("cause", flat=True))


@pytest.mark.parametrize("end", [withdraw, forget])
def test_what_was_fetched_and_taken_back_since_the_dump_is_to_be_taken_down(end: Any) -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    with lost():
        fetch(export)
        end(submission)
    assert Export.objects.get().downloaded_at is None, "the restore has forgotten it"
    assert replay()["fetched"] == 1
    assert Export.objects.get().downloaded_at == FETCHED
    assert tasks(submission) == ["withdrawn"]
    assert set(replay()) == {"nothing to do"}


def test_what_was_fetched_since_the_dump_and_is_taken_back_later_is_to_be_taken_down() -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    with lost():
        fetch(export)
    assert replay() == {"fetched": 1}
    line = AuditEntry.objects.get(action="export.downloaded")
    assert (line.at, line.detail) == (RESTORED, {"restored": FETCHED.isoformat()})
    withdraw(submission)
    assert tasks(submission) == ["withdrawn"]


def test_without_its_entry_nobody_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    monkeypatch.setattr(keeping, "ENDINGS", tuple(ended for ended in keeping.ENDINGS if ended is not keeping._fetched))
    with lost():
        fetch(export)
        withdraw(submission)
    assert replay()["left"] == 1
    assert tasks(submission) == []


def test_copies_are_known_before_anything_calls_them_back() -> None:
    assert next(iter(replaying.HANDLERS)) == "fetched"


def test_what_the_dump_knows_stays_and_what_it_never_made_is_nothing() -> None:
    submission = media.with_original(stage.approved())
    export = media.run(media.request(submission))
    Export.objects.filter(pk=export.pk).update(downloaded_at=FETCHED - timedelta(hours=1))
    with lost():
        made = media.run(media.request(submission, at=FETCHED), at=FETCHED)
        fetch(made)
        Export.objects.filter(pk=export.pk).update(downloaded_at=FETCHED)
    assert replay() == {"nothing to do": 2}
    assert Export.objects.get().downloaded_at == FETCHED - timedelta(hours=1)


def test_what_the_dump_has_not_made_yet_counts_as_fetched_once_it_is_made_again() -> None:
    submission = media.with_original(stage.approved())
    export = media.request(submission)
    with lost():
        media.run(export)
        fetch(export)
    assert replay() == {"fetched": 1}
    media.run(Export.objects.get(), at=RESTORED)
    withdraw(submission)
    assert tasks(submission) == ["withdrawn"]
