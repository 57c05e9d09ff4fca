"""Pages that take an address: the same answer for everybody, and what there is to say goes by mail."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign
from moderation import services as moderation_services
from outbox.models import Mail
from portals import quotas
from rights import queries as rights_queries
from submissions.finding import services as finding_services
from submissions.finding.models import AddressRequest
from submissions.models import Submission
from tests import factories
from tests.galleries import stage
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db
MIRA = "mira@example.org"


@pytest.fixture
def submission(campaign: Campaign) -> Submission:
    return sent(campaign)


def sent(campaign: Campaign, email: str = MIRA) -> Submission:
    made = stage.waiting(campaign, name="Mira")
    made.contributor.identity.email = email
    made.contributor.identity.save()
    return made


def address(name: str, campaign: Campaign, **more: Any) -> str:
    return reverse(f"fans:{name}", kwargs={"slug": campaign.slug, **more})


def test_a_known_and_an_unknown_address_look_the_same(client: Client, submission: Submission) -> None:
    known = client.post(address("find", submission.campaign), {"email": MIRA})
    unknown = client.post(address("find", submission.campaign), {"email": "nobody@example.org"})
    assert (known.status_code, senders.body(known)) == (unknown.status_code, senders.body(unknown))
    assert "If we know this address" in senders.text(known)
    assert [row.sealed_address is None for row in AddressRequest.objects.all()] == [False, False]
    assert Mail.objects.count() == 0  # the request itself does nothing that would take longer for one than the other


def test_an_address_that_is_none_is_given_back(client: Client, campaign: Campaign) -> None:
    for name in ("find", "check"):
        answer = client.post(address(name, campaign), {"email": "mira\x00"})
        assert (answer.status_code, "it looks incomplete" in senders.text(answer)) == (422, True)
    assert AddressRequest.objects.count() == 0


def test_too_many_questions_are_paused(client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "LOOKUPS_PER_HOUR", 1)
    statuses = [client.post(address("find", campaign), {"email": MIRA}).status_code for _ in range(2)]
    assert statuses == [200, 429]
    # At another brand nobody has asked: one must not close the pages of all.
    assert client.post(address("find", factories.campaign()), {"email": MIRA}).status_code == 200


def test_why_is_my_post_not_here_is_answered_for_a_code_once(client: Client, submission: Submission) -> None:
    campaign = submission.campaign
    assert "Why is my post not here?" in senders.text(client.get(address("campaign", campaign)))
    moderation_services.reject(
        submission=submission, version=submission.version, reason="quality", note="Come <closer>!",
        by=stage.moderator(submission.brand), at=timezone.now(),
    )  # fmt: skip
    answer = client.post(address("check", campaign), {"email": MIRA})
    assert answer.status_code == 303
    asked = AddressRequest.objects.get()
    finding_services.answer(request_id=asked.pk, at=timezone.now())
    code = finding_services.issue_code(request_id=asked.pk, at=timezone.now())
    shown = client.post(answer.headers["Location"], {"code": code})
    page = shown.content.decode()
    assert (shown.status_code, "It was not chosen this time." in page, "Come &lt;closer&gt;!" in page) == (
        200,
        True,
        True,
    )
    assert client.post(answer.headers["Location"], {"code": code}).status_code == 422


def test_the_page_for_a_code_tells_nothing_about_what_exists(client: Client, submission: Submission) -> None:
    campaign = submission.campaign
    known = client.post(address("check", campaign), {"email": MIRA}).headers["Location"]
    unknown = client.post(address("check", campaign), {"email": "nobody@example.org"}).headers["Location"]
    for asked in AddressRequest.objects.all():
        finding_services.answer(request_id=asked.pk, at=timezone.now())
        finding_services.issue_code(request_id=asked.pk, at=timezone.now())
    nobody = address("check_code", campaign, request_id=uuid.uuid4())
    for form in (None, {"code": "12345678"}, {"code": "\x00"}, {}):
        answers = [client.get(url) if form is None else client.post(url, form) for url in (known, unknown, nobody)]
        assert len({(answer.status_code, _plain(answer)) for answer in answers}) == 1


def _plain(answer: Any) -> bytes:
    """The page without its own address and the form's token, which differ by themselves."""
    return re.sub(rb"/check/[0-9a-f-]{36}/|value=\"[A-Za-z0-9]{64}\"", b"", senders.body(answer))


def test_a_code_of_one_campaign_opens_no_other(client: Client, submission: Submission) -> None:
    other = factories.campaign(submission.brand)
    client.post(address("check", submission.campaign), {"email": MIRA})
    asked = AddressRequest.objects.get()
    finding_services.answer(request_id=asked.pk, at=timezone.now())
    code = finding_services.issue_code(request_id=asked.pk, at=timezone.now())
    assert client.post(address("check_code", other, request_id=asked.pk), {"code": code}).status_code == 422


def test_pages_are_joined_behind_a_link_that_was_mailed(client: Client, submission: Submission) -> None:
    other = sent(submission.campaign)
    token = senders.token_for(submission.contributor)
    answer = client.post(senders.me(token, "ask_join"))
    told = senders.text(client.get(answer.headers["Location"]))
    assert ("is on its way to your address" in told, told.count("data-focus")) == (True, 1)
    asked = AddressRequest.objects.get()
    finding_services.answer(request_id=asked.pk, at=timezone.now())
    secret = finding_services.issue_link(request_id=asked.pk, at=timezone.now())
    link = reverse("fans:join", kwargs={"token": secret})
    offered = client.get(link)
    assert (offered.status_code, senders.text(offered).count('name="page"')) == (200, 2)
    assert "checked" not in senders.text(offered)
    assert 'name="shown"' not in senders.text(offered)  # nothing waits for the address
    assert offered.headers["Referrer-Policy"] == "no-referrer"
    assert client.post(link, {"page": [str(submission.contributor_id)]}).status_code == 422
    both = [str(submission.contributor_id), str(other.contributor_id), "nonsense"]
    assert client.get(senders.me(token)).status_code == 200
    joined = Client(enforce_csrf_checks=True).post(link, {"page": both}, headers={"Origin": "null"})
    assert "Your pages are one now." in senders.text(client.get(joined.headers["Location"]))
    assert len({one.contributor_id for one in Submission.objects.all()}) == 1
    assert client.get(senders.me(token)).status_code == 404
    guessed = client.get(reverse("fans:join", kwargs={"token": "x" * 43}))
    over = client.get(link)
    assert (
        (over.status_code, senders.body(over))
        == (guessed.status_code, senders.body(guessed))
        == (404, senders.body(over))
    )


def test_the_page_does_not_tell_whether_the_address_is_known_elsewhere(client: Client, submission: Submission) -> None:
    token = senders.token_for(submission.contributor)
    before = senders.body(client.get(senders.me(token)))
    sent(submission.campaign)
    after = senders.body(client.get(senders.me(token)))
    assert before.count(b"Bring my pages together") == after.count(b"Bring my pages together") == 1


@pytest.mark.parametrize("drawn", [True, False])
def test_joining_confirms_what_was_shown_whole_and_nothing_else(client: Client, drawn: bool) -> None:
    campaign = factories.campaign(email_policy="confirmed", title="Morning light")
    sendings = [senders.sent(client, campaign, email=MIRA, caption=f"Light {number}")[1] for number in range(2)]
    for one in sendings:
        one.assets.update(state="ready", width=640, height=480)
    stage.rendition(sendings[0].assets.get())
    if drawn:
        stage.rendition(sendings[1].assets.get())
    asked = finding_services.ask(brand=campaign.brand, kind="join", address=MIRA, locale="en", at=timezone.now())
    finding_services.answer(request_id=asked.pk, at=timezone.now())
    link = reverse("fans:join", kwargs={"token": finding_services.issue_link(request_id=asked.pk, at=timezone.now())})
    page = senders.text(client.get(link))
    assert page.count("What waits for your address is confirmed with this page:") == 2
    assert ("Not all its pictures can be shown yet" in page) is not drawn
    assert page.count("On our pages") == 2
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    assert set(shown) == {str(one.pk) for one in (sendings if drawn else sendings[:1])}
    people = [str(one.contributor_id) for one in sendings]
    client.post(link, {"page": people, "shown": shown})
    said = rights_queries.answers_each([one.pk for one in sendings], at=timezone.now())
    assert [said[one.pk]["email"][0] for one in sendings] == ["confirmed", "confirmed" if drawn else "unconfirmed"]
