"""What programs say about age and people, terms by language, and what `rights/check` answers meanwhile."""

import json
from typing import Any

import pytest
from django.core.cache import cache

from campaigns import services as campaigns_services
from campaigns.models import Campaign
from rights import queries as rights_queries
from rights.uses import CHANNELS
from submissions.models import Submission
from submissions.releases import services as releases_services
from tests import factories
from tests.portals import rooms
from tests.portals.api.conftest import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_quotas() -> None:
    cache.clear()


def sent(visitor: Caller, campaign: Campaign, **fields: Any) -> Submission:
    response = visitor.send(campaign, **fields)
    assert response.status_code == 201, response.content
    return Submission.objects.get(pk=response.json()["id"])


def test_persons_in_a_form_are_a_json_string(visitor: Caller, campaign: Campaign) -> None:
    people = json.dumps([{"name": "Ben", "email": "ben@example.org"}, {"name": "Cleo"}])
    submission = sent(visitor, campaign, people="others_agreed", persons=people)
    asked = submission.release_requests.order_by("name").values_list("name", "email", "role")
    assert list(asked) == [("Ben", "ben@example.org", "person"), ("Cleo", "", "person")]


@pytest.mark.parametrize("persons", ["{broken", '"Ben"', '[["Ben"]]', '[{"email": "no address"}]'])
def test_persons_that_are_none_are_refused(visitor: Caller, campaign: Campaign, persons: str) -> None:
    response = visitor.send(campaign, people="others_agreed", persons=persons)
    assert response.status_code == 422
    assert "persons" in response.json()["errors"]
    assert not Submission.objects.exists()


def test_age_confirmed_alone_means_old_enough(visitor: Caller, campaign: Campaign) -> None:
    submission = sent(visitor, campaign)
    assert "guardian" not in rights_queries.answers(submission_id=submission.pk, at=rooms.now())
    assert submission.release_requests.count() == 0


def test_age_band_counts_instead_of_age_confirmed(visitor: Caller, campaign: Campaign) -> None:
    response = visitor.send(campaign, age_band="13-15", country="FR")
    assert response.json()["errors"].keys() == {"age_band"}
    young = sent(visitor, campaign, age_band="16-17", country="IN", guardian=json.dumps({"email": "mum@example.org"}))
    assert rights_queries.answers(submission_id=young.pk, at=rooms.now())["guardian"] == ("awaited", "nothing")
    assert young.release_requests.get().email == "mum@example.org"
    grown = sent(visitor, campaign, age_band="18+", country="IN", caption="Another")
    assert "guardian" not in rights_queries.answers(submission_id=grown.pk, at=rooms.now())


@pytest.mark.parametrize(("field", "value"), [("age_band", "young"), ("country", "Germany")])
def test_age_and_country_have_one_spelling(visitor: Caller, campaign: Campaign, field: str, value: str) -> None:
    said: dict[str, Any] = {"age_band": "18+", "country": "DE", field: value}
    response = visitor.send(campaign, **said)
    assert response.status_code == 422
    assert field in response.json()["errors"]


def test_rights_check_says_who_has_not_agreed(visitor: Caller, campaign: Campaign, owner: Caller) -> None:
    submission = sent(visitor, campaign, people="child_guardian")
    question = {"asset": str(submission.assets.get().pk), "use": {"channel": "brand_page"}}
    answer = owner.post("rights/check/", question).json()
    assert answer["allowed"] is False
    assert "people_nothing" in [reason["code"] for reason in answer["reasons"]]
    request = submission.release_requests.get()
    releases_services.answer(
        request=request, link=request.Link.MAIL, agrees=False, statement="No.", locale="en", control="test",
        at=rooms.now(),
    )  # fmt: skip
    codes = [reason["code"] for reason in owner.post("rights/check/", question).json()["reasons"]]
    assert "person_nothing" in codes


def test_terms_come_in_the_language_that_is_asked_for(visitor: Caller, campaign: Campaign) -> None:
    campaigns_services.translate_terms(
        campaign=campaign, locale="de", text="Worte", summary=["Wort"], by=factories.owner(campaign.brand),
        at=factories.NOW,
    )  # fmt: skip
    path = f"campaigns/{campaign.slug}/"
    shown = [
        visitor.get(path).json()["terms"],
        visitor.get(path, Accept_Language="de-AT,de;q=0.9").json()["terms"],
        visitor.get(f"{path}?locale=de").json()["terms"],
        visitor.get(f"{path}?locale=fr", Accept_Language="de").json()["terms"],
    ]
    assert [terms["locale"] for terms in shown] == ["en", "de", "de", "en"]
    assert {tuple(terms["locales"]) for terms in shown} == {("en", "de")}
    german = shown[1]["version"]
    submission = sent(visitor, campaign, terms_version=german)
    (grant,) = rights_queries.grants(submission_id=submission.pk, at=rooms.now())
    assert grant.terms_version == german


def test_a_call_states_an_agreement_and_proves_none(visitor: Caller, owner: Caller, campaign: Campaign) -> None:
    """Whoever calls ticks whatever they like: it opens pages and walls, never an advertisement."""
    answer = visitor.send(campaign, scopes=["pages", "social", "screens", "ads"])
    assert answer.status_code == 201
    shown = owner.get(f"submissions/{answer.json()['id']}/").json()
    assert {grant["evidence_grade"] for grant in shown["grants"]} == {"D"}
    asset = shown["assets"][0]["id"]
    stood_against = {
        channel: "grade"
        in {
            reason["code"]
            for reason in owner.post("rights/check/", {"asset": asset, "use": {"channel": channel}}).json()["reasons"]
        }
        for channel in CHANNELS
    }
    assert {channel for channel, against in stood_against.items() if not against} == {"brand_page", "embed", "wall"}
