"""Sending in by the page: what was typed survives, twice is once, and refusals are said plainly."""

import uuid

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from accounts.actors import SYSTEM
from campaigns import queries as campaigns_queries, services as campaigns_services, validators
from campaigns.models import Campaign
from rights import queries as rights_queries
from submissions.models import Submission, Upload
from tests import factories
from tests.portals.fans import senders
from tests.submissions import makers
from tests.submissions.uploads.conftest import Phone

pytestmark = pytest.mark.django_db


def test_form_has_nothing_ticked_and_tells_the_limits(client: Client, campaign: Campaign) -> None:
    page = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug}))
    text = senders.text(page)
    assert page.status_code == 200
    assert " checked" not in text
    assert "Up to 10 files." in text
    assert "Photos up to 50 MB." in text
    assert page.headers["Cache-Control"].startswith("max-age=0") or "no-store" in page.headers["Cache-Control"]


def test_sending_makes_a_submission_with_its_permission(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign, scopes=["pages", "social"], alt_text=["A cup on a jetty"])
    grants = rights_queries.grants(submission_id=submission.pk, at=submission.received_at)
    assert submission.caption == "First light on the lake"
    assert submission.source == "page"
    assert [asset.alt_text for asset in submission.assets.all()] == ["A cup on a jetty"]
    assert [grant.scopes for grant in grants] == [("pages", "social")]
    assert len(token) == 43


def test_descriptions_come_line_by_line_without_script(client: Client, campaign: Campaign) -> None:
    files = [senders.photo("a.jpg"), senders.photo("b.jpg", makers.jpeg((1, 2, 3)))]
    _token, submission = senders.sent(client, campaign, *files, alt_lines="A cup\nA jetty")
    assert [asset.alt_text for asset in submission.assets.all()] == ["A cup", "A jetty"]


def test_a_double_tap_makes_one_submission_and_both_see_their_page(client: Client, campaign: Campaign) -> None:
    first = senders.send(client, campaign)
    second = senders.send(client, campaign)
    assert (first.status_code, second.status_code) == (303, 303)
    assert Submission.objects.count() == 1
    for answer in (first, second):
        page = client.get(reverse("fans:me", kwargs={"token": senders.token_of(answer)}))
        assert page.status_code == 200


def test_errors_keep_every_word_and_stand_beside_their_fields(client: Client, campaign: Campaign) -> None:
    answer = senders.send(
        client, campaign, accept=None, scopes=["social"], email="mira@", caption="Tea & <b>toast</b>", people="only_me"
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Submission.objects.count() == 0
    assert "Tea &amp; &lt;b&gt;toast&lt;/b&gt;" in page
    assert 'value="mira@"' in page
    assert 'value="Mira"' in page
    assert 'href="#id_accept"' in page
    assert 'href="#id_scopes"' in page
    assert 'href="#id_email"' in page
    assert 'name="scopes" value="social" checked' in page
    assert 'value="only_me" ' in page
    assert 'id="id_people_1" ' in page
    assert 'value="5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11"' in page
    assert "Please choose your files once more" in page


def test_a_refused_file_says_which_and_why(client: Client, campaign: Campaign) -> None:
    bad = senders.photo("holiday.jpg", b"<html><script>alert(1)</script>")
    answer = senders.send(client, campaign, bad)
    text = senders.text(answer)
    assert answer.status_code == 422
    assert "holiday.jpg: " in text
    assert Submission.objects.count() == 0


def test_a_refused_file_never_holds_the_others_up(client: Client, campaign: Campaign) -> None:
    bad = senders.photo("holiday.jpg", b"<html><script>alert(1)</script>")
    answer = senders.send(client, campaign, bad, senders.photo())
    assert answer.status_code == 303
    assert [asset.filename for asset in Submission.objects.get().assets.all()] == ["lake.jpg"]
    told = senders.text(client.get(answer.headers["Location"]))
    assert "holiday.jpg: " in told
    # Nobody else puts words there.
    forged = answer.headers["Location"].replace("missing=", "missing=x")
    assert "holiday.jpg" not in senders.text(client.get(forged))


def test_a_file_that_was_stopped_on_its_way_never_holds_the_others_up(client: Client, campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=20_000, max_video_bytes=20_000)
    big = senders.photo("big.jpg", makers.jpeg(size=(2400, 1900)))
    answer = senders.send(client, campaign, big, senders.photo(), alt_lines="Too big\nA lake")
    assert answer.status_code == 303
    asset = Submission.objects.get().assets.get()
    assert (asset.filename, asset.alt_text) == ("lake.jpg", "A lake")
    assert "big.jpg: This file is larger than" in senders.text(client.get(answer.headers["Location"]))


def test_a_form_with_a_refused_file_that_comes_twice_makes_one_submission(client: Client, campaign: Campaign) -> None:
    for _time in range(2):
        bad = senders.photo("holiday.jpg", b"<html><script>alert(1)</script>")
        assert senders.send(client, campaign, senders.photo(), bad).status_code == 303
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "control"),
    [
        ("box", "page-form/checkbox:accept"),
        ("button", "page-form/button:agree-and-send"),
        ("a pen", "page-form/checkbox:accept"),
        (None, "page-form/checkbox:accept"),
    ],
)
def test_the_evidence_names_the_control_that_agreed(
    client: Client, campaign: Campaign, said: str | None, control: str
) -> None:
    _token, submission = senders.sent(client, campaign, agreed_with=said)
    bodies = [event.body for event in rights_queries.history(campaign.brand_id, submission.pk)]
    assert sum(control in body for body in bodies) == 1


def test_what_is_refused_keeps_its_place_among_all_that_was_sent(client: Client, campaign: Campaign) -> None:
    """Stopped on their way are 0 and 3; what the door refuses of the rest is counted among all."""
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=20_000, max_video_bytes=20_000)
    files = [
        senders.photo("big.jpg", makers.jpeg(size=(2400, 1900))),
        senders.photo("a.jpg", b"<html>"),
        senders.photo("b.jpg", b"%PDF-1.7"),
        senders.photo("large.jpg", makers.jpeg((9, 9, 200), size=(2400, 1900))),
        senders.photo("c.jpg", b"GIF"),
    ]
    told = senders.send(client, campaign, *files, json=True).json()
    assert [(file["index"], file["name"]) for file in told["files"]] == [
        (0, "big.jpg"),
        (1, "a.jpg"),
        (2, "b.jpg"),
        (3, "large.jpg"),
        (4, "c.jpg"),
    ]


def test_a_description_that_is_too_long_can_still_be_put_right(client: Client, campaign: Campaign) -> None:
    files = [senders.photo(), senders.photo("sea.jpg", makers.jpeg((20, 30, 200)))]
    answer = senders.send(client, campaign, *files, alt_lines="A lake\n" + "x" * 600)
    assert answer.status_code == 422
    assert "sea.jpg: " in senders.text(answer)


def test_script_gets_the_same_verdict_as_data(client: Client, campaign: Campaign) -> None:
    bad = senders.photo("holiday.jpg", b"%PDF-1.7 no picture")
    answer = senders.send(client, campaign, senders.photo(), bad, json=True, age_band=None)
    told = answer.json()
    assert answer.status_code == 422
    assert set(told["errors"]) == {"age_band"}
    assert [(file["index"], file["name"]) for file in told["files"]] == [(1, "holiday.jpg")]
    assert told["terms_changed"] is False


def test_script_is_told_where_the_thanks_are(client: Client, campaign: Campaign) -> None:
    answer = senders.send(client, campaign, json=True)
    assert answer.status_code == 201
    assert answer.json()["location"].endswith("/?sent=1")


def test_terms_that_changed_want_to_be_read_again(client: Client, campaign: Campaign) -> None:
    old = str(campaign.terms_id)
    campaigns_services.set_terms(
        campaign=campaign, text="Other words.", summary=["Other words."],
        scopes=campaigns_queries.scopes_of(campaign), locale="en", by=SYSTEM, at=factories.NOW,
    )  # fmt: skip
    answer = senders.send(client, campaign, terms_id=old)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The terms have changed" in page
    assert " checked" not in page.split('id="id_accept"')[1].split(">")[0]
    assert old not in page


def test_a_closed_campaign_takes_nothing_and_says_so(client: Client, campaign: Campaign) -> None:
    campaigns_services.close_campaign(campaign=campaign, by=SYSTEM, at=factories.NOW)
    shown = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug}))
    answer = senders.send(client, campaign)
    assert (shown.status_code, answer.status_code) == (200, 409)
    assert "This campaign is closed." in senders.text(answer)
    assert Submission.objects.count() == 0


def test_draft_and_missing_campaigns_look_alike(client: Client) -> None:
    draft = factories.draft()
    answers = [client.get(reverse("fans:submit", kwargs={"slug": slug})) for slug in (draft.slug, "no-such-campaign")]
    assert [answer.status_code for answer in answers] == [404, 404]


@override_settings(SUBMISSIONS_PER_HOUR=1)
def test_a_flood_is_paused_in_plain_words_and_nothing_typed_is_lost(client: Client, campaign: Campaign) -> None:
    senders.send(client, campaign)
    answer = senders.send(client, campaign, form_key=str(uuid.uuid4()), caption="Another story")
    text = senders.text(answer)
    assert answer.status_code == 429
    assert "Please try again in" in text
    assert "Another story" in text


def test_a_file_over_the_limit_is_stopped_on_its_way(client: Client, campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=2000, max_video_bytes=2000)
    answer = senders.send(client, campaign, senders.photo("big.jpg", makers.jpeg(size=(1200, 900))))
    assert answer.status_code == 422
    assert "big.jpg: This file is larger than" in senders.text(answer)


def test_a_stopped_file_is_named_by_its_place_behind_those_that_arrived_before(
    client: Client, campaign: Campaign
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=2000, max_video_bytes=2000)
    big = senders.photo("big.jpg", makers.jpeg(size=(1200, 900)))
    answer = senders.send(client, campaign, big, json=True, uploads=[str(uuid.uuid4())])
    assert [(file["index"], file["name"]) for file in answer.json()["files"]] == [(0, ""), (1, "big.jpg")]


@pytest.mark.parametrize("content", [None, b""], ids=["a photo", "nothing"])
def test_files_too_many_are_not_kept_and_those_before_them_are(
    client: Client, campaign: Campaign, content: bytes | None
) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(max_files=1)
    answer = senders.send(client, campaign, senders.photo("a.jpg"), senders.photo("b.jpg", content))
    assert answer.status_code == 303
    assert [asset.filename for asset in Submission.objects.get().assets.all()] == ["a.jpg"]
    assert "b.jpg: " in senders.text(client.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    "changed",
    [
        {"form_key": "not a key", "terms_id": "nor this", "scopes": ["\x00", "x" * 5000]},
        {"caption": "\x00" * 10 + "\u0007", "name": "\u202e" * 90, "email": "'; DROP TABLE--"},
        {"people": "everybody", "music": "\x00", "answer-nothing": "x"},
        {"caption": "x" * 100_000, "alt_lines": "\n" * 500},
        {"files": "not a file", "scopes": []},
    ],
)  # fmt: skip
def test_hostile_words_are_refused_not_broken(client: Client, campaign: Campaign, changed: dict[str, object]) -> None:
    answer = client.post(
        reverse("fans:submit", kwargs={"slug": campaign.slug}),
        senders.words(campaign, **{"files": [senders.photo()], **changed}),
    )
    assert answer.status_code in {303, 422}


def test_the_form_wants_its_token(campaign: Campaign) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert senders.send(strict, campaign).status_code == 403


def test_questions_are_asked_and_answered(client: Client, campaign: Campaign) -> None:
    campaigns_services.set_questions(
        campaign=campaign,
        questions=[
            validators.QuestionSpec(key="place", label="Where was it?", kind="short_text", required=True),
            validators.QuestionSpec(key="cup", label="Which cup?", kind="choice", options=("Small", "Large")),
        ],
        by=SYSTEM,
        at=factories.NOW,
    )
    refused = senders.send(client, campaign, answers={"answer-cup": "Large"})
    assert refused.status_code == 422
    assert 'href="#id_answer-place"' in refused.content.decode()
    _token, submission = senders.sent(client, campaign, answers={"answer-place": "Lofoten", "answer-cup": "Large"})
    assert submission.answers == {"place": "Lofoten", "cup": "Large"}


def test_files_that_arrived_before_are_named_by_their_uploads(client: Client, campaign: Campaign) -> None:
    phone = Phone(campaign)
    first, second = (phone.upload(makers.jpeg((shade, 80, 40)), filename=f"{shade}.jpg") for shade in (10, 200))
    filled = senders.words(campaign, uploads=[first, second], alt_text=["A cup", "A jetty"])
    answer = client.post(reverse("fans:submit", kwargs={"slug": campaign.slug}), filled)
    assert answer.status_code == 303, answer.content
    assets = Submission.objects.get().assets.order_by("position")
    assert [(asset.filename, asset.alt_text) for asset in assets] == [("10.jpg", "A cup"), ("200.jpg", "A jetty")]
    assert {str(upload.pk): upload.state for upload in Upload.objects.all()} == {first: "consumed", second: "consumed"}


@pytest.mark.parametrize("id_", ["", "nonsense", "5f0d3c4e-8a57-4b1c-9a3e-2d6b7c8e9f01"])
def test_an_upload_that_is_gone_is_said_and_nothing_is_lost(client: Client, campaign: Campaign, id_: str) -> None:
    address = reverse("fans:submit", kwargs={"slug": campaign.slug})
    filled = senders.words(campaign, uploads=[id_])
    answer = client.post(address, filled, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert [(file["index"], bool(file["message"])) for file in answer.json()["files"]] == [(0, True)]
    assert Submission.objects.count() == 0
