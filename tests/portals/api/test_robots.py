"""“Keep robots out” counts at both doors: a call without the brand's token brings a solved sum, for one sending."""

from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.core.cache import cache
from django.utils import timezone

from campaigns.models import Campaign
from outbox.models import IdempotencyKey
from portals import proof
from submissions.models import Submission
from tests import factories
from tests.portals.api.conftest import Caller, photo
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def guarded(campaign: Campaign) -> Campaign:
    campaign.proof_of_work = True
    campaign.save(update_fields=["proof_of_work"])
    return campaign


def solved(asked: dict[str, Any]) -> str:
    challenge = altcha.Challenge.from_dict(asked)
    solution = altcha.solve_challenge(challenge)
    assert solution
    return str(altcha.Payload(challenge, solution).to_base64())


def fetched(visitor: Caller, campaign: Campaign) -> str:
    """A proof as a program makes it: ask, solve."""
    answer = visitor.get(f"campaigns/{campaign.slug}/proof/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return solved(answer.json()["challenge"])


def test_without_proof_and_token_nothing_comes_in(visitor: Caller, guarded: Campaign) -> None:
    answer = visitor.send(guarded)
    assert (answer.status_code, answer.json()["code"]) == (428, "proof_missing")
    assert answer.json()["challenge"].endswith(f"/api/v1/campaigns/{guarded.slug}/proof/")
    assert not Submission.objects.exists()


def test_control_where_the_switch_is_off_anybody_may(visitor: Caller, campaign: Campaign) -> None:
    assert visitor.get(f"campaigns/{campaign.slug}/proof/").json() == {"required": False, "challenge": None}
    assert visitor.send(campaign).status_code == 201


def test_a_solved_sum_lets_one_sending_in(visitor: Caller, guarded: Campaign) -> None:
    caller = Caller(Proof=fetched(visitor, guarded))
    assert caller.send(guarded).status_code == 201
    assert caller.send(guarded).status_code == 201, "the same again: a lost connection"
    other = caller.send(guarded, caption="Another")
    assert (other.status_code, set(other.json()["errors"])) == (422, {"Proof"})


def test_one_sum_is_one_submission_whatever_names_and_lengths_say(visitor: Caller, guarded: Campaign) -> None:
    """Other pictures of the same length were eight sendings, and the same one again was eight submissions."""
    first, other = makers.jpeg((1, 2, 3)), makers.jpeg((3, 2, 1))
    longest = max(len(first), len(other))
    pictures = [content.ljust(longest, b"\0") for content in (first, other)]
    caller = Caller(Proof=fetched(visitor, guarded))
    answers = [caller.send(guarded, [photo("a.jpg", pictures[0])]) for _again in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1
    refused = caller.send(guarded, [photo("a.jpg", pictures[1])])
    assert (refused.status_code, set(refused.json()["errors"])) == (422, {"Proof"})
    assert Submission.objects.count() == 1
    # The control: with a sum of its own it comes in.
    assert Caller(Proof=fetched(visitor, guarded)).send(guarded, [photo("a.jpg", pictures[1])]).status_code == 201


def test_one_sum_is_not_good_for_several_keys(visitor: Caller, guarded: Campaign) -> None:
    caller = Caller(Proof=fetched(visitor, guarded))
    assert [caller.send(guarded, key=f"k-{number}").status_code for number in range(3)] == [201, 422, 422]
    assert Submission.objects.count() == 1


def test_one_sum_is_one_submission_whoever_says_they_call(visitor: Caller, guarded: Campaign) -> None:
    """Each invented token was another caller with the same key: one sum was eight submissions."""
    solved_once = fetched(visitor, guarded)

    def sent(number: int, proved: str) -> Any:
        return Caller(Proof=proved, **{"Contributor-Token": f"x{number}"}).send(guarded, key="k-1")

    answers = [sent(number, solved_once) for number in range(proof.TIMES_THE_SAME + 2)]
    assert [answer.status_code for answer in answers] == [201] * proof.TIMES_THE_SAME + [422] * 2
    assert Submission.objects.count() == 1
    # The control: with a sum of its own each is a submission.
    assert sent(99, fetched(visitor, guarded)).status_code == 201
    assert Submission.objects.count() == 2


def test_a_retry_is_the_same_submission_after_a_crash_too(visitor: Caller, guarded: Campaign) -> None:
    """The answer was never kept: sum, key and content together find what there is."""
    caller = Caller(Proof=fetched(visitor, guarded))
    first = caller.send(guarded, key="k-1")
    IdempotencyKey.objects.all().delete()
    again = caller.send(guarded, key="k-1")
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert Submission.objects.count() == 1


def test_a_retry_with_a_key_spends_no_proof(visitor: Caller, guarded: Campaign) -> None:
    caller = Caller(Proof=fetched(visitor, guarded))
    answers = [caller.send(guarded, key="k-1") for _again in range(proof.TIMES_THE_SAME + 2)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_json_with_uploads_is_asked_for_it_too(visitor: Caller, guarded: Campaign) -> None:
    body = {"uploads": [], "accept": True}
    path = f"campaigns/{guarded.slug}/submissions/"
    assert visitor.post(path, body).status_code == 428
    assert Caller(Proof=fetched(visitor, guarded)).post(path, body).json()["code"] == "invalid"
    assert Caller(Proof=fetched(visitor, guarded)).post(path, [1]).status_code in (400, 422)


@pytest.mark.parametrize("wrong", ["broken", "another campaign", "too old", "too long"])
def test_a_proof_that_does_not_fit_is_refused(visitor: Caller, guarded: Campaign, wrong: str) -> None:
    at = timezone.now()
    other = factories.campaign(proof_of_work=True)
    made = {"another campaign": (other, at), "too old": (guarded, at - proof.LIFE - timedelta(minutes=1))}
    sent = {"broken": "bm8=", "too long": "x" * 5_000}.get(wrong, "")
    if wrong in made:
        sent = solved(proof.challenge(made[wrong][0], at=made[wrong][1]))
    answer = Caller(Proof=sent).send(guarded)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"Proof"})
    assert not Submission.objects.exists()


def test_the_brands_token_needs_no_proof_and_anothers_does(owner: Caller, stranger: Caller, guarded: Campaign) -> None:
    assert owner.send(guarded).status_code == 201
    assert stranger.send(guarded).status_code == 428


def test_it_is_asked_before_the_body_is_read(visitor: Caller, guarded: Campaign) -> None:
    """A file that could not be taken is not even looked at."""
    assert visitor.send(guarded, [photo("x.jpg", b"no picture")]).status_code == 428
