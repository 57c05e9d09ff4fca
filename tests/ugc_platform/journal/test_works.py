"""A restored dump has forgotten who took something back since: the journal in the store has not."""

import json
from datetime import datetime, timedelta, timezone as zones
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts_services
from accounts.actors import SYSTEM
from accounts.models import ContributorIdentity
from campaigns.reminders import services as reminders_services
from campaigns.reminders.models import Reminder
from core import multipart, storage
from moderation import services as moderation_services
from moderation.models import Decision
from outbox.models import Mail
from privacy import services as privacy_services
from rights import queries as rights_queries, services as rights_services
from rights.models import LedgerEvent, Revocation
from submissions import services as submissions_services
from submissions.lifecycle import Move, State
from submissions.models import Submission
from tests import factories
from tests.conversations.emails import post
from tests.galleries import stage
from tests.submissions import makers
from tests.ugc_platform.journal.restores import DUMP, RESTORED, SINCE, fan, lost, replay, sealed, state
from ugc_platform import journal, reconciling, sweeping

pytestmark = pytest.mark.django_db


def test_what_was_withdrawn_since_the_dump_is_withdrawn_again() -> None:
    taken, kept = stage.approved(), stage.approved()
    with lost():
        submissions_services.withdraw(submission=taken, by=fan(taken), at=SINCE)
    assert state(taken) == State.APPROVED, "the restore has revived it"
    assert replay() == {"left": 1, "nothing to do": 1}
    assert (state(taken), state(kept)) == (State.WITHDRAWN, State.APPROVED)
    assert replay() == {"nothing to do": 2}


def test_one_picture_that_was_taken_back_is_taken_back_again() -> None:
    submission = stage.approved(assets=2)
    first, second = submission.assets.order_by("pk")
    with lost():
        submissions_services.withdraw(submission=submission, assets=[first.pk], by=fan(submission), at=SINCE)
    assert replay() == {"revocation": 1}
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at) == (RESTORED, None)
    assert replay() == {"nothing to do": 1}


def test_a_permission_that_was_narrowed_is_narrowed_again_and_no_more() -> None:
    submission = stage.approved()
    before = [
        choice.scope.key for choice in rights_queries.standing(submission_id=submission.pk, at=SINCE) if choice.live
    ]
    assert "ads" in before
    with lost():
        submissions_services.narrow(
            submission=submission, keep=[key for key in before if key != "ads"], by=fan(submission), at=SINCE
        )
        facts = Revocation.objects.count()
    assert Revocation.objects.count() == 0
    replay()
    after = [
        choice.scope.key for choice in rights_queries.standing(submission_id=submission.pk, at=RESTORED) if choice.live
    ]
    assert after == [key for key in before if key != "ads"]
    assert (state(submission), Revocation.objects.count()) == (State.APPROVED, facts)
    assert replay() == {"nothing to do": facts}


def test_a_refusal_of_somebody_in_the_picture_stops_it_again() -> None:
    submission = stage.approved()
    with lost():
        rights_services.release(
            brand_id=submission.brand_id,
            submission_id=submission.pk,
            kind="person",
            answer="refused",
            by=SYSTEM,
            at=SINCE,
        )
    replay()
    assert rights_queries.answers(submission_id=submission.pk, at=RESTORED)["person"][0] == "refused"
    assert replay() == {"nothing to do": 1}


def test_what_was_no_longer_approved_waits_for_a_moderators_eyes() -> None:
    submission = stage.approved()
    with lost():
        submissions_services.move(submission=submission, move=Move.REOPEN, by=SYSTEM, at=SINCE)
    assert replay() == {"left": 1}
    assert state(submission) == State.AWAITING_REVIEW
    assert replay() == {"nothing to do": 1}


def test_what_was_set_aside_is_set_aside_again_until_somebody_decides() -> None:
    submission = stage.approved(assets=2)
    aside, kept = submission.assets.order_by("pk")
    with lost():
        by = stage.moderator(submission.brand)
        again = moderation_services.reopen(submission=submission, version=submission.version, by=by, at=SINCE)
        moderation_services.approve(submission=again, version=again.version, exclude=[aside.pk], by=by, at=SINCE)
    assert replay() == {"left": 1, "set aside": 1}
    assert (state(submission), states(submission)) == (State.AWAITING_REVIEW, {aside.pk: "excluded", kept.pk: "ready"})
    assert replay() == {"nothing to do": 2}
    now = Submission.objects.get(pk=submission.pk)
    by = stage.moderator(now.brand)
    now = moderation_services.approve(submission=now, version=now.version, by=by, at=RESTORED)
    look_again(now, at=RESTORED + timedelta(minutes=1))
    assert replay(at=RESTORED + timedelta(hours=1)) == {"nothing to do": 2}
    assert states(submission) == {aside.pk: "ready", kept.pk: "ready"}


def states(submission: Submission) -> dict[Any, str]:
    return dict(submission.assets.values_list("pk", "state"))


def test_who_was_erased_is_erased_again() -> None:
    submission = stage.approved()
    with lost():
        privacy_services.erase(contributor=submission.contributor, by=SYSTEM, at=SINCE)
    assert replay()["erasure"] == 1
    assert state(submission) == State.ERASED


def test_the_moment_of_the_dump_may_be_told_in_any_zone() -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    east = zones(timedelta(hours=2))
    too_late = SINCE + journal.OVERLAP + timedelta(seconds=1)
    assert journal.replay(since=too_late.astimezone(east), at=RESTORED).done == {}
    assert journal.replay(since=DUMP.astimezone(east), at=RESTORED).done["left"] == 1
    assert state(submission) == State.WITHDRAWN


def test_what_was_not_committed_yet_when_the_dump_began_ends_again() -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=DUMP - timedelta(minutes=9))
    assert replay()["left"] == 1
    assert state(submission) == State.WITHDRAWN


def look_again(submission: Submission, *, at: datetime) -> None:
    """Opened by a moderator, and approved again a minute later."""
    by, now = stage.moderator(submission.brand), Submission.objects.get(pk=submission.pk)
    again = moderation_services.reopen(submission=now, version=now.version, by=by, at=at)
    moderation_services.approve(submission=again, version=again.version, by=by, at=at + timedelta(minutes=1))


def test_what_the_dump_knows_is_not_done_again() -> None:
    submission = stage.approved()
    look_again(submission, at=DUMP - timedelta(minutes=5))
    sweeping.sweep(at=DUMP)
    found, refused = journal.read(since=DUMP - journal.OVERLAP)
    assert ([entry.kind for entry in found], refused) == (["left"], {})
    assert replay() == {"nothing to do": 1}
    assert state(submission) == State.APPROVED


def test_what_waits_again_is_whole_says_why_and_is_asked_once() -> None:
    waiting = stage.waiting(assets=2)
    aside = waiting.assets.all()[0].pk
    by = stage.moderator(waiting.brand)
    submission = moderation_services.approve(
        submission=waiting, version=waiting.version, exclude=[aside], by=by, at=stage.AT
    )
    with lost():
        moderation_services.reopen(submission=submission, version=submission.version, by=by, at=SINCE)
    assert replay() == {"left": 1}
    last = Decision.objects.order_by("-at")[0]
    assert (last.verdict, last.rule, last.user, last.at) == ("reopened", "restored", None, RESTORED)
    assert set(submission.assets.values_list("state", flat=True)) == {"ready"}
    now = Submission.objects.get(pk=submission.pk)
    moderation_services.approve(submission=now, version=now.version, by=by, at=RESTORED + timedelta(hours=1))
    assert replay(at=RESTORED + timedelta(hours=2)) == {"nothing to do": 1}
    assert state(submission) == State.APPROVED


def test_nobody_is_made_the_author_of_what_a_member_took_back_for_them() -> None:
    submission = stage.approved()
    (asset,) = submission.assets.all()
    by = stage.marketer(submission.brand)
    about: dict[str, Any] = {"brand_id": submission.brand_id, "submission_id": submission.pk}
    with lost():
        rights_services.revoke(**about, channels=["print"], by=by, at=SINCE)
        rights_services.revoke(**about, asset_id=asset.pk, by=by, at=SINCE)
    assert replay() == {"revocation": 2}
    assert set(Revocation.objects.values_list("by", flat=True)) == {"system"}
    told = [json.loads(event.body)["restored"]["by"] for event in LedgerEvent.objects.filter(kind="revocation")]
    assert told == [by.reference] * 2
    assert rights_queries.verify(submission.brand_id) == []
    assert replay() == {"nothing to do": 2}


def test_what_a_contributor_took_back_is_theirs_again() -> None:
    """The control."""
    submission = stage.approved()
    with lost():
        rights_services.revoke(
            brand_id=submission.brand_id,
            submission_id=submission.pk,
            channels=["print"],
            by=fan(submission),
            at=SINCE,
        )
    replay()
    assert Revocation.objects.get().by == fan(submission).reference


def test_who_was_erased_after_their_pages_were_joined_is_erased_under_both() -> None:
    campaign = makers.campaign()
    sent = [stage.approved(campaign) for _ in range(2)]
    people = [submission.contributor_id for submission in sent]
    ContributorIdentity.objects.filter(contributor__in=people).update(email="kim@example.org")
    with lost():
        into, former = accounts_services.join_contributors(
            brand_id=campaign.brand_id, ids=people, address="kim@example.org", by=SYSTEM, at=SINCE
        )
        Submission.objects.filter(contributor__in=former).update(contributor=into)
        privacy_services.erase(contributor=into, by=SYSTEM, at=SINCE)
    replay()
    assert {state(submission) for submission in sent} == {State.ERASED}
    assert not ContributorIdentity.objects.filter(contributor__in=people).exists()
    assert set(replay()) == {"nothing to do"}


def takes(submission: Submission) -> list[str]:
    return rights_queries.grades_taken(brand_id=submission.brand_id, at=RESTORED)["embed"]


@pytest.mark.parametrize(
    ("known", "said", "then"),
    [
        ("ABD", ["AB"], "AB"),
        ("ABD", ["A", "AB"], "AB"),  # the last word
        ("A", ["ABD"], "A"),  # nothing is added
        ("AB", ["BD"], "B"),
    ],
)
def test_grades_of_evidence_that_are_not_taken_any_more_are_not_taken_again(
    known: str, said: list[str], then: str
) -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": known}, by=SYSTEM, at=stage.AT)
    with lost():
        for number, grades in enumerate(said):
            at = SINCE + timedelta(seconds=number)
            rights_services.take_grades(brand=submission.brand, sets={"embed": grades}, by=SYSTEM, at=at)
    assert takes(submission) == list(known)
    assert replay() == ({"nothing to do": 1} if then == known else {"grades": 1})
    assert takes(submission) == list(then)
    assert replay() == {"nothing to do": 1}


def test_grades_that_have_nothing_in_common_with_the_dumps_are_left_to_a_person() -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": "A"}, by=SYSTEM, at=stage.AT)
    withdrawn = stage.approved()
    with lost():
        rights_services.take_grades(brand=submission.brand, sets={"embed": "D"}, by=SYSTEM, at=SINCE)
        submissions_services.withdraw(submission=withdrawn, by=fan(withdrawn), at=SINCE)
    outcome = journal.replay(since=DUMP, at=RESTORED)
    (why,) = outcome.left_out.values()
    assert why.startswith(f"{submission.brand.slug} took D for embed, the dump takes A")
    assert (takes(submission), state(withdrawn)) == (["A"], State.WITHDRAWN)
    rights_services.take_grades(brand=submission.brand, sets={"embed": "D"}, by=SYSTEM, at=RESTORED)
    assert replay()["nothing to do"] == 3, "it was chosen"


def test_grades_are_never_added() -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": "A"}, by=SYSTEM, at=stage.AT)
    sealed("grades", brand=str(submission.brand_id), channel="embed", grades=["A", "B", "D"])
    assert replay() == {"nothing to do": 1}
    assert takes(submission) == ["A"]


def people_allow(submission: Submission) -> str:
    return rights_queries.answers(submission_id=submission.pk, at=RESTORED)["people"][1]


@pytest.mark.parametrize(
    ("known", "said", "then"),
    [
        ("nobody", "others_agreed", "brand_page"),
        ("others_agreed", "only_me", "brand_page"),  # it would free
        ("child_guardian", "others_agreed", "nothing"),  # it would free a little
        ("nobody", "only_me", "all"),
    ],
)
def test_an_answer_counts_again_only_where_it_limits(known: str, said: str, then: str) -> None:
    submission = stage.approved(people=known)
    sealed("release", submission=str(submission.pk), asset=None, asked="people", answer=said)
    before = people_allow(submission)
    assert replay() == ({"nothing to do": 1} if before == then else {"release": 1})
    assert people_allow(submission) == then
    assert replay() == {"nothing to do": 1}


def test_of_two_answers_the_last_one_counts() -> None:
    submission = stage.approved(people="nobody")
    with lost():
        for minute, answer in enumerate(("others_agreed", "child_guardian")):
            rights_services.release(
                brand_id=submission.brand_id,
                submission_id=submission.pk,
                kind="people",
                answer=answer,
                by=SYSTEM,
                at=SINCE + timedelta(seconds=minute),
            )
    assert replay() == {"release": 1}
    assert people_allow(submission) == "nothing"


def test_what_the_dump_never_knew_is_not_there_to_be_ended() -> None:
    with lost():
        submission = stage.approved()
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    assert set(replay()) == {"nothing to do"}


def test_without_the_journal_the_dump_would_win(folder: Path) -> None:
    """The negative control."""
    submission = stage.approved()
    with transaction.atomic():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
        transaction.set_rollback(True)
    assert replay() == {}
    assert state(submission) == State.APPROVED


def test_entries_name_nobody_are_written_once_and_end_after_their_time(folder: Path) -> None:
    submission = stage.approved()
    submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    for minute in (1, 2, 3):
        sweeping.sweep(at=SINCE + timedelta(minutes=minute))
    kept = list(multipart.listing(journal.FOLDER))
    assert len(kept) == 2
    with storage.open(kept[0].key) as file:
        assert set(json.loads(file.read())) <= {
            "kind",
            "at",
            "submission",
            "asset",
            "channels",
            "additions",
            "to",
            "by",
            "seal",
        }
    assert reconciling.reconcile(at=RESTORED + timedelta(days=9)).orphans == []
    journal.keep(at=kept[0].at + journal.KEPT + timedelta(days=1))
    assert list(multipart.listing(journal.FOLDER)) == []


def test_a_store_that_is_away_costs_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = stage.approved()

    def away(*_args: object) -> None:
        raise storage.Unavailable("away")

    sweeping.sweep(at=SINCE - timedelta(minutes=1))
    submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    with monkeypatch.context() as patch:
        patch.setattr(storage, "put", away)
        assert sweeping.sweep(at=SINCE + timedelta(minutes=1))[journal.ROOM] is None
    assert sweeping.sweep(at=SINCE + timedelta(hours=3))[journal.ROOM]["kept"] == 2


def test_the_command_replays_and_holds_the_mail_that_would_go_out_twice(capsys: pytest.CaptureFixture[str]) -> None:
    submission = stage.approved()
    with lost():
        submissions_services.withdraw(submission=submission, by=fan(submission), at=SINCE)
    mail = post.queue(post.waiting())
    waiting = Mail.objects.filter(state="waiting").count()
    call_command("replay", "--since", DUMP.isoformat(), "--dry-run", "--json")
    done = {"left": 1, "revocation": 1, "mail held": waiting, "sessions ended": 0}
    assert json.loads(capsys.readouterr().out) == {"done": done, "left_out": {}}
    assert state(submission) == State.APPROVED
    call_command("replay", "--since", DUMP.isoformat())
    mail.refresh_from_db()
    assert (state(submission), mail.state, mail.last_error) == (State.WITHDRAWN, "unknown", "restored")
    assert "mail held" in capsys.readouterr().out


def test_a_reminder_that_went_out_since_waits_for_a_person_too(capsys: pytest.CaptureFixture[str]) -> None:
    asked = timezone.now() - timedelta(days=1)
    campaign = factories.campaign(opens_at=asked + timedelta(hours=1))
    reminders_services.ask(campaign=campaign, address="kim@example.org", locale="en", at=asked)
    reminders_services.confirm(reminder=Reminder.objects.get(), at=asked)
    Mail.objects.update(state="sent", finished_at=asked)
    call_command("replay", "--since", DUMP.isoformat(), "--dry-run")
    assert "1  mail held" in capsys.readouterr().out
    assert not Mail.objects.filter(kind="campaign_opens").exists()
    call_command("replay", "--since", DUMP.isoformat())
    assert "1  mail held" in capsys.readouterr().out
    mail = Mail.objects.get(kind="campaign_opens")
    assert (mail.state, mail.last_error) == ("unknown", "restored")
    sweeping.sweep(at=timezone.now())
    assert Mail.objects.get(kind="campaign_opens").state == "unknown"


@pytest.mark.parametrize("since", ["yesterday", "2026-13-45", "2026-11-30T02:00:00"])
def test_a_moment_without_zone_is_refused(since: str) -> None:
    with pytest.raises(CommandError, match="with its zone"):
        call_command("replay", "--since", since)
