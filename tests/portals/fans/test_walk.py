"""Every page behind a link of a fan's, and those that lead there: axe finds nothing, in either theme, on a phone."""

import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts import services as accounts_services
from accounts.models import ContributorIdentity
from campaigns.models import Campaign
from conversations import services as conversations_services
from conversations.emails import stopping
from moderation import services as moderation_services
from rights import services as rights_services
from submissions.finding import services as finding_services
from submissions.finding.models import AddressRequest
from submissions.lifecycle import State
from submissions.models import Submission
from submissions.releases import services as releases_services
from submissions.releases.validators import Person
from tests import factories
from tests.browser import violations
from tests.galleries import stage
from tests.portals import rooms
from tests.submissions import makers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "mira@example.org"


def story(campaign: Campaign) -> Submission:
    """Somebody with everything on their page: messages, people to ask, a refusal, an appeal, something taken back."""
    at = timezone.now()
    waiting = rooms.item(campaign, pictures=2, caption="First light", at=at, scopes=("pages", "social"))
    person = waiting.contributor
    elsewhere = rooms.item(campaign, State.APPROVED, at=at).contributor
    ContributorIdentity.objects.filter(contributor__in=[person, elsewhere]).update(email=ADDRESS)
    person.identity.refresh_from_db()
    by = stage.moderator(campaign.brand)
    for state in (State.APPROVED, State.WITHDRAWN, State.AWAITING_REVIEW, State.AWAITING_REVIEW):
        other = rooms.item(campaign, state, caption=f"One {state}", at=at)
        Submission.objects.filter(pk=other.pk).update(contributor=person)
    for number, one in enumerate(Submission.objects.filter(state="awaiting_review").exclude(pk=waiting.pk)):
        decided = moderation_services.reject(
            submission=one, version=one.version, reason="quality", note="Come closer!", by=by, at=at
        )
        if number:
            moderation_services.appeal(submission=decided, text="It was dawn.", by=makers.fan(decided), at=at)
    fan = makers.fan(waiting)
    about: dict[str, Any] = {"brand_id": campaign.brand_id, "submission_id": waiting.pk, "by": fan, "at": at}
    rights_services.release(kind="people", answer="others_agreed", **about)
    rights_services.release(kind="email", answer="unconfirmed", **about)
    people = [Person("Kim", ""), Person("Ada", "ada@example.org")]
    releases_services.ask(submission=waiting, role="person", people=people, at=at)
    conversations_services.send(submission=waiting, text="Which lake is this?", by=by, at=at)
    conversations_services.reply(submission=waiting, contributor=person, text="Inari", at=at)
    return waiting


def addresses(of: Submission) -> dict[str, str]:
    """The pages by name; the story of a whole platform looks at the others."""
    at, campaign, person = timezone.now(), of.campaign, of.contributor
    token = accounts_services.issue_contributor_token(contributor=person, at=at)
    finding_services.ask(brand=of.brand, kind="join", address=ADDRESS, locale="en", at=at)
    asked = AddressRequest.objects.get()
    finding_services.answer(request_id=asked.pk, at=at)
    request = of.release_requests.all()[0]
    secret = accounts_services.confirmation_secret(contributor=person, at=at)
    slug = {"slug": campaign.slug}
    parts: dict[str, dict[str, Any]] = {
        "me": {"token": token},
        "erase": {"token": token},
        "check": slug,
        "check_code": {**slug, "request_id": uuid.uuid4()},
        "find": slug,
        "release": {"token": releases_services.secret(request)},
        "confirm": {"signed": secret},
        "join": {"token": finding_services.issue_link(request_id=asked.pk, at=at)},
        "stop_mail": {"token": stopping.token(person)},
    }
    return {name: reverse(f"fans:{name}", kwargs=more) for name, more in parts.items()}


def test_the_pages_behind_links_are_for_everybody(
    chromium: Any, live_server: LiveServer, transactional_db: None
) -> None:
    campaign = factories.campaign(title="Morning light")
    submission = story(campaign)
    opened = chromium.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce").new_page()
    wrong = {}
    for name, path in addresses(submission).items():
        opened.emulate_media(color_scheme="light")
        assert opened.goto(live_server.url + path).status == 200, name
        opened.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        wrong[name, "light"] = violations(opened)
        opened.emulate_media(color_scheme="dark")
        opened.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
        wrong[name, "dark"] = violations(opened, "color-contrast")
        wide = opened.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong[name, "wide"] = [f"{wide} px too wide"] if wide > 0 else []
    opened.context.close()
    assert {where: found for where, found in wrong.items() if found} == {}
