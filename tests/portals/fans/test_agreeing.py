"""The pages of those who are asked: they open one thing each, change nothing by being opened, and say nothing else."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import mail_addresses
from campaigns.models import Campaign
from core import masking
from outbox.models import Mail
from rights import ages, queries as rights_queries
from rights.models import LedgerEvent
from submissions import services as submissions_services
from submissions.models import Submission
from submissions.releases import services as releases_services
from tests import factories
from tests.portals import rooms
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def campaign() -> Campaign:
    return factories.campaign(title="Morning light", minimum_age=13)


def others(client: Client, campaign: Campaign, **said: Any) -> tuple[str, Submission, str]:
    """Send a picture with somebody in it: the contributor's token, the submission and the other's address."""
    token, submission = senders.sent(client, campaign, **{"people": "others_agreed", **said})
    request = submission.release_requests.first()
    assert request
    return token, submission, reverse("fans:release", kwargs={"token": releases_services.handed_secret(request)})


def said(submission: Submission) -> dict[str, str]:
    answers = rights_queries.answers(submission_id=submission.pk, at=rooms.now())
    return {kind: answer for kind, (answer, _reach) in answers.items()}


def test_person_agrees_and_changes_their_mind(client: Client, campaign: Campaign) -> None:
    _token, submission, address = others(client, campaign)
    page = senders.text(Client().get(address))
    assert "Mira sent this to “Morning light” and says that you can be recognised in it." in page
    assert "On our pages" in page
    assert Client().post(address, {"answer": "agree", "locale": "en"}).status_code == 302
    assert said(submission)["people"] == "others_stated"
    agreed = senders.text(Client().get(address))
    assert "You agreed" in agreed
    assert "if you agree" not in agreed
    assert "Do you agree?" not in agreed
    Client().post(address, {"answer": "refuse", "locale": "en"})
    assert said(submission)["person"] == "refused"


def test_opening_changes_nothing(client: Client, campaign: Campaign) -> None:
    """Mail scanners open links: no fact comes from that."""
    _token, _submission, address = others(client, campaign)
    before = LedgerEvent.objects.count()
    for method in ("get", "head"):
        assert getattr(Client(), method)(address).status_code == 200
    assert Client().post(address, {"answer": "perhaps"}).status_code == 422
    assert Client().put(address).status_code == 405
    assert LedgerEvent.objects.count() == before


def test_page_is_kept_by_nobody_and_masked_in_logs(client: Client, campaign: Campaign) -> None:
    _token, _submission, address = others(client, campaign)
    answer = Client().get(address)
    headers = ("Referrer-Policy", "X-Robots-Tag", "Cache-Control")
    assert [answer.headers[name] for name in headers] == ["no-referrer", "noindex, nofollow", "private, no-store"]
    assert masking.masked(f"GET {address}?said=1") == "GET /release/[hidden]/?said=1"
    assert masking.masked("GET /confirm/abc:def/") == "GET /confirm/[hidden]/"


def test_page_shows_these_pictures_and_nobody_elses(client: Client, campaign: Campaign) -> None:
    mine = rooms.item(campaign, caption="Not for you")
    shown = rooms.item(campaign, pictures=2)
    (request,) = releases_services.ask(submission=shown, role="person", people=[], at=factories.NOW)
    page = Client().get(reverse("fans:release", kwargs={"token": releases_services.secret(request)}))
    assert page.content.count(b"<img") == 2
    assert "Not for you" not in senders.text(page)
    assert str(mine.pk) not in page.content.decode()


def test_unknown_cut_and_foreign_links_look_the_same(client: Client, campaign: Campaign) -> None:
    token, _submission, address = others(client, campaign)
    tried = [address[:-2] + "/", "/release/" + "x" * 43 + "/", f"/release/{token}/", "/confirm/" + "x" * 90 + "/"]
    answers = [Client().get(each) for each in tried]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content.split(b"<main")[1].split(b"</main>")[0] for answer in answers}) == 1
    secret = address.split("/")[2]
    own = Client().get(reverse("fans:me", kwargs={"token": secret}))
    assert own.status_code == 404
    assert ["where you kept it" in senders.text(page) for page in (own, answers[0])] == [True, False]


def test_after_a_withdrawal_nothing_is_shown_nor_asked(client: Client, campaign: Campaign) -> None:
    _token, submission, address = others(client, campaign)
    submissions_services.withdraw(submission=submission, by=makers.fan(submission), at=rooms.now())
    page = Client().get(address)
    assert "This was taken back" in senders.text(page)
    assert b"<form" not in page.content
    assert Client().post(address, {"answer": "agree"}).status_code == 200
    assert "person" not in said(submission)


def test_statement_is_kept_in_the_language_it_was_shown_in(client: Client, campaign: Campaign) -> None:
    _token, submission, address = others(client, campaign)
    Client().post(address, {"answer": "agree", "locale": "xx"})
    body = LedgerEvent.objects.filter(submission_id=submission.pk, body__contains='"request"').get().body
    assert '"locale":"en"' in body


def test_sender_hands_the_link_over_and_names_others(client: Client, campaign: Campaign) -> None:
    token, submission, address = others(client, campaign)
    me = reverse("fans:me", kwargs={"token": token})
    assert address in html.unescape(client.get(me).content.decode())
    mailed = releases_services.secret(submission.release_requests.get())
    assert mailed not in client.get(me).content.decode()
    parts = {"token": token, "submission": submission.pk}
    request = submission.release_requests.get()
    qr = client.get(reverse("fans:ask_qr", kwargs={**parts, "asked": request.pk}))
    assert qr.headers["Content-Type"] == "image/svg+xml"
    by_mail = reverse("fans:ask_by_mail", kwargs={**parts, "asked": request.pk})
    assert client.post(by_mail, {"person_email": "no address"}).status_code == 422
    assert client.post(by_mail, {"person_email": "ben@example.org"}).status_code == 303
    assert Mail.objects.filter(kind="release_request").count() == 1
    ask = reverse("fans:ask", kwargs=parts)
    assert client.post(ask, {"person_name": "Cleo"}).status_code == 303
    assert submission.release_requests.count() == 2
    page = senders.text(client.get(me))
    assert "Cleo" in page
    assert "Until everybody in it has agreed" in page


def test_foreign_requests_are_nobodys(client: Client, campaign: Campaign) -> None:
    token, submission, _address = others(client, campaign)
    _other_token, other, _other_address = others(client, campaign, form_key=None, caption="Another")
    foreign = other.release_requests.get()
    parts = {"token": token, "submission": submission.pk, "asked": foreign.pk}
    for name, method in (("fans:ask_qr", "get"), ("fans:ask_by_mail", "post")):
        assert getattr(client, method)(reverse(name, kwargs=parts)).status_code == 404


def test_young_people_are_told_and_their_guardian_is_asked(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(
        client, campaign, age_band="15", country="DE", guardian_name="Mum", guardian_email="mum@example.org"
    )
    assert said(submission)["guardian"] == "awaited"
    assert Mail.objects.filter(kind="guardian_request").count() == 1
    page = senders.text(client.get(reverse("fans:me", kwargs={"token": token})))
    assert "a parent or guardian has to agree where you live" in page
    request = submission.release_requests.get()
    address = reverse("fans:release", kwargs={"token": releases_services.secret(request)})
    assert "The link goes to mum@example.org by mail." in page
    assert address not in page, "a young person must not be able to answer for their guardian"
    code = reverse("fans:ask_qr", kwargs={"token": token, "submission": submission.pk, "asked": request.pk})
    assert client.get(code).status_code == 404
    assert "They are young" in senders.text(Client().get(address))
    Client().post(address, {"answer": "agree", "locale": "en"})
    assert said(submission)["guardian"] == "agreed"


def test_a_young_sender_without_their_guardians_address_holds_no_link(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign, age_band="15", country="DE", email="kid@example.org")
    me = reverse("fans:me", kwargs={"token": token})
    page = client.get(me).content.decode()
    assert "/release/" not in page
    parts = {"token": token, "submission": submission.pk, "asked": submission.release_requests.get().pk}
    assert client.get(reverse("fans:ask_qr", kwargs=parts)).status_code == 404
    by_mail = reverse("fans:ask_by_mail", kwargs=parts)
    assert by_mail in page
    assert client.post(by_mail, {"person_email": "KID@example.org"}).status_code == 422
    assert client.post(by_mail, {"person_email": "mum@example.org"}).status_code == 303
    assert Mail.objects.filter(kind="guardian_request").count() == 1
    assert "The link goes to mum@example.org by mail." in senders.text(client.get(me))


@pytest.mark.parametrize("full", [True, False])
def test_nobody_is_told_whether_others_wrote_to_an_address(
    client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    token, submission = senders.sent(client, campaign, age_band="15", country="DE", email="kid@example.org")
    asked = submission.release_requests.get()
    by_mail = reverse("fans:ask_by_mail", kwargs={"token": token, "submission": submission.pk, "asked": asked.pk})
    if full:
        monkeypatch.setattr(mail_addresses, "MOST_A_DAY", 0)

    answer = client.post(by_mail, {"person_email": "mum@example.org"}, follow=True)

    assert "An address gets only a few such mails from us a day; if none has come, send it" in senders.text(answer)
    assert answer.redirect_chain[-1][1] == 303
    assert Mail.objects.filter(kind="guardian_request").exists() is not full
    monkeypatch.undo()
    assert client.post(by_mail, {"person_email": "mum@example.org"}).status_code == 303
    assert Mail.objects.filter(kind="guardian_request").count() == 1


def test_who_sent_a_child_holds_no_link_and_reads_what_is_needed(client: Client, campaign: Campaign) -> None:
    token, submission = senders.sent(client, campaign, people="child_guardian")
    page = senders.text(client.get(reverse("fans:me", kwargs={"token": token})))
    assert "/release/" not in page
    assert "E-mail address of the child’s parent or guardian" in page
    assert "Without their address this stays unseen; you can still take it back" in page
    parts = {"token": token, "submission": submission.pk, "asked": submission.release_requests.get().pk}
    assert client.get(reverse("fans:ask_qr", kwargs=parts)).status_code == 404
    assert (
        client.post(reverse("fans:ask_by_mail", kwargs=parts), {"person_email": "mum@example.org"}).status_code == 303
    )
    assert Mail.objects.filter(kind="guardian_request").count() == 1


def test_an_agreement_by_hand_is_said_to_be_one(client: Client, campaign: Campaign) -> None:
    token, submission, address = others(client, campaign)
    Client().post(address, {"answer": "agree", "locale": "en"})
    page = senders.text(client.get(reverse("fans:me", kwargs={"token": token})))
    assert "By the link you handed over: that counts as your word" in page
    receipt = reverse("fans:receipt", kwargs={"token": token, "submission": submission.pk})
    assert "others, who agreed by a link that you handed over" in senders.text(client.get(receipt))


def test_moderators_see_that_a_link_was_handed_over(client: Client, campaign: Campaign) -> None:
    _token, submission, address = others(client, campaign)
    Client().post(address, {"answer": "agree", "locale": "en"})
    desk = rooms.signed_in(campaign.brand)
    for name in ("moderators:item", "marketers:item"):
        page = senders.text(desk.get(reverse(name, kwargs={"brand": campaign.brand.slug, "submission": submission.pk})))
        assert "1 agreement came by a link handed over by the sender, not by mail" in page


def test_those_below_the_campaigns_age_are_refused_kindly(client: Client, campaign: Campaign) -> None:
    answer = senders.send(client, campaign, age_band="under-13")
    assert answer.status_code == 422
    assert "Thank you for wanting to take part!" in senders.text(answer)
    assert Submission.objects.count() == 0


def test_form_asks_age_and_country_and_ticks_nothing(client: Client, campaign: Campaign) -> None:
    page = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug}), headers={"Accept-Language": "de-AT"})
    text = page.content.decode()
    assert '<option value="AT" selected data-alone="14">Österreich</option>' in text
    assert 'value="13"' in text
    assert [line for line in re.findall(r"<input[^>]*>", text) if "checked" in line] == []
    answer = senders.send(client, campaign, age_band=None, country=None, json=True)
    assert set(answer.json()["errors"]) == {"age_band", "country"}


def test_missing_is_shown_to_moderators_and_marketers(client: Client, campaign: Campaign) -> None:
    _token, submission, _address = others(client, campaign)
    brand = campaign.brand.slug
    desk = rooms.signed_in(campaign.brand)
    for name in ("moderators:item", "marketers:item"):
        page = senders.text(desk.get(reverse(name, kwargs={"brand": brand, "submission": submission.pk})))
        assert "0 of 1 person agreed." in page


def test_guardian_is_asked_for_by_the_page_exactly_where_the_rule_needs_one(client: Client, campaign: Campaign) -> None:
    """The style sheet shows the fields for the ages of the table, and for no others."""
    known = {str(rule.age) for rule in ages.RULES.values()}
    sheet = (Path(settings.BASE_DIR) / "portals" / "static" / "css" / "sending.css").read_text("utf-8")
    shown = re.findall(r'data-alone="(\d+)"\]:checked\):has\(\[data-under~="(\d+)"\]', sheet)
    assert set(shown) == {(age, age) for age in known}
    page = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug})).content.decode()
    unders = dict(re.findall(r'value="([^"]+)"[^>]*data-under="([^"]*)"', page))
    for band in ages.bands(minimum=campaign.minimum_age):
        for code, rule in ages.RULES.items():
            assert (str(rule.age) in unders[band.key].split()) == ages.needs_guardian(band, code)
