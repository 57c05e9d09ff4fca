"""Deciding: with and without JavaScript, undone, lost to somebody faster, and refused to those who may not."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Brand, Contributor
from accounts.roles import Role
from campaigns.models import Campaign
from moderation.models import Decision
from submissions.lifecycle import State
from submissions.models import AssetState, Submission
from tests import factories
from tests.portals import rooms

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def brand() -> Brand:
    return factories.brand()


@pytest.fixture
def campaign(brand: Brand) -> Campaign:
    return factories.campaign(brand)


@pytest.fixture
def moderator(brand: Brand) -> Client:
    return rooms.signed_in(brand, Role.MODERATOR)


def act(client: Client, item: Submission, name: str, *, htmx: bool = True, **data: Any) -> Any:
    """As a page without script does it, where one says expressly that one has looked."""
    if name == "approve":
        data = {"unseen": "1", **data}
    address = reverse(f"moderators:{name}", kwargs={"brand": item.brand.slug, "submission": item.pk})
    return client.post(address, {"version": item.version, **data}, headers=HTMX if htmx else {})


def undo(client: Client, brand: Brand, *, htmx: bool = True) -> Any:
    return client.post(reverse("moderators:undo", kwargs={"brand": brand.slug}), headers=HTMX if htmx else {})


def state(item: Submission) -> str:
    return str(Submission.objects.values_list("state", flat=True).get(pk=item.pk))


def test_approving_shows_the_next_item_and_says_so(moderator: Client, campaign: Campaign) -> None:
    first, second = rooms.line(campaign, 2)
    answer = act(moderator, first, "approve")
    assert state(first) == State.APPROVED
    assert answer.status_code == 200
    assert answer.context["submission"] == second
    assert json.loads(answer.headers["HX-Trigger"])["said"]["text"] == "Approved."
    assert answer.headers["HX-Push-Url"].endswith(f"{second.pk}/")


def test_approving_the_last_item_ends_in_the_pleasant_sight(moderator: Client, campaign: Campaign) -> None:
    answer = act(moderator, rooms.item(campaign), "approve")
    text = answer.content.decode()
    assert "All caught up" in text
    assert "You decided on one item today" in text
    assert "data-undo" in text


def test_deciding_works_as_a_plain_form(moderator: Client, campaign: Campaign) -> None:
    first, second = rooms.line(campaign, 2)
    answer = act(moderator, first, "approve", htmx=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/{second.pk}/")
    assert "Approved." in moderator.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("said", "status", "unseen"),
    [
        ({"unseen": ""}, 422, "nothing decided"),
        ({"unseen": "1"}, 200, None),
        ({"unseen": "", "looking": "1", "seen": True}, 200, []),
        ({"unseen": "", "looking": "1"}, 422, "nothing decided"),
    ],
)
def test_an_approval_says_what_was_looked_at(
    moderator: Client, campaign: Campaign, said: dict[str, Any], status: int, unseen: list[Any] | str | None
) -> None:
    item = rooms.item(campaign)
    if said.get("seen"):
        said = {**said, "seen": [str(item.assets.get().pk)]}

    answer = act(moderator, item, "approve", **said)

    written = [decision.unseen for decision in Decision.objects.all()]
    assert (answer.status_code, written) == (status, [] if unseen == "nothing decided" else [unseen])


def test_leaving_out_a_picture(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign, pictures=2)
    first, second = item.assets.order_by("position")
    act(moderator, item, "approve", exclude=[str(second.pk)])
    assert state(item) == State.APPROVED
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (AssetState.READY, AssetState.EXCLUDED)


def test_leaving_out_everything_is_refused_with_advice(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign, pictures=2)
    answer = act(moderator, item, "approve", exclude=[str(asset.pk) for asset in item.assets.all()])
    assert answer.status_code == 422
    assert "Leave at least one picture in" in answer.content.decode()
    assert state(item) == State.AWAITING_REVIEW


def test_rejecting_needs_a_reason_and_keeps_the_note(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    answer = act(moderator, item, "reject", note="Such lovely light")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a reason" in text
    assert "Such lovely light" in text
    assert state(item) == State.AWAITING_REVIEW


def test_rejecting_writes_reason_and_note(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    act(moderator, item, "reject", reason="quality", note="A little dark")
    decision = Decision.objects.get(submission=item)
    assert (decision.verdict, decision.reason, decision.note) == ("rejected", "quality", "A little dark")


def test_undo_takes_back_the_last_decisions_one_by_one(moderator: Client, brand: Brand, campaign: Campaign) -> None:
    first, second = rooms.line(campaign, 2)
    act(moderator, first, "approve")
    act(moderator, second, "reject", reason="other")
    assert undo(moderator, brand).context["submission"] == second
    assert undo(moderator, brand).context["submission"] == first
    assert (state(first), state(second)) == (State.AWAITING_REVIEW, State.AWAITING_REVIEW)
    answer = undo(moderator, brand, htmx=False)
    assert "nothing to undo" in moderator.get(answer.headers["Location"]).content.decode()


def test_the_slower_of_two_is_told_who_decided_and_sees_it(moderator: Client, brand: Brand, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    faster = rooms.signed_in(brand, Role.MODERATOR)
    name = faster.get(reverse("moderators:queue", kwargs={"brand": brand.slug})).context["request"].user
    act(faster, item, "approve")
    answer = act(moderator, item, "reject", reason="other")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f"{name} approved it meanwhile" in text
    assert answer.context["submission"].state == State.APPROVED
    assert Decision.objects.filter(submission=item).count() == 1


def test_undo_does_not_take_back_what_somebody_else_decided_since(
    moderator: Client, brand: Brand, campaign: Campaign
) -> None:
    item = rooms.item(campaign)
    act(moderator, item, "approve")
    other = rooms.signed_in(brand, Role.MODERATOR)
    item.refresh_from_db()
    act(other, item, "reopen")
    item.refresh_from_db()
    act(other, item, "reject", reason="people")
    answer = undo(moderator, brand)
    assert answer.status_code == 409
    assert state(item) == State.REJECTED


def test_a_decided_item_can_be_opened_again(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    act(moderator, item, "approve")
    item.refresh_from_db()
    answer = act(moderator, item, "reopen")
    assert state(item) == State.AWAITING_REVIEW
    assert answer.context["submission"] == item


@pytest.mark.parametrize("name", ["approve", "reject", "reopen", "block", "unblock"])
@pytest.mark.parametrize("role", [Role.MARKETER, Role.VIEWER])
def test_too_small_a_role_is_refused(brand: Brand, campaign: Campaign, name: str, role: Role) -> None:
    item = rooms.item(campaign)
    assert act(rooms.signed_in(brand, role), item, name, reason="other").status_code == 403
    assert state(item) == State.AWAITING_REVIEW


@pytest.mark.parametrize("name", ["approve", "reject", "reopen", "block", "unblock"])
def test_another_brands_moderator_finds_nothing(campaign: Campaign, name: str) -> None:
    item = rooms.item(campaign)
    stranger = rooms.signed_in(factories.brand(), Role.OWNER)
    assert act(stranger, item, name, reason="other").status_code == 404
    assert state(item) == State.AWAITING_REVIEW


def test_blocking_asks_why_and_can_be_taken_back(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    assert act(moderator, item, "block").status_code == 422
    answer = act(moderator, item, "block", reason="Spam")
    assert "Blocked: Spam" in answer.content.decode()
    act(moderator, item, "unblock")
    assert Contributor.objects.get(pk=item.contributor_id).blocked_at is None


def test_hostile_forms_are_never_our_failure(moderator: Client, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    wrong: tuple[dict[str, Any], ...] = (
        {"version": "9" * 400},
        {"version": "-1"},
        {"version": ""},
        {"exclude": ["' or 1=1", "\x00"]},
        {"exclude": ["00000000-0000-0000-0000-000000000000"]},
    )
    for data in wrong:
        assert act(moderator, item, "approve", **data).status_code == 422
    reasons: tuple[dict[str, Any], ...] = (
        {"reason": "\x00"},
        {"reason": "other", "note": "x" * 5000},
        {"reason": "other", "note": "\x00"},
    )
    for data in reasons:
        assert act(moderator, item, "reject", **data).status_code == 422
    assert act(moderator, item, "block", reason="\x00").status_code == 422
    assert state(item) == State.AWAITING_REVIEW


def test_cross_site_forms_are_refused(brand: Brand, campaign: Campaign) -> None:
    item = rooms.item(campaign)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = rooms.signed_in(brand, Role.MODERATOR).cookies
    assert act(strict, item, "approve").status_code == 403
    assert state(item) == State.AWAITING_REVIEW
