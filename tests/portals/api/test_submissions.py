"""Sending in, the contributor's own calls, and the decisions of members."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import ApiToken
from campaigns.models import Campaign
from privacy import services as privacy_services
from submissions.models import Submission
from tests import factories
from tests.portals.api.conftest import Caller, photo
from tests.portals.api.sending import sent, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_quotas() -> None:
    cache.clear()


def test_send_creates_a_submission_and_hands_out_the_token(visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    assert set(answer) == {"id", "state", "manage_url", "receipt_url"}
    assert len(token_of(answer)) == 43
    status = visitor.get(f"submissions/{answer['id']}/status/", Contributor_Token=token_of(answer))
    assert status.status_code == 200
    assert status.json()["state"] == "awaiting_review"
    assert status.headers["Cache-Control"] == "private, no-store"


def test_send_refuses_each_bad_file_and_creates_nothing(visitor: Caller, campaign: Campaign) -> None:
    files = [photo(), photo("page.jpg", b"<html>hello</html>" * 40), photo("empty.jpg", b"")]
    response = visitor.send(campaign, files)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert [entry["index"] for entry in response.json()["files"]] == [1, 2]
    assert all(entry["message"] and entry["code"] for entry in response.json()["files"])
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"accept": "false"}, "accept"),
        ({"age_confirmed": "false"}, "age_confirmed"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["pages", "moon"]}, "scopes"),
        ({"terms_version": "99"}, "terms_version"),
        ({"email": "not an address"}, "email"),
        ({"people": "aliens"}, "people"),
        ({"caption": "x" * 20_000}, "caption"),
        ({"answers": "{broken"}, "answers"),
        ({"answers": "[1]"}, "answers"),
    ],
)
def test_send_names_the_field_that_is_wrong(
    visitor: Caller, campaign: Campaign, fields: dict[str, Any], field: str
) -> None:
    response = visitor.send(campaign, **fields)
    assert response.status_code == 422, response.content
    assert field in response.json()["errors"]
    assert not Submission.objects.exists()


def test_send_without_files_says_so(visitor: Caller, campaign: Campaign) -> None:
    response = visitor.send(campaign, [])
    assert response.status_code == 422
    assert "files" in response.json()["errors"]


def test_send_to_unknown_campaign_is_missing(visitor: Caller, campaign: Campaign) -> None:
    campaign.slug = "nowhere"
    assert visitor.send(campaign).status_code == 404


def test_same_idempotency_key_has_one_effect(visitor: Caller, campaign: Campaign) -> None:
    first, second = (visitor.send(campaign, key="same-key") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert second.headers["Idempotent-Replay"] == "true"
    assert second.json() == first.json()
    assert Submission.objects.count() == 1
    other = visitor.send(campaign, key="same-key", caption="Other words")
    assert other.status_code == 422
    assert Submission.objects.count() == 1


def test_refused_request_leaves_its_key_free(visitor: Caller, campaign: Campaign) -> None:
    assert visitor.send(campaign, key="again", accept="false").status_code == 422
    assert visitor.send(campaign, key="again").status_code == 201


def test_foreign_wrong_and_missing_tokens_look_the_same(visitor: Caller, campaign: Campaign) -> None:
    mine, theirs = sent(visitor, campaign), sent(visitor, campaign, caption="Another")
    path = f"submissions/{mine['id']}/status/"
    answers = [
        visitor.get(path),
        visitor.get(path, Contributor_Token=token_of(theirs)),
        visitor.get(path, Contributor_Token="x" * 43),
        visitor.get(f"submissions/{uuid.uuid4()}/status/", Contributor_Token=token_of(mine)),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_withdraw_ends_everything_and_may_be_repeated(visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    path, token = f"submissions/{answer['id']}/withdraw/", token_of(answer)
    for _ in range(2):
        response = visitor.post(path, {}, Contributor_Token=token)
        assert response.status_code == 200
        assert response.json()["state"] == "withdrawn"
        assert response.json()["assets"][0]["withdrawn"] is True


def test_withdraw_of_an_unknown_asset_is_refused(visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    response = visitor.post(
        f"submissions/{answer['id']}/withdraw/", {"assets": [str(uuid.uuid4())]}, Contributor_Token=token_of(answer)
    )
    assert response.status_code == 422
    assert "assets" in response.json()["errors"]


def test_decide_needs_the_version_that_was_seen(owner: Caller, visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    whole = owner.get(f"submissions/{answer['id']}/")
    version, path = whole.json()["version"], f"submissions/{answer['id']}/approve/"
    assert whole.headers["ETag"] == f'"{version}"'
    assert owner.post(path).status_code == 428
    assert owner.post(path, {"version": "many"}).status_code == 422
    approved = owner.post(path, If_Match=f'"{version}"')
    assert approved.status_code == 200, approved.content
    assert approved.json()["state"] == "approved"
    assert approved.json()["decisions"][-1]["unseen"] is None  # by API nobody knows
    late = owner.post(path, If_Match=f'"{version}"')
    assert late.status_code == 409
    assert late.json()["version"] == approved.json()["version"]


def test_reject_and_reopen_by_field_version(owner: Caller, visitor: Caller, campaign: Campaign) -> None:
    answer = sent(visitor, campaign)
    version = owner.get(f"submissions/{answer['id']}/").json()["version"]
    assert owner.post(f"submissions/{answer['id']}/reject/", {"version": version, "reason": "ugly"}).status_code == 422
    rejected = owner.post(f"submissions/{answer['id']}/reject/", {"version": version, "reason": "quality"}).json()
    assert (rejected["state"], rejected["decisions"][-1]["reason"]) == ("rejected", "quality")
    told = visitor.get(f"submissions/{answer['id']}/status/", Contributor_Token=token_of(answer)).json()["reasons"]
    why = "It is a little too blurred, dark or small to be shown large."
    assert told == [{"code": "quality", "sentence": why, "note": ""}]
    reopened = owner.post(f"submissions/{answer['id']}/reopen/", {"version": rejected["version"]}).json()
    assert reopened["state"] == "awaiting_review"


def test_too_many_sendings_from_one_address_are_asked_to_wait(
    visitor: Caller, campaign: Campaign, settings: Any
) -> None:
    settings.SUBMISSIONS_PER_HOUR = 1
    assert visitor.send(campaign).status_code == 201
    response = visitor.send(campaign, caption="One more")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert Submission.objects.count() == 1


def test_file_over_the_limit_is_stopped_while_it_arrives(visitor: Caller, campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(max_photo_bytes=5_000, max_video_bytes=5_000)
    response = visitor.send(campaign)
    assert response.status_code == 422
    assert response.json()["files"][0]["code"] == "too_large"


def test_store_that_is_away_is_said_and_nothing_is_lost(
    visitor: Caller, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import storage

    def away(*_args: Any) -> None:
        raise storage.Unavailable("away")

    monkeypatch.setattr(storage, "put", away)
    response = visitor.send(campaign)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert not Submission.objects.exists()


def test_token_use_is_noted(owner: Caller, brand: Any) -> None:
    assert owner.get("submissions/").status_code == 200
    assert ApiToken.objects.get(brand=brand).last_used_at is not None


@pytest.mark.parametrize("why", ["erased", "link ended"])
def test_a_key_does_not_answer_with_a_dead_page(visitor: Caller, campaign: Campaign, why: str) -> None:
    answer = sent(visitor, campaign, key="k-1")
    assert visitor.send(campaign, key="k-1").headers["Idempotent-Replay"] == "true"  # the control
    person = Submission.objects.get(pk=answer["id"]).contributor
    by = factories.contributor_actor(person)
    if why == "erased":
        privacy_services.erase(contributor=person, by=by, at=timezone.now())
    else:
        (link,) = accounts_queries.contributor_links(person, current=token_of(answer))
        accounts_services.revoke_link(contributor=person, link_id=link.number, by=by, at=timezone.now())
    again = visitor.send(campaign, key="k-1")
    assert (again.status_code, again.json()["code"]) == (410, "gone")
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("jlópez@example.org", "We cannot write to an address with ó before the @ yet. Please give another one."),
        ("山田@example.org", "We cannot write to an address with 山 田 before the @ yet. Please give another one."),
        ("ada", "Please check the e-mail address: it looks incomplete."),
        ("ada@example", "Please check the e-mail address: it looks incomplete."),
        ("a da@example.org", "Please check the e-mail address: there is something in it that cannot be in an address."),
    ],
)
def test_an_address_is_refused_with_a_true_sentence(
    visitor: Caller, campaign: Campaign, address: str, said: str
) -> None:
    response = visitor.send(campaign, email=address)
    assert (response.status_code, response.json()["errors"]["email"]) == (422, [said])


def test_an_address_with_a_foreign_domain_is_taken(visitor: Caller, campaign: Campaign) -> None:
    assert visitor.send(campaign, email="ada@bücher.example").status_code == 201
