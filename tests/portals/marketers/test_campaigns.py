"""Making a campaign in the studio: written, asked, agreed, opened, closed; errors keep everything."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Brand
from accounts.roles import Role
from campaigns.models import Campaign
from rights import queries as rights_queries
from tests import factories
from tests.portals import rooms
from tests.submissions import makers

pytestmark = pytest.mark.django_db

WRITTEN = {
    "title": "Morning light",
    "tagline": "Show us yours",
    "brief": "The first hour.",
    "hashtags": "#Morning #LIGHT, #morning",
    "opens_at": "2026-06-01T08:00",
    "closes_at": "2026-07-01T20:00",
    "takes_photos": "on",
    "max_files": "3",
    "max_photo_mb": "20",
    "max_video_mb": "100",
    "max_video_seconds": "60",
    "email_policy": "required",
    "minimum_age": "18",
    "report_threshold": "2",
    "accent": "#2F6F5E",
    "listed": "on",
}


@pytest.fixture
def brand() -> Brand:
    made = factories.brand()
    made.timezone = "Europe/Berlin"
    made.save()
    return made


@pytest.fixture
def client(brand: Brand) -> Client:
    return rooms.signed_in(brand, Role.MARKETER)


def address(name: str, brand: Brand, campaign: Campaign | None = None) -> str:
    parts = {"campaign": campaign.slug} if campaign else {}
    return reverse(f"marketers:{name}", kwargs={"brand": brand.slug, **parts})


def test_a_campaign_is_written_in_one_go(client: Client, brand: Brand) -> None:
    answer = client.post(address("new_campaign", brand), WRITTEN)
    made = Campaign.objects.get(title="Morning light")
    assert answer.headers["Location"] == address("campaign", brand, made)
    assert [hashtag.tag for hashtag in made.hashtags.all()] == ["morning", "light"]
    assert (made.takes_photos, made.takes_videos, made.max_files, made.minimum_age) == (True, False, 3, 18)
    assert (made.max_photo_bytes, made.email_policy, made.accent) == (20_000_000, "required", "#2f6f5e")
    assert made.opens_at is not None
    assert made.opens_at.isoformat() == "2026-06-01T06:00:00+00:00"  # eight o'clock in Berlin


def test_errors_stand_beside_their_fields_and_keep_everything(client: Client, brand: Brand) -> None:
    wrong = {**WRITTEN, "title": "", "closes_at": "2026-05-01T08:00", "max_files": "11", "hashtags": "#two words!"}
    answer = client.post(address("new_campaign", brand), {**wrong, "takes_photos": "", "accent": "green"})
    text = answer.content.decode()
    assert set(answer.context["form"].errors) == {
        "title", "closes_at", "max_files", "hashtags", "takes_photos", "accent",
    }  # fmt: skip
    assert "error-summary" in text
    assert "The first hour." in text
    assert not Campaign.objects.filter(brand=brand).exists()


def test_somebody_elses_change_is_not_overwritten(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    seen = campaign.version
    client.post(address("edit_campaign", brand, campaign), {**WRITTEN, "version": seen})
    answer = client.post(address("edit_campaign", brand, campaign), {**WRITTEN, "title": "Mine", "version": seen})
    assert "Somebody changed this campaign" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.title == "Morning light"


def test_the_story_says_what_to_do_next(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    page = address("campaign", brand, campaign)
    assert "Choose the terms" in client.get(page).content.decode()
    client.post(address("terms", brand, campaign), client_terms())
    assert "A picture at the head" in client.get(page).content.decode()
    client.post(address("open", brand, campaign))
    assert "Nothing has come in yet" in client.get(page).content.decode()
    campaign.refresh_from_db()
    rooms.item(campaign, scopes=("pages",))
    owner = rooms.signed_in(brand, Role.OWNER)
    assert "1 item waits for you" in owner.get(page).content.decode()
    assert "1 item waits for you" not in client.get(page).content.decode()


def client_terms(**more: Any) -> dict[str, Any]:
    return {
        "locale": "en",
        "text": "You may show it.",
        "summary": "Yours stays yours.\nTake it back any time.",
        "offered": ["pages", "social"],
        "required": ["pages"],
        **more,
    }


def test_terms_make_versions_only_when_something_changes(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    client.post(address("terms", brand, campaign), client_terms())
    client.post(address("terms", brand, campaign), client_terms())
    client.post(address("terms", brand, campaign), client_terms(text="You may show it everywhere."))
    campaign.refresh_from_db()
    assert campaign.terms is not None
    assert [terms.version for terms in rights_queries.versions(brand.pk, f"campaign-{campaign.pk}")] == [2, 1]
    assert [(scope["key"], scope["required"]) for scope in campaign.terms.scopes] == [
        ("pages", True),
        ("social", False),
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"offered": []}, "offered"),
        ({"offered": ["nonsense"]}, "offered"),
        ({"required": ["ads"]}, "required"),
        ({"summary": "1\n2\n3\n4\n5\n6"}, "summary"),
        ({"text": "\x00"}, "text"),
        ({"locale": "xx"}, "locale"),
    ],
)
def test_terms_that_make_no_sense_are_sent_back(client: Client, brand: Brand, more: dict[str, Any], field: str) -> None:
    campaign = factories.draft(brand)
    answer = client.post(address("terms", brand, campaign), client_terms(**more))
    assert field in answer.context["form"].errors
    campaign.refresh_from_db()
    assert campaign.terms is None


def rows(*questions: dict[str, str], **buttons: str) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(questions)), "form-INITIAL_FORMS": "0", **buttons}
    for number, question in enumerate(questions):
        data |= {f"form-{number}-{name}": value for name, value in question.items()}
    return data


def test_questions_are_added_moved_and_removed_without_losing_words(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    page = address("questions", brand, campaign)
    first, second = {"label": "Where?", "kind": "short_text"}, {"label": "When?", "kind": "yes_no"}
    moved = client.post(page, rows(first, second, row="up-1")).content.decode()
    assert moved.index("When?") < moved.index("Where?")
    assert client.post(page, rows(first, second, row="remove-0")).content.decode().count("When?") == 1
    assert "Question 3" in client.post(page, rows(first, second, add="1")).content.decode()
    assert not campaign.questions.exists()


def test_questions_are_saved_with_keys_that_stay(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    page = address("questions", brand, campaign)
    choice = {"label": "Which?", "kind": "choice", "options": "Tea\nCoffee", "required": "on"}
    client.post(page, rows({"label": "Where?", "kind": "short_text"}, choice))
    saved = list(campaign.questions.all())
    assert [(one.key, one.options, one.required) for one in saved] == [
        ("where", [], False), ("which", ["Tea", "Coffee"], True),
    ]  # fmt: skip
    client.post(page, rows({**choice, "key": "which"}, {"label": "Where to?", "kind": "short_text", "key": "where"}))
    assert [one.key for one in campaign.questions.all()] == ["which", "where"]


def test_questions_that_make_no_sense_are_sent_back(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    page = address("questions", brand, campaign)
    for data in (
        rows({"label": "", "kind": "short_text"}),
        rows({"label": "x" * 500, "kind": "short_text"}),
        rows({"label": "Which?", "kind": "choice", "options": "Tea"}),
        rows({"label": "What?", "kind": "nonsense"}),
        {"form-TOTAL_FORMS": "99999", "form-INITIAL_FORMS": "-1"},
        {"row": "up-99999999999999999999"},
        {},
    ):
        assert client.post(page, data).status_code == 200
    assert not campaign.questions.exists()


def test_opening_and_closing(client: Client, brand: Brand) -> None:
    campaign = factories.with_terms(factories.draft(brand))
    for move, state in (
        ("close", "draft"),
        ("open", "live"),
        ("archive", "live"),
        ("close", "closed"),
        ("open", "live"),
    ):
        client.post(address(move, brand, campaign))
        campaign.refresh_from_db()
        assert campaign.state == state


def test_a_draft_without_terms_does_not_open_and_says_why(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    client.post(address("open", brand, campaign))
    assert "Choose the terms first" in client.get(address("campaign", brand, campaign)).content.decode()


def test_the_picture_is_set_seen_and_removed(client: Client, brand: Brand) -> None:
    campaign = factories.draft(brand)
    page = address("hero", brand, campaign)
    content = makers.jpeg(size=(1600, 900))
    picture = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
    assert client.post(page, {"picture": picture, "alt": "Light"}).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.hero_alt, campaign.hero_width) == ("Light", 1600)
    file = client.get(address("hero_file", brand, campaign))
    assert b"".join(file).startswith(b"\xff\xd8")
    client.post(page, {"remove": "1"})
    campaign.refresh_from_db()
    assert campaign.hero_key == ""
    assert client.get(address("hero_file", brand, campaign)).status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0broken", makers.png_header(100_000, 100_000)]
)
def test_pictures_that_are_none_are_refused_with_a_sentence(client: Client, brand: Brand, content: bytes) -> None:
    campaign = factories.draft(brand)
    picture = SimpleUploadedFile("a.jpg", content, content_type="image/jpeg")
    answer = client.post(address("hero", brand, campaign), {"picture": picture, "alt": "Light"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["picture"]
