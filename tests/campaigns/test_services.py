"""Campaigns: made, changed, opened and closed; every change counted and logged."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from accounts.actors import SYSTEM
from accounts.models import AuditEntry
from accounts.roles import Role
from campaigns import queries, services
from campaigns.models import Campaign, Hashtag, Question
from campaigns.services import editing
from campaigns.validators import QuestionSpec
from rights import queries as rights_queries
from rights.models import Terms
from rights.scopes import presets
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def again(campaign: Campaign) -> Campaign:
    return Campaign.objects.get(pk=campaign.pk)


def logged(campaign: Campaign) -> list[str]:
    entries = AuditEntry.objects.filter(subject=f"campaign:{campaign.id}").order_by("pk")
    return list(entries.values_list("action", flat=True))


# --- Making and changing -------------------------------------------------------------------------


def test_create_makes_a_draft_with_an_address_from_the_title() -> None:
    brand = factories.brand()
    by = factories.member(brand, Role.MARKETER)
    campaign = services.create(
        brand=brand, title=" Dein schönster Sommer! ", by=by, at=NOW, takes_videos=False, accent="#ABCDEF"
    )
    kept = again(campaign)
    assert (kept.title, kept.slug, kept.state, kept.version, kept.takes_videos, kept.accent, kept.created_at) == (
        "Dein schönster Sommer!",
        "dein-schoenster-sommer",
        "draft",
        1,
        False,
        "#abcdef",
        NOW,
    )
    assert logged(campaign) == ["campaign.create"]


def test_create_numbers_an_address_that_is_taken_also_by_another_brand() -> None:
    slugs = [factories.draft(title="Summer").slug for _each in range(3)]
    assert slugs == ["summer", "summer-2", "summer-3"]
    assert [factories.draft(title="夏").slug for _each in range(2)] == ["campaign", "campaign-2"]
    long = [factories.draft(title="x" * 120).slug for _each in range(2)]
    assert long == ["x" * 80, "x" * 78 + "-2"]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_name_at_once_both_get_one() -> None:
    brand = factories.brand()
    start, made = threading.Barrier(4), []

    def make() -> None:
        start.wait()
        try:
            made.append(services.create(brand=brand, title="Summer", by=SYSTEM, at=NOW).slug)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(made) == ["summer", "summer-2", "summer-3", "summer-4"]


def test_a_name_that_everybody_takes_gets_a_long_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "_TRIES", 2)
    slugs = [factories.draft(title="Summer").slug for _each in range(3)]
    assert slugs[0] == "summer"
    assert all(slug.startswith("summer-2-") and len(slug) == 21 for slug in slugs[1:])


def test_create_does_not_hide_other_errors_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.validators.clean_fields", lambda _campaign, fields: {**fields, "max_files": 0})
    with pytest.raises(IntegrityError, match="campaign_files_positive"):
        factories.draft()


def test_create_refuses_and_leaves_nothing() -> None:
    with pytest.raises(ValidationError):
        factories.draft(title=" ")
    assert not Campaign.objects.exists()


def test_update_counts_the_version_once_for_what_really_changed() -> None:
    campaign = factories.draft(title="Summer")
    changed = services.update(campaign=campaign, by=SYSTEM, at=LATER, title="Winter", brief="Snow", listed=True)
    assert (changed.title, changed.brief, changed.slug, changed.version) == ("Winter", "Snow", "summer", 2)
    assert AuditEntry.objects.get(action="campaign.update").detail == {"fields": ["brief", "title"]}
    same = services.update(campaign=changed, by=SYSTEM, at=LATER, title="Winter")
    assert (same.version, logged(campaign)) == (2, ["campaign.create", "campaign.update"])


def test_update_of_an_older_version_is_stale() -> None:
    campaign = factories.draft()
    services.update(campaign=campaign, by=SYSTEM, at=NOW, version=1, brief="First")
    with pytest.raises(services.Stale) as refusal:
        services.update(campaign=campaign, by=SYSTEM, at=NOW, version=1, brief="Second")
    assert refusal.value.current == 2
    assert again(campaign).brief == "First"


def test_update_refuses_dates_that_do_not_fit_what_is_there() -> None:
    campaign = factories.draft(opens_at=LATER)
    with pytest.raises(ValidationError):
        services.update(campaign=campaign, by=SYSTEM, at=NOW, closes_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_both_kept_and_counted() -> None:
    campaign = factories.draft()
    start = threading.Barrier(2)

    def change(**fields: Any) -> None:
        start.wait()
        try:
            services.update(campaign=campaign, by=SYSTEM, at=NOW, **fields)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=change, kwargs={"brief": "New"}),
        threading.Thread(target=change, kwargs={"tagline": "New"}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    kept = again(campaign)
    assert (kept.brief, kept.tagline, kept.version) == ("New", "New", 3)


# --- What stands beside it -----------------------------------------------------------------------


def test_set_hashtags_normalises_and_counts_a_real_change() -> None:
    campaign = factories.draft()
    services.set_hashtags(campaign=campaign, tags=["#Summer", "Beach", "SUMMER"], by=SYSTEM, at=NOW)
    services.set_hashtags(campaign=campaign, tags=["summer", "beach"], by=SYSTEM, at=NOW)
    assert [hashtag.tag for hashtag in again(campaign).hashtags.all()] == ["summer", "beach"]
    assert str(campaign.hashtags.first()) == "#summer"
    assert again(campaign).version == 2
    services.set_hashtags(campaign=campaign, tags=["beach", "summer"], by=SYSTEM, at=NOW)
    assert [hashtag.tag for hashtag in again(campaign).hashtags.all()] == ["beach", "summer"]
    with pytest.raises(ValidationError):
        services.set_hashtags(campaign=campaign, tags=["two words"], by=SYSTEM, at=NOW)
    services.set_hashtags(campaign=campaign, tags=[], by=SYSTEM, at=NOW)
    assert not Hashtag.objects.exists()
    assert again(campaign).version == 4


def test_set_questions_replaces_them_and_counts_a_real_change() -> None:
    campaign = factories.draft()
    wanted = [
        QuestionSpec("Where?", key="where", hint="A place", required=True),
        QuestionSpec("Size", "choice", key="size", options=("S", "M")),
    ]
    for _twice in range(2):
        services.set_questions(campaign=campaign, questions=wanted, by=SYSTEM, at=NOW)
    kept = list(again(campaign).questions.all())
    assert [(each.key, each.kind, each.options, each.required, each.position) for each in kept] == [
        ("where", "short_text", [], True, 0),
        ("size", "choice", ["S", "M"], False, 1),
    ]
    assert str(kept[0]) == "Where?"
    assert again(campaign).version == 2
    services.set_questions(campaign=campaign, questions=[], by=SYSTEM, at=NOW)
    assert not Question.objects.exists()


def test_set_terms_points_at_a_new_version_only_when_something_changed() -> None:
    campaign = factories.draft()
    words: dict[str, Any] = {"text": "Yours.", "summary": ["Yours."], "scopes": presets(), "locale": "en"}
    first = services.set_terms(campaign=campaign, by=SYSTEM, at=NOW, **words)
    same = services.set_terms(campaign=campaign, by=SYSTEM, at=NOW, **words)
    assert (first.terms, same.version) == (same.terms, 2)
    changed = services.set_terms(campaign=campaign, by=SYSTEM, at=NOW, **{**words, "text": "Ours."})
    assert changed.terms
    assert (changed.terms.version, changed.terms.family, changed.version) == (2, f"campaign-{campaign.id}", 3)
    assert Terms.objects.count() == 2  # the first one stays for what was sent under it
    back = services.set_terms(campaign=campaign, by=SYSTEM, at=NOW, **words)
    assert back.terms
    assert back.terms.version == 3
    assert rights_queries.verify(campaign.brand_id) == []
    with pytest.raises(ValidationError):
        services.set_terms(campaign=campaign, by=SYSTEM, at=NOW, **{**words, "scopes": []})


def test_a_whole_campaign_is_made_and_changed_at_once_or_not_at_all() -> None:
    words: dict[str, Any] = {"text": "Yours.", "summary": ["Yours."], "scopes": ["pages", "ads"], "locale": "en"}
    made = services.create_whole(
        brand=factories.brand(),
        title="Summer",
        by=SYSTEM,
        at=NOW,
        tagline="Sun",
        hashtags=["#Sun"],
        questions=[{"label": "Size", "kind": "choice", "options": ["S", "M"]}],
        terms=words,
    )
    kept = again(made)
    assert (kept.tagline, [each.tag for each in kept.hashtags.all()]) == ("Sun", ["sun"])
    assert [(each.key, each.options) for each in kept.questions.all()] == [("size", ["S", "M"])]
    assert [scope.key for scope in queries.scopes_of(kept)] == ["pages", "ads"]
    services.update_whole(campaign=made, by=SYSTEM, at=NOW, hashtags=[], listed=False)
    kept = again(made)
    assert (kept.listed, kept.hashtags.count(), kept.questions.count()) == (False, 0, 1)
    for wrong in ({"terms": {**words, "scopes": ["all"]}}, {"questions": [{"label": ""}]}, {"accent": "red"}):
        with pytest.raises(ValidationError):
            services.update_whole(campaign=made, by=SYSTEM, at=NOW, title="Winter", **wrong)
        assert again(made).title == "Summer"


def test_the_hero_is_kept_and_removed() -> None:
    campaign = factories.draft()
    key = f"{campaign.brand_id}/hero-1"
    hero: dict[str, Any] = {"key": key, "width": 1600, "height": 900, "alt": " A  beach "}
    for _twice in range(2):
        kept = services.keep_hero(campaign=campaign, by=SYSTEM, at=NOW, **hero)
    assert (kept.hero_key, kept.hero_width, kept.hero_height, kept.hero_alt, kept.version) == (
        key,
        1600,
        900,
        "A beach",
        2,
    )
    with pytest.raises(ValueError, match="hero-1"):
        services.keep_hero(campaign=factories.draft(), by=SYSTEM, at=NOW, **hero)
    gone = services.remove_hero(campaign=campaign, by=SYSTEM, at=NOW)
    assert (gone.hero_key, gone.hero_width, gone.hero_height, gone.hero_alt, gone.version) == ("", None, None, "", 3)
