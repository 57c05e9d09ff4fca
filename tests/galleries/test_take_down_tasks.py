"""Whatever ends a permission ends the copies: pages, exports and take-downs follow one question."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from galleries import queries, services
from galleries.models import Export, Placement, TakeDown
from moderation import services as moderation_services
from outbox.models import Mail
from portals import addresses
from submissions.models import Submission
from tests import factories
from tests.conversations.emails import post
from tests.galleries import stage
from tests.galleries.endings import (
    ENDINGS,
    MONTH,
    Ending,
    excluded,
    for_a_month,
    one_withdrawn,
    opened,
    rejected,
    withdrawn,
)
from tests.galleries.stage import AT, later
from tests.galleries.test_take_downs import in_gallery, ready_export
from tests.submissions import makers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_comes")]


@pytest.mark.parametrize("name", ENDINGS)
def test_whatever_ends_the_permission_ends_every_copy(name: str) -> None:
    end, copies = ENDINGS[name]
    submission = stage.approved(for_a_month(), assets=2, scopes=MONTH)
    in_gallery(submission)
    fetched, fresh = ready_export(submission, downloaded_at=AT), ready_export(submission)
    moment = later(days=40)  # only `expired` is about the time that has gone by
    if name != "expired":
        moment = later(hours=2)
        assert services.sweep(at=moment)["taken_down"] == 0
    end(submission)

    assert services.sweep(at=moment)["taken_down"] == 1  # found also where the nudge was lost
    services.take_down(submission_id=submission.pk, at=moment)

    assert set(Export.objects.values_list("state", flat=True)) == {"void"}
    task = TakeDown.objects.get()
    assert (task.cause, task.submission_id) == (name.removeprefix("one_"), submission.pk)
    assert {place.placement.export_id for place in task.places.all()} == {fetched.pk}
    assert task.places.count() == copies
    assert Placement.objects.filter(export=fresh, ended_at=moment).count() == copies
    pages = Placement.objects.filter(kind="gallery", ended_at=None).count()
    assert pages == (2 if name == "narrowed" else 2 - copies)
    assert services.sweep(at=moment)["taken_down"] == 0
    assert services.take_down(submission_id=submission.pk, at=moment) == 0


def test_a_second_look_calls_nothing_back_and_a_second_approval_changes_nothing() -> None:
    submission = stage.approved()
    export = ready_export(submission, downloaded_at=AT)
    again = opened(submission)
    assert services.take_down(submission_id=submission.pk, at=later(hours=1)) == 0
    with pytest.raises(services.NotDownloadable):
        services.downloadable(export=export, by=stage.marketer(submission.brand), at=later(hours=1))
    by = stage.moderator(again.brand)
    moderation_services.approve(submission=again, version=again.version, by=by, at=later(hours=2))
    assert services.downloadable(export=export, by=stage.marketer(submission.brand), at=later(hours=3)).bytes == 10
    assert not TakeDown.objects.exists()


@pytest.mark.parametrize("act", [rejected, excluded])
def test_the_decision_itself_calls_back(act: Ending, nudged: list[Any]) -> None:
    submission = stage.approved(assets=2)
    nudged.clear()
    act(submission)
    assert ("galleries.tasks.take_down", {"submission_id": str(submission.pk)}) in nudged


def test_an_undone_rejection_closes_its_task_by_itself_and_mails_nobody() -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    factories.member(submission.brand, Role.MARKETER)
    rejected(submission)
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    again = opened(submission)
    services.sweep(at=later(hours=1, minutes=1))
    assert TakeDown.objects.get().closed_at is None  # a second look is no answer yet
    by = stage.moderator(again.brand)
    moderation_services.approve(submission=again, version=again.version, by=by, at=later(hours=1, minutes=2))
    services.sweep(at=later(hours=1, minutes=2))
    task = TakeDown.objects.get()
    assert (task.closed_at, task.allowed_again, task.closed_by) == (later(hours=1, minutes=2), True, None)
    assert Placement.objects.get(kind="export").ended_at is None
    assert set(Mail.objects.filter(kind="take_down").values_list("state", "last_error")) == {("dropped", "undone")}

    withdrawn(submission)
    services.take_down(submission_id=submission.pk, at=later(hours=3))
    assert list(TakeDown.objects.order_by("pk").values_list("cause", flat=True)) == ["rejected", "withdrawn"]


def test_all_copies_of_a_cause_are_one_task_done_in_one_go() -> None:
    submission = stage.approved(assets=2)
    for _ in range(2):
        ready_export(submission, downloaded_at=AT)
    one_withdrawn(submission)
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    withdrawn(submission)
    services.take_down(submission_id=submission.pk, at=later(hours=2))
    by = stage.marketer(submission.brand)
    (task,) = queries.take_downs(by)
    assert (task.opened_at, len(queries.copies([task])[task.pk]), queries.waiting(by)) == (later(hours=1), 4, 1)
    services.close_take_down(take_down=task, by=by, at=later(hours=3))
    assert set(Placement.objects.values_list("ended_at", flat=True)) == {later(hours=3)}
    assert (queries.waiting(by), services.sweep(at=later(hours=4))["taken_down"]) == (0, 0)


def test_those_who_can_take_it_down_get_one_mail(mailoutbox: list[EmailMultiAlternatives]) -> None:
    campaign = makers.campaign()
    able = [factories.member(campaign.brand, role) for role in (Role.OWNER, Role.MARKETER)]
    for role in (Role.MODERATOR, Role.VIEWER):
        factories.member(campaign.brand, role)
    stage.marketer(makers.brand())
    for _ in range(3):
        submission = stage.approved(campaign)
        ready_export(submission, downloaded_at=AT)
        withdrawn(submission)
        services.take_down(submission_id=submission.pk, at=post.AT)
    post.deliver_all(at=post.later(minutes=4))
    told = [letter for letter in mailoutbox if "taken down" in letter.subject]
    assert told == []
    post.deliver_all(at=post.later(minutes=6))
    told = [letter for letter in mailoutbox if "taken down" in letter.subject]
    addressed = {address for letter in told for address in letter.to}
    assert addressed == set(
        User.objects.filter(pk__in=[actor.user_id for actor in able]).values_list("email", flat=True)
    )
    assert len(told) == 2
    assert f"/studio/{campaign.brand.slug}/take-downs/" in told[0].body


def test_copies_that_come_to_an_open_task_later_are_told_as_well(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = stage.approved(assets=2)
    factories.member(submission.brand, Role.OWNER)
    for hours in (0, 50):
        ready_export(submission, downloaded_at=AT)
        (one_withdrawn if not hours else withdrawn)(submission)
        services.take_down(submission_id=submission.pk, at=post.later(hours=hours))
        post.deliver_all(at=post.later(hours=hours, minutes=59))
    told = [letter for letter in mailoutbox if "taken down" in letter.subject]
    assert (len(told), TakeDown.objects.count()) == (2, 1)


@pytest.mark.parametrize("fate", ["sent", "used"])
def test_what_ends_after_the_mail_of_this_hour_is_told_in_the_next(
    fate: str, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    campaign = makers.campaign()
    factories.member(campaign.brand, Role.OWNER)

    def end(at: Any) -> None:
        submission = stage.approved(campaign)
        ready_export(submission, downloaded_at=AT)
        withdrawn(submission)
        services.take_down(submission_id=submission.pk, at=at)

    def told() -> int:
        return len([letter for letter in mailoutbox if "taken down" in letter.subject])

    end(post.AT)
    if fate == "used":
        gone = {"state": "dropped", "last_error": "used", "finished_at": post.AT, "sealed_to": None}
        Mail.objects.filter(kind="take_down").update(**gone)
    post.deliver_all(at=post.later(minutes=6))
    first = told()
    for minutes in (20, 25):
        end(post.later(minutes=minutes))
    post.deliver_all(at=post.later(minutes=31))
    assert told() == first == (1 if fate == "sent" else 0)
    post.deliver_all(at=post.later(minutes=66))
    assert told() == first + 1


def test_no_number_of_undone_rejections_puts_the_mail_off(mailoutbox: list[EmailMultiAlternatives]) -> None:
    submission = stage.approved()
    ready_export(submission, downloaded_at=AT)
    factories.member(submission.brand, Role.OWNER)
    by = stage.moderator(submission.brand)
    for minutes in (0, 2, 4, 6):
        rejected(submission)
        services.take_down(submission_id=submission.pk, at=post.later(minutes=minutes))
        again = opened(submission)
        moderation_services.approve(submission=again, version=again.version, by=by, at=later(hours=1))
        services.sweep(at=post.later(minutes=minutes + 1))
    post.deliver_all(at=post.later(minutes=7))
    assert list(Mail.objects.filter(kind="take_down").values_list("state", "last_error")) == [("dropped", "undone")]

    rejected(submission)
    services.take_down(submission_id=submission.pk, at=post.later(minutes=8))
    assert Mail.objects.get(kind="take_down").due_at == post.later(minutes=13)
    post.deliver_all(at=post.later(minutes=12))
    assert mailoutbox == []
    post.deliver_all(at=post.later(minutes=14))
    assert [letter.subject for letter in mailoutbox if "taken down" in letter.subject] != []
    mail = Mail.objects.get(kind="take_down")
    assert (mail.state, mail.last_error) == ("sent", "")


def test_a_picture_to_take_down_is_seen_by_members_until_it_is_down(client: Client) -> None:
    submission = stage.approved()
    (asset,) = submission.assets.all()
    small, large = stage.rendition(asset), stage.rendition(asset, "photo-2048", width=2048, height=1536)
    ready_export(submission, downloaded_at=AT)
    assert queries.rendition_to_know_by(small.pk) is None
    withdrawn(submission)
    services.take_down(submission_id=submission.pk, at=later(hours=1))
    assert queries.picture(asset) == small
    assert [queries.rendition_to_know_by(one.pk) for one in (small, large)] == [small, None]
    member, known = addresses.member_url(small), addresses.take_down_url(small)
    assert client.get(member).status_code == 404
    assert client.get(known.replace("take-downs", "member")).status_code == 404
    by = stage.marketer(submission.brand)
    services.close_take_down(take_down=TakeDown.objects.get(), by=by, at=later(hours=2))
    assert queries.rendition_to_know_by(small.pk) is None
    assert client.get(known).status_code == 404


def causes(submission: Submission, *, at: Any) -> dict[str, int]:
    """The open tasks by cause after another look, with the number of their copies."""
    services.take_down(submission_id=submission.pk, at=at)
    return {task.cause: task.places.count() for task in TakeDown.objects.filter(closed_at=None)}


def test_what_waits_for_a_second_look_was_not_rejected() -> None:
    submission = stage.approved(for_a_month(), scopes=MONTH)
    ready_export(submission, downloaded_at=AT)
    opened(submission)
    assert causes(submission, at=later(days=40)) == {"expired": 1}


def test_what_was_rejected_says_so_also_where_it_has_run_out_since() -> None:
    submission = stage.approved(for_a_month(), scopes=MONTH)
    ready_export(submission, downloaded_at=AT)
    rejected(submission)
    assert causes(submission, at=later(days=40)) == {"rejected": 1}


def test_a_task_names_what_weighs_most_of_what_ended_it() -> None:
    submission = stage.approved(for_a_month(), assets=2, scopes=MONTH)
    ready_export(submission, downloaded_at=AT)
    assert causes(submission, at=later(days=40)) == {"expired": 2}
    assert services.sweep(at=later(days=40))["taken_down"] == 0
    stage.withdraw(submission, at=later(days=41), assets=[submission.assets.all()[0].pk])
    assert services.sweep(at=later(days=41))["taken_down"] == 1  # found also where the nudge was lost
    assert causes(submission, at=later(days=41)) == {"expired": 1, "withdrawn": 1}
    stage.withdraw(submission, at=later(days=42))
    assert causes(submission, at=later(days=42)) == {"withdrawn": 2}
    assert services.sweep(at=later(days=42))["taken_down"] == 0
    assert TakeDown.objects.count() == 1


def test_a_task_is_not_named_after_what_weighs_less() -> None:
    submission = stage.approved(for_a_month(), scopes=MONTH)
    ready_export(submission, downloaded_at=AT)
    withdrawn(submission)
    assert causes(submission, at=later(hours=1)) == {"withdrawn": 1}
    assert causes(submission, at=later(days=40)) == {"withdrawn": 1}
