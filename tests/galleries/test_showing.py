"""What everybody sees, and that nothing else is ever seen: pages, media addresses, reports by address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from galleries import queries, services
from galleries.models import Gallery, Placement
from moderation import services as moderation_services
from moderation.models import Report
from rights import queries as rights_queries
from rights.uses import Use
from submissions.models import Submission
from tests.galleries import stage
from tests.galleries.stage import AT, later
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def published(campaign: Campaign, *submissions: Submission) -> Gallery:
    by = stage.marketer(campaign.brand)
    made = services.create(brand=campaign.brand, title="Wall", campaign=campaign, by=by, at=AT)
    services.set_items(gallery=made, submissions=[row.pk for row in submissions], by=by, at=AT)
    return services.publish(gallery=made, by=by, at=AT)


def key_of(gallery: Gallery) -> str:
    return Placement.objects.get(gallery=gallery, ended_at=None).key


def test_shown_follows_the_order_and_carries_what_a_page_needs() -> None:
    campaign = makers.campaign()
    first, second = stage.approved(campaign, name="Ada", caption="Boats"), stage.approved(campaign, assets=2)
    stage.rendition(first.assets.get(), "photo-640", width=640)
    stage.rendition(first.assets.get(), "photo-320", width=320, height=240)
    made = published(campaign, second, first)

    shown = queries.shown(made, at=AT)

    assert [row.submission.pk for row in shown] == [second.pk, second.pk, first.pk]
    assert [row.asset.position for row in shown] == [0, 1, 0]
    last = shown[-1]
    assert (last.caption, last.credit, last.alt, last.width, last.height) == ("Boats", "Ada", "Boats", 4, 3)
    assert [(spec.name, spec.width) for spec in last.specs] == [("photo-320", 320), ("photo-640", 640)]
    assert len(last.placement_key) == 32


def test_a_name_that_was_erased_is_not_shown() -> None:
    campaign = makers.campaign()
    submission = stage.approved(campaign, caption="")
    made = published(campaign, submission)
    submission.contributor.identity.delete()
    (shown,) = queries.shown(made, at=AT)
    assert (shown.credit, shown.alt) == ("", "Photo")


def test_the_public_stage_replaces_the_review_stage() -> None:
    campaign = makers.campaign()
    submission = stage.approved(campaign)
    made = published(campaign, submission)
    stage.rendition(submission.assets.get(), "photo-320", "review", content_type="image/jpeg")
    assert [spec.content_type for spec in queries.shown(made, at=AT)[0].specs] == ["image/jpeg"]
    stage.rendition(submission.assets.get(), "photo-320", "public", content_type="image/webp")
    assert [spec.content_type for spec in queries.shown(made, at=AT)[0].specs] == ["image/webp"]


def test_pages_cost_the_same_for_one_and_for_three() -> None:
    campaign = makers.campaign()

    def cost(gallery: Gallery) -> tuple[int, int]:
        counted = []
        reads: list[Callable[[], object]] = [
            lambda: queries.shown(gallery, at=AT),
            lambda: queries.shown_on_campaign(campaign, at=AT, limit=20),
        ]
        for read in reads:
            with CaptureQueriesContext(connection) as captured:
                assert read()
            counted.append(len(captured))
        return counted[0], counted[1]

    def ready() -> Submission:
        made = stage.approved(campaign)
        stage.rendition(made.assets.get())
        services.place(submission_id=made.pk, at=AT)
        return made

    one = cost(published(campaign, ready()))
    three = cost(published(campaign, ready(), ready(), ready()))
    assert one == three == (2, 2)


@pytest.mark.parametrize("change", ["reopen", "withdraw", "withdraw asset", "exclude", "unpublish", "remove", "expire"])
def test_whatever_ends_the_showing_ends_page_and_address_at_once(change: str) -> None:
    campaign = makers.campaign()
    submission = stage.approved(campaign, assets=2)
    target = submission.assets.all()[0]
    stage.rendition(target)
    made = published(campaign, submission)
    key = Placement.objects.get(gallery=made, asset=target).key
    moderator, marketer, at = stage.moderator(campaign.brand), stage.marketer(campaign.brand), later(minutes=1)
    assert queries.media(key, "photo-640", at=AT)
    assert target in [row.asset for row in queries.shown(made, at=AT)]

    if change == "reopen":
        moderation_services.reopen(submission=submission, version=submission.version, by=moderator, at=at)
    elif change == "withdraw":
        stage.withdraw(submission, at=at)
    elif change == "withdraw asset":
        stage.withdraw(submission, at=at, assets=[target.pk])
    elif change == "exclude":
        opened = moderation_services.reopen(submission=submission, version=submission.version, by=moderator, at=at)
        moderation_services.approve(submission=opened, version=opened.version, by=moderator, at=at, exclude=[target.pk])
    elif change == "unpublish":
        services.unpublish(gallery=made, by=marketer, at=at)
    elif change == "remove":
        services.remove_item(gallery=made, submission_id=submission.pk, by=marketer, at=at)
    else:
        at = later(days=-1)  # before it was granted nothing was allowed

    assert queries.media(key, "photo-640", at=at) is None
    if change == "unpublish":
        assert queries.public(made.slug) is None
    else:
        assert target not in [row.asset for row in queries.shown(made, at=at)]


def test_an_address_costs_seven_queries(django_assert_num_queries: Any) -> None:
    submission = stage.approved()
    made = published(submission.campaign, submission)
    stage.rendition(submission.assets.get())
    key = key_of(made)
    with django_assert_num_queries(7):
        assert queries.media(key, "photo-640", at=AT)


def test_control_without_the_check_a_withdrawn_picture_would_be_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is what stops it: place and file are still there when the withdrawal has just been made."""
    submission = stage.approved()
    made = published(submission.campaign, submission)
    stage.rendition(submission.assets.get())
    key = key_of(made)
    stage.withdraw(submission, at=later(minutes=1))
    assert queries.media(key, "photo-640", at=later(minutes=1)) is None
    allowed = rights_queries.Answer(True, (), ())
    monkeypatch.setattr("galleries.queries.visible.submissions_queries.may_use", lambda **_question: allowed)
    assert queries.media(key, "photo-640", at=later(minutes=1))


def test_an_address_serves_only_known_specs_and_real_keys() -> None:
    campaign = makers.campaign()
    submission = stage.approved(campaign)
    made = published(campaign, submission)
    rendition = stage.rendition(submission.assets.get())
    key = key_of(made)
    assert queries.media(key, "photo-640", at=AT) == rendition
    for wrong_key in ("", "0" * 32, key.upper(), f"{key}0", "../" + key[:29], "\x00" * 32, key + "\n"):
        assert queries.media(wrong_key, "photo-640", at=AT) is None
    for wrong_spec in ("original", "full", "", "photo-640/../../x", "\x00"):
        assert queries.media(key, wrong_spec, at=AT) is None


def test_no_address_leads_to_an_export() -> None:
    submission = stage.approved()
    export = services.request_export(
        brand=submission.brand,
        use=PAGE,
        by=stage.marketer(submission.brand),
        at=AT,
        filter={"campaign": submission.campaign.slug},
    )
    stage.rendition(submission.assets.get())
    placement = Placement.objects.create(
        key="a" * 32,
        brand=submission.brand,
        kind="export",
        export=export,
        asset=submission.assets.get(),
        use=PAGE.as_dict(),
        ledger_sequence=1,
        ledger_hash="0" * 64,
        created_at=AT,
    )
    assert queries.media(placement.key, "photo-640", at=AT) is None


PAGE = Use(channel="brand_page")


def test_a_campaign_page_shows_the_last_approved_first_while_public() -> None:
    campaign = makers.campaign()
    old, young = stage.approved(campaign), stage.approved(campaign, at=later(hours=1))
    stage.approved()
    for row in (old, young):
        services.place(submission_id=row.pk, at=later(hours=1))
        stage.rendition(row.assets.get())
    shown = queries.shown_on_campaign(campaign, at=later(hours=2), limit=5)
    assert [row.submission.pk for row in shown] == [young.pk, old.pk]
    assert len(queries.shown_on_campaign(campaign, at=later(hours=2), limit=1)) == 1
    key = shown[0].placement_key
    assert queries.media(key, "photo-640", at=later(hours=2))
    Campaign.objects.filter(pk=campaign.pk).update(state="archived")
    assert queries.media(key, "photo-640", at=later(hours=2)) is None


def test_a_place_records_the_ledger_head_it_was_allowed_under() -> None:
    submission = stage.approved()
    services.place(submission_id=submission.pk, at=AT)
    place = Placement.objects.get()
    assert (place.ledger_sequence, place.ledger_hash) == rights_queries.head(submission.brand_id)
    assert place.use == {"channel": "brand_page", "territory": "*", "edits": False, "ai": False}


def test_a_published_gallery_is_found_by_slug_and_an_unpublished_not() -> None:
    campaign = makers.campaign()
    made = published(campaign)
    assert queries.public(made.slug) == made
    services.unpublish(gallery=made, by=stage.marketer(campaign.brand), at=AT)
    assert queries.public(made.slug) is None
    assert queries.public("no-such") is None


def test_reports_by_address_reach_the_submission_and_reveal_nothing() -> None:
    campaign = makers.campaign(report_threshold=3)
    submission = stage.approved(campaign)
    made = published(campaign, submission)
    at = later(hours=1)
    services.report(key=key_of(made), reason="unsafe", reporter="a", at=at, note="Look")
    services.report(key="f" * 32, reason="unsafe", reporter="a", at=at)
    assert Report.objects.values_list("submission_id", "asset_id", "reason").get() == (
        submission.pk,
        submission.assets.get().pk,
        "unsafe",
    )
    for key in (key_of(made), "f" * 32):
        with pytest.raises(ValidationError):
            services.report(key=key, reason="boring", reporter="b", at=at)


def test_where_used_tells_the_contributor_what_everybody_can_see() -> None:
    campaign = makers.campaign(title="Summer")
    submission, hidden = stage.approved(campaign, assets=2), stage.waiting(campaign)
    made = published(campaign, submission, hidden)
    services.place(submission_id=submission.pk, at=AT)

    used = queries.where_used([submission.pk, hidden.pk], at=AT)

    assert {(row.kind, row.title, row.slug) for row in used[submission.pk]} == {
        ("gallery", "Wall", made.slug),
        ("campaign", "Summer", campaign.slug),
    }
    assert used[hidden.pk] == []
    services.unpublish(gallery=made, by=stage.marketer(campaign.brand), at=AT)
    assert [row.kind for row in queries.where_used([submission.pk], at=AT)[submission.pk]] == ["campaign"]
