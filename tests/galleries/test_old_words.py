"""Words that were changed in a second look leave with no file any more, and copies that carry them are called back."""

from datetime import datetime
from typing import Any

import pytest

from accounts.actors import SYSTEM
from galleries import queries, services
from galleries.models import Export, ExportItem, Placement, TakeDown
from moderation import services as moderation_services
from privacy import services as privacy_services
from submissions import queries as submissions_queries, services as submissions_services
from submissions.models import Asset, Submission
from tests.galleries import media, stage
from tests.galleries.second_looks import approved_again, edited, opened, second_look
from tests.galleries.stage import AT, later
from tests.galleries.test_take_downs import ready_export
from tests.submissions import makers

pytestmark = pytest.mark.django_db
WORDS = ("caption", "credit", "alt")


@pytest.fixture(autouse=True)
def _nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.nudge._send", lambda *_: None)


def refused(export: Export, *, at: datetime) -> str:
    """What somebody reads who wants the file; nothing where they get it."""
    said = ""
    for ask in (services.still_downloadable, services.downloadable):
        try:
            ask(export=export, by=stage.marketer(export.brand), at=at)
        except services.NotDownloadable as sentence:
            said = str(sentence)
    return said


def state(export: Export) -> str:
    return Export.objects.get(pk=export.pk).state


@pytest.mark.parametrize("word", WORDS)
def test_a_file_with_old_words_is_not_handed_out_and_is_made_again_with_the_new_ones(word: str) -> None:
    submission = media.with_original(stage.approved(caption="Rude", name="Kim"))
    export = media.run(media.request(submission))
    said: dict[str, Any] = {"caption": "Rude", word: "Clean"}
    second_look(submission, **said)

    assert "new ones" in refused(export, at=later(hours=2))
    assert services.sweep(at=later(hours=2))["taken_down"] == 1  # no nudge is needed
    services.take_down(submission_id=submission.pk, at=later(hours=2))
    assert (state(export), TakeDown.objects.count()) == ("void", 0)
    assert Placement.objects.get(export=export).ended_at == later(hours=2)

    by = stage.marketer(export.brand)
    again = media.run(services.request_again(export=export, by=by, at=later(hours=3)), at=later(hours=3))
    (row,) = media.manifest(again)["rows"]
    assert row[{"credit": "creator"}.get(word, word)] == "Clean"
    assert refused(again, at=later(hours=3)) == ""
    assert services.sweep(at=later(hours=4))["taken_down"] == 0


def test_control_without_the_question_old_words_are_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = media.with_original(stage.approved(caption="Rude"))
    export = media.run(media.request(submission))
    second_look(submission, caption="Clean")
    monkeypatch.setattr("galleries.queries.old_words.with_old_words", lambda items: items.none())
    services.take_down(submission_id=submission.pk, at=later(hours=2))
    assert refused(export, at=later(hours=2)) == ""
    assert media.manifest(export)["rows"][0]["caption"] == "Rude"


def test_copies_that_left_with_old_words_are_one_task_until_they_are_down() -> None:
    submission = stage.approved(assets=2)
    export = ready_export(submission, downloaded_at=AT)
    second_look(submission, caption="Clean")
    for hour in (2, 3):
        assert services.sweep(at=later(hours=hour))["taken_down"] == (1 if hour == 2 else 0)
        services.take_down(submission_id=submission.pk, at=later(hours=hour))

    task = TakeDown.objects.get()
    assert (task.cause, task.places.count(), task.closed_at, state(export)) == ("changed", 2, None, "void")
    assert "other words" in task.get_cause_display()
    by = stage.marketer(submission.brand)
    services.close_take_down(take_down=task, by=by, at=later(hours=4))
    assert services.sweep(at=later(hours=5))["taken_down"] == 0
    assert TakeDown.objects.count() == 1


def test_only_the_picture_whose_description_changed_is_called_back() -> None:
    submission = stage.approved(assets=2)
    ready_export(submission, downloaded_at=AT)
    opened(submission, at=later(hours=1))
    first = submission.assets.all()[0]
    by = makers.fan(submission)
    submissions_services.edit(
        submission=submission, caption="At the lake", alt_texts={first.pk: "A boat"}, by=by, at=later(hours=1)
    )
    approved_again(submission, at=later(hours=1))
    services.take_down(submission_id=submission.pk, at=later(hours=2))
    assert [place.placement.asset_id for place in TakeDown.objects.get().places.all()] == [first.pk]


def test_the_same_words_again_call_nothing_back() -> None:
    """The control: looked at again, and edited there and back."""
    submission = stage.approved()
    export = ready_export(submission, downloaded_at=AT)
    opened(submission, at=later(hours=1))
    approved_again(submission, at=later(hours=1, minutes=2))
    opened(submission, at=later(hours=2))
    edited(submission, caption="Rude", at=later(hours=2, minutes=1))
    edited(submission, caption="At the lake", at=later(hours=2, minutes=2))
    approved_again(submission, at=later(hours=2, minutes=3))
    assert services.sweep(at=later(hours=3))["taken_down"] == 0
    assert services.take_down(submission_id=submission.pk, at=later(hours=3)) == 0
    assert (state(export), refused(export, at=later(hours=3))) == ("ready", "")


def test_new_words_that_wait_call_nothing_back_yet() -> None:
    submission = stage.approved()
    export = ready_export(submission, downloaded_at=AT)
    opened(submission, at=later(hours=1))
    edited(submission, caption="Clean", at=later(hours=1))
    assert services.sweep(at=later(hours=2))["taken_down"] == 0
    assert services.take_down(submission_id=submission.pk, at=later(hours=2)) == 0
    assert (state(export), TakeDown.objects.count()) == ("ready", 0)
    assert "may not be used" in refused(export, at=later(hours=2))


def open_causes(submission: Submission, *, at: datetime) -> list[str]:
    services.sweep(at=at)
    services.take_down(submission_id=submission.pk, at=at)
    return list(TakeDown.objects.filter(closed_at=None).values_list("cause", flat=True))


def test_a_task_about_old_words_keeps_its_name_until_something_heavier_or_the_old_words_come() -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    second_look(submission, caption="Clean")
    assert open_causes(submission, at=later(hours=2)) == ["changed"]
    opened(submission, at=later(hours=3))
    assert open_causes(submission, at=later(hours=3)) == ["changed"]
    edited(submission, caption="At the lake", at=later(hours=3))
    approved_again(submission, at=later(hours=4))
    assert open_causes(submission, at=later(hours=4)) == []
    assert TakeDown.objects.get().allowed_again
    second_look(submission, hour=5, caption="Clean")
    assert open_causes(submission, at=later(hours=6)) == ["changed"]
    stage.withdraw(Submission.objects.get(), at=later(hours=7))
    assert open_causes(submission, at=later(hours=7)) == ["withdrawn"]


def test_a_rejection_that_is_undone_in_other_words_closes_no_task() -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    again = opened(submission, at=later(hours=1))
    by = stage.moderator(again.brand)
    moderation_services.reject(
        submission=again, version=again.version, reason="other", note="No.", by=by, at=later(hours=1)
    )
    assert open_causes(submission, at=later(hours=1)) == ["rejected"]
    second_look(submission, hour=2, caption="Clean")
    assert open_causes(submission, at=later(hours=3)) == ["rejected"]


def from_before(submission: Submission, **said: Any) -> Export:
    """An export of a release that noted no words."""
    export = ready_export(submission, **said)
    ExportItem.objects.update(words="")
    return export


def test_of_an_old_export_what_was_edited_since_counts_as_changed() -> None:
    submission = stage.approved(at=later(minutes=-1))
    export = from_before(submission, downloaded_at=AT)
    second_look(submission, caption="Clean")
    assert "new ones" in refused(export, at=later(hours=2))
    assert open_causes(submission, at=later(hours=2)) == ["changed"]


def test_of_an_old_export_what_was_only_looked_at_again_does_not() -> None:
    submission = stage.approved(at=later(minutes=-1))
    export = from_before(submission, downloaded_at=AT)
    opened(submission, at=later(hours=1))
    approved_again(submission, at=later(hours=1))
    assert refused(export, at=later(hours=2)) == ""
    assert open_causes(submission, at=later(hours=2)) == []


def test_what_was_edited_before_an_old_export_is_in_it() -> None:
    submission = stage.waiting()
    edited(submission, caption="Clean", at=later(minutes=-2))
    approved_again(submission, at=later(minutes=-1))
    export = from_before(submission, downloaded_at=AT)
    assert refused(export, at=later(hours=2)) == ""
    assert open_causes(submission, at=later(hours=2)) == []


def test_pages_show_the_approved_words_without_being_called_back() -> None:
    submission = stage.approved()
    by = stage.marketer(submission.brand)
    gallery = services.create(brand=submission.brand, title="Wall", by=by, at=AT)
    services.set_items(gallery=gallery, submissions=[submission.pk], by=by, at=AT)
    services.publish(gallery=gallery, by=by, at=AT)
    opened(submission, at=later(hours=1))
    edited(submission, caption="Clean", at=later(hours=1))
    assert queries.shown(gallery, at=later(hours=1)) == []
    approved_again(submission, at=later(hours=2))
    assert services.take_down(submission_id=submission.pk, at=later(hours=2)) == 0
    assert [(row.caption, row.credit) for row in queries.shown(gallery, at=later(hours=2))] == [("Clean", "Kim")]


def test_an_erasure_leaves_no_digest_of_the_words() -> None:
    submission = stage.approved()
    ready_export(submission)
    assert ExportItem.objects.get().words != ""
    privacy_services.erase(contributor=submission.contributor, by=SYSTEM, at=later(hours=1))
    assert ExportItem.objects.get().words == ""


def test_the_digest_tells_which_word_is_which() -> None:
    for one, other in (
        (("ab", "c", ""), ("a", "bc", "")),
        (("", "a", ""), ("", "", "a")),
        (('"', "", ""), ("", '"', "")),
    ):
        told = []
        for caption, credit, alt in (one, other):
            submission = makers.submission(caption=caption, credit=credit)
            submission.assets.update(alt_text=alt)
            told.append(
                Asset.objects.annotate(words=submissions_queries.public_words()).get(submission=submission).words
            )
        assert len(set(told)) == 2
