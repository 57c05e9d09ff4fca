"""A contributor's own page: theirs alone, told in plain words, and taking back is one press."""

import uuid

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from accounts.actors import SYSTEM
from campaigns.models import Campaign
from conversations import services as conversations_services
from conversations.models import Message
from galleries import services as galleries_services
from moderation import services as moderation_services
from rights import queries as rights_queries, services as rights_services
from submissions.models import Submission
from tests import factories
from tests.galleries import stage
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(campaign: Campaign) -> Submission:
    return stage.waiting(campaign, assets=2, name="Mira")


@pytest.fixture
def token(submission: Submission) -> str:
    return senders.token_for(submission.contributor)


def test_the_page_keeps_its_address_to_itself(client: Client, token: str) -> None:
    answer = client.get(senders.me(token))
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


def test_the_thanks_make_room_for_what_became_of_it(client: Client, submission: Submission, token: str) -> None:
    assert "Thank you" in client.get(senders.me(token), {"sent": "1"}).content.decode()
    by = stage.moderator(submission.brand)
    moderation_services.reject(
        submission=submission, version=submission.version, reason="quality", by=by, at=timezone.now()
    )
    later = client.get(senders.me(token), {"sent": "1"}).content.decode()
    assert "Thank you" not in later
    assert "It was not chosen this time." in later


def test_unknown_old_and_foreign_links_open_the_same_page(client: Client, submission: Submission, token: str) -> None:
    stranger = senders.token_for(factories.contributor(factories.brand()))
    other = stage.waiting(makers.campaign())
    neighbour = stage.waiting(submission.campaign)
    answers = [
        client.get(senders.me("x" * 43)),
        client.get(senders.me("\x00\x01")),
        client.get(senders.me(stranger, "receipt", submission=submission.pk)),
        client.get(senders.me(token, "receipt", submission=other.pk)),
        client.get(senders.me(token, "receipt", submission=neighbour.pk)),
        client.get(senders.me(token, "receipt", submission=uuid.uuid4())),
        client.post(senders.me(token, "withdraw", submission=neighbour.pk)),
        client.post(senders.me(token, "reply", submission=neighbour.pk), {"text": "Hello"}),
        client.get(senders.me(stranger, "another", slug=submission.campaign.slug)),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({senders.text(answer).split("<body", 1)[1] for answer in answers}) == 1
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    neighbour.refresh_from_db()
    assert (neighbour.state, Message.objects.count()) == ("awaiting_review", 0)


def test_thanks_are_said_once_with_what_happens_next(client: Client, token: str) -> None:
    assert "Thank you, Mira!" in senders.text(client.get(senders.me(token) + "?sent=1"))
    assert "Thank you, Mira!" not in senders.text(client.get(senders.me(token)))


def test_a_rejection_is_kind_and_gives_its_reason(client: Client, submission: Submission, token: str) -> None:
    moderation_services.reject(
        submission=submission, version=submission.version, reason="quality", note="Come <closer>!",
        by=stage.moderator(submission.brand), at=timezone.now(),
    )  # fmt: skip
    page = client.get(senders.me(token)).content.decode()
    assert "It was not chosen this time." in page
    assert "a little too blurred, dark or small" in page
    assert "Come &lt;closer&gt;!" in page


def test_the_page_says_where_it_is_shown(client: Client, submission: Submission, token: str) -> None:
    moderation_services.approve(
        submission=submission, version=submission.version, by=stage.moderator(submission.brand), at=timezone.now()
    )
    galleries_services.place(submission_id=submission.pk, at=timezone.now())
    text = senders.text(client.get(senders.me(token)))
    assert "It was chosen." in text
    assert f'<a href="/c/{submission.campaign.slug}/">Morning light</a>' in text


def test_taking_back_is_one_press_and_pressing_twice_is_fine(
    client: Client, submission: Submission, token: str
) -> None:
    strict = Client(enforce_csrf_checks=True)  # browsers send Origin: null from a page without referrer
    answers = [
        strict.post(senders.me(token, "withdraw", submission=submission.pk), headers={"Origin": "null"})
        for _ in range(2)
    ]
    submission.refresh_from_db()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert submission.state == "withdrawn"
    assert rights_queries.grants(submission_id=submission.pk, at=timezone.now()) == []
    page = senders.text(client.get(answers[0].headers["Location"]))
    assert "Taken back." in page
    assert "You took it back." in page
    assert "Yes, take it back" not in page


def test_one_picture_can_be_taken_back_alone(client: Client, submission: Submission, token: str) -> None:
    first, second = submission.assets.all()
    foreign = stage.waiting(makers.campaign()).assets.get()
    answer = client.post(senders.me(token, "withdraw", submission=submission.pk), {"asset": str(first.pk)})
    for hostile in (str(foreign.pk), "nonsense", "\x00"):
        assert (
            client.post(senders.me(token, "withdraw", submission=submission.pk), {"asset": hostile}).status_code == 404
        )
    first.refresh_from_db()
    second.refresh_from_db()
    submission.refresh_from_db()
    assert answer.status_code == 303
    assert first.withdrawn_at is not None
    assert (second.withdrawn_at, submission.state) == (None, "awaiting_review")


def test_what_was_done_is_said_in_the_submission_it_was_done_with(client: Client, campaign: Campaign) -> None:
    """The way back leads to the sentence itself: in view, and focused by the address even without script."""
    token, first = senders.sent(client, campaign)
    client.post(
        senders.me(token, "another", slug=campaign.slug),
        senders.words(campaign, form_key="11111111-8a55-4a52-9a55-0d1a5a0a2f11", files=[senders.photo()]),
    )
    answer = client.post(senders.me(token, "withdraw", submission=first.pk))
    location = answer.headers["Location"]
    assert location.endswith(f"?withdrawn=1&of={first.pk}#done")
    cards = client.get(location.partition("#")[0]).content.decode().split('<article class="story-card"')[1:]
    assert [('id="done"' in card, "Taken back." in card) for card in cards] == [(False, False), (True, True)]
    assert 'tabindex="-1"' in cards[1].split('id="done"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("what", "place"),
    [
        ("mailed", 'id="yours"'),
        ("ended", 'id="yours"'),
        ("kept", 'id="yours"'),
        ("joined", "<h1"),
        ("withdrawn", "<h1"),
    ],
)
def test_what_was_done_with_the_page_is_said_where_it_was_done(
    client: Client, campaign: Campaign, what: str, place: str
) -> None:
    token, _submission = senders.sent(client, campaign)
    page = client.get(senders.me(token) + f"?{what}=1").content.decode()
    assert page.count('id="done"') == 1
    assert page.index(place) < page.index('id="done"')


def test_what_is_to_be_put_right_is_said_in_the_submission_it_belongs_to(
    client: Client, token: str, submission: Submission
) -> None:
    answer = client.post(senders.me(token, "reply", submission=submission.pk), {"text": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    card = page.split('<article class="story-card"')[1]
    assert card.index('id="told"') < card.index("error-summary") < card.index("lede")
    assert page.count("error-summary") == 1
    assert f'{senders.me(token, "reply", submission=submission.pk)}#told"' in page


def test_a_message_is_answered_once_however_often_it_is_sent(
    client: Client, submission: Submission, token: str
) -> None:
    conversations_services.send(
        submission=submission, text="Which lake is this?", by=stage.moderator(submission.brand), at=timezone.now()
    )
    assert "Which lake is this?" in senders.text(client.get(senders.me(token)))
    until = Message.objects.get(author="brand").at.isoformat()
    form = {"text": "Lake <Inari>", "form_key": str(uuid.uuid4()), "until": until}
    answers = [client.post(senders.me(token, "reply", submission=submission.pk), form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Message.objects.filter(author="contributor").count() == 1
    assert Message.objects.get(author="brand").read_at is not None
    assert "Lake &lt;Inari&gt;" in client.get(senders.me(token)).content.decode()


def test_an_empty_or_endless_message_is_given_back(client: Client, submission: Submission, token: str) -> None:
    empty = client.post(senders.me(token, "reply", submission=submission.pk), {"text": " \x00 ", "form_key": "broken"})
    endless = client.post(senders.me(token, "reply", submission=submission.pk), {"text": "Inari " * 400})
    assert (empty.status_code, endless.status_code) == (422, 422)
    assert "Please write something first." in senders.text(empty)
    assert "Inari Inari Inari" in senders.text(endless)
    assert Message.objects.count() == 0


@override_settings(REPLIES_PER_HOUR=0)
def test_too_many_messages_are_paused_and_kept(client: Client, submission: Submission, token: str) -> None:
    answer = client.post(senders.me(token, "reply", submission=submission.pk), {"text": "About the lake"})
    assert answer.status_code == 429
    assert "About the lake" in senders.text(answer)


def test_the_page_costs_the_same_with_one_or_three(
    client: Client, campaign: Campaign, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = stage.waiting(campaign)
    token = senders.token_for(one.contributor)
    client.get(senders.me(token))
    with CaptureQueriesContext(connection) as few:
        client.get(senders.me(token))
    for _ in range(2):
        more = stage.waiting(campaign)
        Submission.objects.filter(pk=more.pk).update(contributor=one.contributor)
    with CaptureQueriesContext(connection) as many:
        client.get(senders.me(token))
    assert len(many) == len(few)


def test_a_permission_that_another_system_stated_is_explained(client: Client, campaign: Campaign) -> None:
    stated = stage.waiting(campaign, name="Mira", grade="D")
    token = senders.token_for(stated.contributor)
    for name, more in (("me", {}), ("receipt", {"submission": stated.pk}), ("receipt_file", {"submission": stated.pk})):
        shown = senders.text(client.get(senders.me(token, name, **more)))
        assert "Another system told us that you agreed; we did not see it ourselves." in shown
        assert "This is enough for: Our own pages, Embeds, Walls at events." in shown
        assert "It is not enough for: Social posts, E-mail, Screens in shops, Print, Paid advertising." in shown


def test_a_brand_that_is_content_with_less_is_named_to_the_sender(client: Client, campaign: Campaign) -> None:
    stated = stage.waiting(campaign, name="Mira", grade="D")
    rights_services.take_grades(brand=campaign.brand, sets={"paid_ads": "ABD"}, by=SYSTEM, at=makers.AT)
    shown = senders.text(client.get(senders.me(senders.token_for(stated.contributor))))
    assert f"{campaign.brand.name} decided to be content with it for: Paid advertising." in shown


def test_whoever_agreed_on_our_page_reads_of_it_on_the_receipt_alone(
    client: Client, submission: Submission, token: str
) -> None:
    sentence = "You agreed on our own page, with the terms shown."
    assert sentence not in senders.text(client.get(senders.me(token)))
    assert sentence in senders.text(client.get(senders.me(token, "receipt", submission=submission.pk)))
