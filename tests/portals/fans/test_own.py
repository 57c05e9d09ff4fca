"""What a contributor changes on their own page, without JavaScript and without a log-in, and what strangers cannot."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ContributorToken
from campaigns.models import Campaign
from moderation import services as moderation_services
from moderation.models import Appeal
from rights import queries as rights_queries
from submissions.models import Submission
from tests.galleries import stage
from tests.portals import rooms
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(campaign: Campaign) -> Submission:
    return stage.waiting(campaign, assets=2, name="Mira")


@pytest.fixture
def token(submission: Submission) -> str:
    return senders.token_for(submission.contributor)


def reject(submission: Submission) -> None:
    submission.refresh_from_db()
    moderation_services.reject(
        submission=submission,
        version=submission.version,
        reason="quality",
        by=stage.moderator(submission.brand),
        at=timezone.now(),
    )


def test_words_are_changed_while_waiting(submission: Submission, token: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    first = submission.assets.all()[0]
    assert "Change the words" in senders.text(strict.get(senders.me(token)))
    form = {"caption": "By <the> lake", "credit": "Ada  L.", f"alt-{first.pk}": "A lake at dawn"}
    answer = strict.post(senders.me(token, "edit", submission=submission.pk), form, headers={"Origin": "null"})
    assert answer.status_code == 303
    page = strict.get(answer.headers["Location"]).content.decode()
    assert "Your words are changed." in page
    assert "By &lt;the&gt; lake" in page
    first.refresh_from_db()
    submission.refresh_from_db()
    assert (first.alt_text, submission.credit) == ("A lake at dawn", "Ada L.")


def test_words_that_do_not_fit_come_back_with_a_reason(client: Client, submission: Submission, token: str) -> None:
    answer = client.post(senders.me(token, "edit", submission=submission.pk), {"caption": "lake " * 500})
    text = senders.text(answer)
    assert (answer.status_code, "at most 2000 characters" in text, "lake lake lake" in text) == (422, True, True)
    assert f'href="#edit-{submission.pk}-caption"' in answer.content.decode()
    reject(submission)
    late = client.post(senders.me(token, "edit", submission=submission.pk), {"caption": "Too late"})
    assert (late.status_code, "its words stay as they were" in senders.text(late)) == (422, True)


def test_choices_end_one_by_one_and_what_is_left_is_shown(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign, scopes=["pages", "ads", "edits"])
    page = senders.text(client.get(senders.me(token)))
    assert page.count('name="keep"') == 3
    answer = client.post(senders.me(token, "narrow", submission=submission.pk), {"keep": ["pages", "social"]})
    after = senders.text(client.get(answer.headers["Location"]))
    assert "Your permission is smaller now." in after
    assert after.count('name="keep"') == 1
    assert "You took back earlier:" in after
    live = rights_queries.grants(submission_id=submission.pk, at=timezone.now())
    assert [(grant.channels, grant.edits) for grant in live] == [(("brand_page", "embed", "wall"), False)]


def test_unticking_all_takes_it_back(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign)
    answer = client.post(senders.me(token, "narrow", submission=submission.pk))
    submission.refresh_from_db()
    assert (submission.state, "withdrawn=1" in answer.headers["Location"]) == ("withdrawn", True)


def test_everything_is_taken_back_with_one_press(client: Client, submission: Submission, token: str) -> None:
    other = stage.waiting(submission.campaign)
    neighbour = stage.waiting(submission.campaign)
    Submission.objects.filter(pk=other.pk).update(contributor=submission.contributor)
    assert "Take everything back, all 2" in senders.text(client.get(senders.me(token)))
    answer = client.post(senders.me(token, "withdraw_everything"))
    assert "Taken back." in senders.text(client.get(answer.headers["Location"]))
    states = {one.pk: one.state for one in Submission.objects.all()}
    assert states == {submission.pk: "withdrawn", other.pk: "withdrawn", neighbour.pk: "awaiting_review"}


def test_a_rejection_is_appealed_once(client: Client, submission: Submission, token: str) -> None:
    reject(submission)
    assert "Ask for a second look" in senders.text(client.get(senders.me(token)))
    empty = client.post(senders.me(token, "appeal", submission=submission.pk), {"text": " "})
    assert (empty.status_code, "why the team should look again" in senders.text(empty)) == (422, True)
    answer = client.post(senders.me(token, "appeal", submission=submission.pk), {"text": "It was <dawn>"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert ("waits for review again" in page, "It was &lt;dawn&gt;" in page) == (True, True)
    again = client.post(senders.me(token, "appeal", submission=submission.pk), {"text": "And again"})
    assert (again.status_code, Appeal.objects.count()) == (422, 1)
    reject(submission)
    final = senders.text(client.get(senders.me(token)))
    assert ("this answer is final" in final, "What should the team know?" in final) == (True, False)


def test_the_queue_shows_the_appeal_and_who_decided_first(client: Client, submission: Submission, token: str) -> None:
    reject(submission)
    client.post(senders.me(token, "appeal", submission=submission.pk), {"text": "It was <dawn>"})
    page = rooms.signed_in(submission.brand).get(f"/review/{submission.brand.slug}/{submission.pk}/").content.decode()
    assert "Its contributor asks for a second look" in page
    assert "It was &lt;dawn&gt;" in page
    assert "rejected it first: Too blurred, dark or small." in page


def test_links_are_told_apart_and_ended(client: Client, submission: Submission, token: str) -> None:
    telephone = senders.token_for(submission.contributor)
    assert client.get(senders.me(telephone)).status_code == 200
    page = senders.text(client.get(senders.me(token)))
    assert ("2 links to this page" in page, "in use now" in page, "last opened on" in page) == (True, True, True)
    newest = ContributorToken.objects.latest("pk")
    answer = client.post(senders.me(token, "end_link", link=newest.pk))
    assert "That link opens nothing any more." in senders.text(client.get(answer.headers["Location"]))
    gone, guessed = client.get(senders.me(telephone)), client.get(senders.me("x" * 43))
    assert (gone.status_code, senders.body(gone)) == (guessed.status_code, senders.body(guessed))
    assert client.get(senders.me(token)).status_code == 200


def test_nobody_ends_the_link_of_somebody_else(client: Client, submission: Submission, token: str) -> None:
    foreign = senders.token_for(stage.waiting(submission.campaign).contributor)
    number = ContributorToken.objects.latest("pk").pk
    assert client.post(senders.me(token, "end_link", link=number)).status_code == 303
    assert client.post(senders.me(token, "end_link", link=10**30)).status_code in (303, 404)
    assert client.get(senders.me(foreign)).status_code == 200


def test_the_day_of_a_visit_is_all_that_is_noted(client: Client, token: str) -> None:
    client.get(senders.me(token))
    link = ContributorToken.objects.latest("pk")
    assert link.seen_on == timezone.now().date()


@pytest.mark.parametrize("name", ["edit", "narrow", "appeal"])
def test_a_foreign_item_and_a_guessed_link_tell_nothing(
    client: Client, submission: Submission, token: str, name: str
) -> None:
    neighbour = stage.waiting(submission.campaign)
    other_brand = stage.waiting(makers.campaign())
    form = {"caption": "Mine", "text": "Mine", "keep": ["pages"]}
    answers = [
        client.post(senders.me(token, name, submission=neighbour.pk), form),
        client.post(senders.me(token, name, submission=other_brand.pk), form),
        client.post(senders.me(token, name, submission=uuid.uuid4()), form),
        client.post(senders.me("x" * 43, name, submission=submission.pk), form),
        client.post(senders.me("\x00", name, submission=submission.pk), form),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content.split(b"<body", 1)[1] for answer in answers}) == 1
    assert set(Submission.objects.values_list("state", flat=True)) == {"awaiting_review"}
