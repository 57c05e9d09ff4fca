"""The queue, its counts and the story of a submission."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import SYSTEM, VISITOR
from accounts.roles import Role
from moderation import permissions, queries, services
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def cost(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


def read_queue(actor: Any) -> list[Any]:
    """All that the review page touches."""
    return [
        (
            item.campaign.title,
            item.contributor.identity.name,
            [list(asset.renditions.all()) for asset in item.assets.all()],
            [(decision.verdict, str(decision.user)) for decision in item.decisions.all()],
            item.reported,
        )
        for item in queries.queue(actor)
    ]


def waiting_with_a_past(campaign: Any) -> Submission:
    shown = stage.approved(campaign, assets=2)
    stage.rendition(shown.assets.all()[0])
    by = stage.moderator(shown.brand)
    return services.reopen(submission=shown, version=shown.version, by=by, at=later(minutes=1))


def test_the_queue_costs_the_same_for_one_and_for_three() -> None:
    campaign = makers.campaign()
    actor = stage.moderator(campaign.brand)
    waiting_with_a_past(campaign)
    one = cost(lambda: read_queue(actor))
    waiting_with_a_past(campaign)
    waiting_with_a_past(campaign)

    assert len(read_queue(actor)) == 3
    assert cost(lambda: read_queue(actor)) == one == 4


def test_the_queue_is_oldest_first_and_of_one_brand() -> None:
    campaign = makers.campaign()
    young = stage.waiting(campaign, at=later(hours=2))
    old = stage.waiting(campaign, at=later(hours=1))
    foreign = stage.waiting()
    other_campaign = stage.waiting(makers.campaign(campaign.brand))
    stage.approved(campaign)
    actor = stage.moderator(campaign.brand)

    assert list(queries.queue(actor, campaign)) == [old, young]
    assert set(queries.queue(actor)) == {old, young, other_campaign}
    assert list(queries.queue(stage.moderator(foreign.brand))) == [foreign]
    for nobody in (SYSTEM, VISITOR, makers.fan(old)):
        assert not queries.queue(nobody).exists()


def test_the_queue_says_how_many_reported_since_a_person_decided() -> None:
    shown = stage.approved(makers.campaign(report_threshold=2))
    for who in "ab":
        services.report(submission=shown, asset_id=None, reason="me", reporter=who, at=later(hours=1))
    assert [item.reported for item in queries.queue(stage.moderator(shown.brand))] == [2]


def test_counts_are_by_state_and_of_the_own_brand() -> None:
    shown = stage.approved()
    stage.waiting(shown.campaign)
    stage.waiting()
    viewer = makers.member(shown.brand, Role.VIEWER)

    found = queries.counts(viewer)

    assert (found["approved"], found["awaiting_review"], found["rejected"], sum(found.values())) == (1, 1, 0, 2)
    assert queries.waiting_by_campaign(viewer) == {shown.campaign_id: 1}
    assert queries.counts(VISITOR) == {}


def test_verdicts_since_counts_only_mine() -> None:
    waiting = stage.waiting()
    mine, other = stage.moderator(waiting.brand), stage.moderator(waiting.brand)
    moved = services.approve(submission=waiting, version=1, by=mine, at=AT)
    services.reopen(submission=moved, version=moved.version, by=other, at=later(minutes=1))
    assert queries.verdicts_since(mine, AT) == {"approved": 1}
    assert queries.verdicts_since(mine, later(seconds=1)) == {}
    assert queries.verdicts_since(VISITOR, AT) == {}


def test_verdicts_since_counts_a_changed_mind_once() -> None:
    waiting = stage.waiting()
    mine = stage.moderator(waiting.brand)
    moved = services.approve(submission=waiting, version=1, by=mine, at=AT)
    again = services.reopen(submission=moved, version=moved.version, by=mine, at=later(minutes=1))
    services.reject(submission=again, version=again.version, reason="quality", by=mine, at=later(minutes=2))
    assert queries.verdicts_since(mine, AT) == {"rejected": 1}


def test_decided_and_approved_at_give_the_newest() -> None:
    waiting = stage.waiting()
    by = stage.moderator(waiting.brand)
    moved = services.approve(submission=waiting, version=1, by=by, at=AT)
    moved = services.reopen(submission=moved, version=moved.version, by=by, at=later(minutes=1))
    services.reject(submission=moved, version=moved.version, reason="quality", note="", by=by, at=later(minutes=2))

    assert queries.decided([waiting.pk])[waiting.pk].verdict == "rejected"
    assert queries.approved_at([waiting.pk]) == {waiting.pk: AT}


def test_history_tells_everything_once_in_order() -> None:
    shown = stage.approved(makers.campaign(report_threshold=1), assets=2, name="Ada")
    services.report(submission=shown, asset_id=None, reason="unsafe", note="Knife", reporter="a", at=later(hours=1))
    opened = Submission.objects.get()
    by = stage.moderator(shown.brand)
    left_out = shown.assets.all()[0].pk
    services.approve(submission=opened, version=opened.version, by=by, at=later(hours=2), exclude=[left_out])
    stage.withdraw(Submission.objects.get(), at=later(hours=3))

    lines = queries.history(Submission.objects.get())

    assert [(line.kind, line.what, line.why) for line in lines if line.kind != "rights"] == [
        ("decision", "Approved", "It is not known what was looked at"),
        ("decision", "Opened again", "Several visitors reported it."),
        ("report", "Reported: It is hurtful or dangerous", "Knife"),
        ("decision", "Approved", "Left out: 1 · It is not known what was looked at"),
        ("state", "Withdrawn", ""),
    ]
    rights = [line.what for line in lines if line.kind == "rights"]
    assert rights[0] == "Permission given"
    assert rights[-1] == "Permission taken back"
    assert {line.who for line in lines if line.kind in ("rights", "state")} == {"Ada"}
    assert [line.at for line in lines] == sorted(line.at for line in lines)


def test_history_costs_the_same_however_long() -> None:
    shown = stage.approved()
    short = cost(lambda: queries.history(Submission.objects.get()))
    by = stage.moderator(shown.brand)
    for number in range(3):
        shown = services.reopen(submission=shown, version=shown.version, by=by, at=later(hours=number))
        shown = services.approve(submission=shown, version=shown.version, by=by, at=later(hours=number, minutes=1))
    assert cost(lambda: queries.history(Submission.objects.get())) == short


def test_reports_are_only_for_members_of_the_brand() -> None:
    shown = stage.approved()
    services.report(submission=shown, asset_id=None, reason="other", note="Hm", reporter="a", at=later(hours=1))
    assert [row.words.text for row in queries.reports(stage.moderator(shown.brand), shown)] == ["Hm"]
    assert not queries.reports(stage.moderator(makers.brand()), shown).exists()


def test_offered_verdicts_follow_state_and_role() -> None:
    waiting = stage.waiting()
    by = stage.moderator(waiting.brand)
    assert permissions.offered(by, waiting) == {"approve", "reject"}
    assert permissions.offered(stage.marketer(waiting.brand), waiting) == frozenset()
    assert permissions.offered(stage.moderator(makers.brand()), waiting) == frozenset()
    moved = services.approve(submission=waiting, version=1, by=by, at=AT)
    assert permissions.offered(by, moved) == {"reopen"}
