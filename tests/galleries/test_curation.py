"""Galleries in the studio: who may, what may be in, what will not show and why."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import VISITOR
from accounts.models import AuditEntry
from accounts.permissions import Denied
from accounts.roles import Role
from galleries import queries, services
from galleries.models import Gallery, Placement
from submissions.lifecycle import State
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def gallery(campaign: Any, title: str = "Best of summer", **fields: Any) -> Gallery:
    return services.create(
        brand=campaign.brand, title=title, campaign=campaign, by=stage.marketer(campaign.brand), at=AT, **fields
    )


def test_create_makes_a_free_slug() -> None:
    campaign = makers.campaign()
    slugs = [gallery(campaign, title).slug for title in ("Été à la mer!", "Été à la mer", "海", "new", "x" * 120)]
    assert slugs == ["ete-a-la-mer", "ete-a-la-mer-2", "gallery", "new-2", "x" * 80]
    assert gallery(makers.campaign(), "Été à la mer").slug == "ete-a-la-mer-3"
    assert AuditEntry.objects.filter(action="gallery.created").count() == 6


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": "  "}, "title"), ({"title": "x" * 121}, "title"), ({"introduction": "x" * 4001}, "introduction")],
)
def test_create_refuses_wrong_words(fields: dict[str, str], field: str) -> None:
    brand = makers.brand()
    words = {"title": "Good", "introduction": "", **fields}
    with pytest.raises(ValidationError) as refused:
        services.create(brand=brand, by=stage.marketer(brand), at=AT, **words)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def test_a_foreign_campaign_is_a_missing_one() -> None:
    brand, foreign = makers.brand(), makers.campaign()
    with pytest.raises(ValidationError):
        services.create(brand=brand, title="Mine", campaign=foreign, by=stage.marketer(brand), at=AT)
    made = services.create(brand=brand, title="Mine", by=stage.marketer(brand), at=AT)
    with pytest.raises(ValidationError):
        services.update(gallery=made, by=stage.marketer(brand), at=AT, campaign=foreign)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MODERATOR, None])
def test_who_may_not_curate(role: Role | None) -> None:
    made = gallery(makers.campaign())
    by = makers.member(made.brand, role) if role else stage.marketer(makers.brand())
    acts: list[Callable[[], object]] = [
        lambda: services.create(brand=made.brand, title="X", by=by, at=AT),
        lambda: services.update(gallery=made, by=by, at=AT, title="X"),
        lambda: services.publish(gallery=made, by=by, at=AT),
        lambda: services.unpublish(gallery=made, by=by, at=AT),
        lambda: services.set_items(gallery=made, submissions=[], by=by, at=AT),
        lambda: services.add_items(gallery=made, submissions=[], by=by, at=AT),
        lambda: services.remove_item(gallery=made, submission_id=uuid.uuid4(), by=by, at=AT),
    ]
    for act in acts:
        with pytest.raises(Denied):
            act()


def test_update_changes_only_what_is_named() -> None:
    made = gallery(makers.campaign())
    by = stage.marketer(made.brand)
    changed = services.update(gallery=made, by=by, at=AT, title=" New  title ", published=True)
    assert (changed.title, changed.published_at, changed.version, changed.slug) == (
        "New title",
        AT,
        3,
        "best-of-summer",
    )
    assert services.update(gallery=changed, by=by, at=later(hours=1), published=True).published_at == AT
    assert services.update(gallery=changed, by=by, at=AT, published=False).published_at is None
    for wrong in ("slug", "brand", "version", "id"):
        with pytest.raises(ValidationError):
            services.update(gallery=made, by=by, at=AT, **{wrong: "x"})


def test_items_may_have_any_state_and_the_answer_says_what_will_not_show() -> None:
    campaign = makers.campaign()
    shown, waiting = stage.approved(campaign), stage.waiting(campaign)
    withdrawn = stage.withdraw(stage.approved(campaign), at=later(minutes=1))
    two = stage.approved(campaign, assets=2)
    part = stage.withdraw(two, at=later(minutes=1), assets=[two.assets.all()[0].pk])
    child = stage.approved(campaign, people="child_guardian")
    made = gallery(campaign)

    curated = services.set_items(
        gallery=made,
        submissions=[row.pk for row in (shown, waiting, withdrawn, part, child)],
        by=stage.marketer(made.brand),
        at=later(minutes=2),
    )

    assert [(row.submission_id, row.code) for row in curated.hidden] == [
        (waiting.pk, State.AWAITING_REVIEW),
        (withdrawn.pk, State.WITHDRAWN),
        (child.pk, "rights"),
    ]
    assert all(row.sentence.endswith(".") for row in curated.hidden)
    items = queries.items(made, at=later(minutes=2))
    assert [(item.submission.pk, item.shows) for item in items] == [
        (shown.pk, True),
        (waiting.pk, False),
        (withdrawn.pk, False),
        (part.pk, True),
        (child.pk, False),
    ]


def test_foreign_and_unknown_submissions_are_refused_alike() -> None:
    made, foreign = gallery(makers.campaign()), stage.approved()
    sentences = []
    for unknown in (foreign.pk, uuid.uuid4()):
        with pytest.raises(ValidationError) as refused:
            services.set_items(gallery=made, submissions=[unknown], by=stage.marketer(made.brand), at=AT)
        sentences.append(refused.value.message_dict["submissions"][0].replace(str(unknown), "ID"))
    assert sentences[0] == sentences[1]
    assert not made.items.exists()


def test_set_items_orders_adds_and_removes() -> None:
    campaign = makers.campaign()
    made, by = gallery(campaign), stage.marketer(campaign.brand)
    one, two, three = (stage.approved(campaign).pk for _ in range(3))

    def order() -> list[uuid.UUID]:
        return list(made.items.values_list("submission_id", flat=True))

    services.set_items(gallery=made, submissions=[one, two, one], by=by, at=AT)
    assert order() == [one, two]
    services.add_items(gallery=made, submissions=[two, three], by=by, at=AT)
    assert order() == [one, two, three]
    services.set_items(gallery=made, submissions=[three, one], by=by, at=AT)
    assert order() == [three, one]
    curated = services.remove_item(gallery=made, submission_id=three, by=by, at=AT)
    assert order() == [one]
    assert curated.gallery.version == 5


def test_too_many_items_are_refused() -> None:
    made = gallery(makers.campaign())
    with pytest.raises(ValidationError):
        services.set_items(
            gallery=made, submissions=[uuid.uuid4() for _ in range(1001)], by=stage.marketer(made.brand), at=AT
        )


def test_removed_items_lose_their_address_and_get_a_new_one() -> None:
    campaign = makers.campaign()
    made, by, submission = gallery(campaign), stage.marketer(campaign.brand), stage.approved(campaign)
    services.set_items(gallery=made, submissions=[submission.pk], by=by, at=AT)
    old = Placement.objects.get(gallery=made)
    services.remove_item(gallery=made, submission_id=submission.pk, by=by, at=later(minutes=1))
    services.add_items(gallery=made, submissions=[submission.pk], by=by, at=later(minutes=2))

    ended, live = Placement.objects.filter(gallery=made).order_by("created_at")
    assert (ended.pk, ended.ended_at, live.ended_at) == (old.pk, later(minutes=1), None)
    assert live.pk != old.pk


def test_galleries_are_of_one_brand() -> None:
    made = gallery(makers.campaign())
    foreign = gallery(makers.campaign(), "Other")
    viewer = makers.member(made.brand, Role.VIEWER)
    assert list(queries.of_brand(viewer)) == [made]
    assert queries.get(viewer, made.slug) == made
    assert queries.get(viewer, foreign.slug) is None
    assert not queries.of_brand(VISITOR).exists()
    assert not queries.take_downs(VISITOR).exists()


def test_candidates_are_approved_and_not_inside() -> None:
    campaign = makers.campaign()
    made, by = gallery(campaign), stage.marketer(campaign.brand)
    inside, outside = stage.approved(campaign), stage.approved(campaign)
    stage.waiting(campaign)
    stage.approved()
    services.set_items(gallery=made, submissions=[inside.pk], by=by, at=AT)
    assert list(queries.candidates(by, made)) == [outside]
    assert not queries.candidates(stage.marketer(makers.brand()), made).exists()


def test_lists_cost_the_same_for_one_and_for_three() -> None:
    campaign = makers.campaign()
    made, by = gallery(campaign), stage.marketer(campaign.brand)

    def costs() -> list[int]:
        reads: list[Callable[[], object]] = [
            lambda: [(row.brand.name, row.campaign and row.campaign.title) for row in queries.of_brand(by)],
            lambda: [
                (
                    item.submission.contributor.identity.name,
                    [list(a.renditions.all()) for a in item.submission.assets.all()],
                )
                for item in queries.items(made, at=AT)
            ],
            lambda: queries.hidden(made, at=AT),
            lambda: [
                (row.contributor.identity.name, [list(a.renditions.all()) for a in row.assets.all()])
                for row in queries.candidates(by, made)
            ],
        ]
        counted = []
        for read in reads:
            with CaptureQueriesContext(connection) as captured:
                assert read()
            counted.append(len(captured))
        return counted

    def more(number: int) -> None:
        for _ in range(number):
            stage.approved(campaign)
            services.add_items(gallery=made, submissions=[stage.waiting(campaign).pk], by=by, at=AT)

    more(1)
    one = costs()
    more(2)
    gallery(campaign)
    gallery(campaign)
    assert costs() == one
