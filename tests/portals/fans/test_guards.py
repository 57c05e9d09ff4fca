"""What stands before the public form: each guard holds, says nothing unkind, and lets the next press through."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from accounts import queries as accounts_queries, services as accounts_services
from campaigns.models import Campaign
from portals import proof
from portals.fans import guards
from submissions import intake
from submissions.models import Submission
from tests import factories
from tests.portals.api.conftest import Caller
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where the front-end packages could be fetched."""
    monkeypatch.setattr(proof, "worker", lambda: "/static/vendor/altcha-pbkdf2.js")


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> list[intake.Entry]:
    """What reached the one door."""
    seen: list[intake.Entry] = []
    receive = intake.receive

    def spy(**words: Any) -> Any:
        seen.append(words["entry"])
        return receive(**words)

    monkeypatch.setattr(intake, "receive", spy)
    return seen


def another_form() -> dict[str, Any]:
    return {"form_key": str(uuid.uuid4()), "caption": f"Story {factories.number()}"}


def stamped(campaign: Campaign, **ago: float) -> str:
    return guards.stamp(campaign, at=timezone.now() - timedelta(**ago))


def test_a_person_passes_and_is_asked_for_nothing_more(
    client: Client, campaign: Campaign, entries: list[intake.Entry]
) -> None:
    senders.sent(client, campaign, email=None)
    assert [entry.confirm_email for entry in entries] == [False]


def test_the_unseen_field_is_for_nobody(client: Client, campaign: Campaign) -> None:
    page = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug})).content.decode()
    field = page.split('id="id_homepage"')[1].split(">")[0]
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field
    assert 'class="visually-hidden" aria-hidden="true"><label for="id_homepage"' in page


def test_the_unseen_field_filled_in_is_refused_without_a_hint(client: Client, campaign: Campaign) -> None:
    answer = senders.send(client, campaign, homepage="https://example.org", caption="Kept")
    page = senders.text(answer)
    assert answer.status_code == 422
    assert Submission.objects.count() == 0
    assert "Everything is still here" in page
    assert "Kept" in page
    assert "https://example.org" not in page, "the next press passes"
    assert "#id_homepage" not in page, "no word leads to it"


@pytest.mark.parametrize(
    ("age", "says"),
    [
        ({"seconds": 0.5}, "That was quick!"),
        ({"hours": 25}, "had been open for a long time"),
    ],
)
def test_a_form_is_refused_before_two_seconds_and_after_a_day(
    client: Client, campaign: Campaign, age: dict[str, float], says: str
) -> None:
    answer = senders.send(client, campaign, stamp=stamped(campaign, **age), caption="Kept")
    page = senders.text(answer)
    assert answer.status_code == 422
    assert says in page
    assert "Kept" in page
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("age", [{"seconds": 3}, {"hours": 23}])
def test_a_form_of_an_ordinary_age_passes(client: Client, campaign: Campaign, age: dict[str, float]) -> None:
    """The negative control of the two above."""
    senders.sent(client, campaign, stamp=stamped(campaign, **age))


def test_a_page_that_comes_back_passes_at_the_next_press(client: Client, campaign: Campaign) -> None:
    """Too quick: the stamp stays, so that waiting is not needed twice. Too old: it is signed anew."""
    young, old = stamped(campaign, seconds=1), stamped(campaign, days=2)
    assert f'name="stamp" value="{young}"' in senders.send(client, campaign, stamp=young).content.decode()
    page = senders.send(client, campaign, stamp=old).content.decode()
    fresh = page.split('name="stamp" value="')[1].split('"')[0]
    opened = guards.opened_at(fresh, campaign)
    assert fresh != old
    assert opened is not None
    assert timezone.now() - opened < timedelta(seconds=30)


@pytest.mark.parametrize("forged", ["", "x", "a:b", "."])
def test_a_forged_stamp_is_an_old_one(client: Client, campaign: Campaign, forged: str) -> None:
    assert senders.send(client, campaign, stamp=forged).status_code == 422


def test_a_stamp_belongs_to_its_campaign(client: Client, campaign: Campaign) -> None:
    other = factories.campaign()
    assert senders.send(client, campaign, stamp=stamped(other, minutes=1)).status_code == 422
    assert guards.opened_at(stamped(other, minutes=1), other) is not None


def test_without_proof_and_address_the_address_is_asked_for(client: Client, campaign: Campaign) -> None:
    answer = senders.send(client, campaign, proof=None, email=None)
    assert answer.status_code == 422
    assert Submission.objects.count() == 0
    assert "Please leave an e-mail address" in senders.text(answer)
    told = senders.send(client, campaign, json=True, proof=None, email=None).json()
    assert set(told["errors"]) == {"email"}


def test_without_proof_the_address_has_to_be_confirmed(
    client: Client, campaign: Campaign, entries: list[intake.Entry]
) -> None:
    senders.sent(client, campaign, proof=None)
    assert [(entry.email, entry.confirm_email) for entry in entries] == [("mira@example.org", True)]


def test_an_address_is_kept_even_where_the_campaign_asks_for_none(client: Client) -> None:
    quiet = factories.campaign(email_policy="none", proof_of_work=True)
    page = client.get(reverse("fans:submit", kwargs={"slug": quiet.slug})).content.decode()
    assert page.count('name="email"') == 1
    _token, submission = senders.sent(client, quiet, proof=None)
    assert submission.contributor.identity.email == "mira@example.org"
    _token, proven = senders.sent(client, quiet, **another_form())
    assert proven.contributor.identity.email == "", "what nobody asked for is not kept"


def test_a_campaign_may_go_without(client: Client, entries: list[intake.Entry]) -> None:
    open_house = factories.campaign(proof_of_work=False)
    senders.sent(client, open_house, proof=None, email=None)
    assert [entry.confirm_email for entry in entries] == [False]
    told = client.get(reverse("fans:guards", kwargs={"slug": open_house.slug})).json()
    assert told["challenge"] is None


def test_where_the_script_could_not_be_fetched_nobody_is_punished(
    client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "worker", lambda: "")
    senders.sent(client, campaign, proof=None, email=None)


def test_the_same_form_may_come_again_but_no_other_on_the_same_proof(client: Client, campaign: Campaign) -> None:
    vouched: dict[str, Any] = {**senders.vouched(campaign)}
    for _ in range(2):
        assert senders.send(client, campaign, **vouched).status_code == 303, "a lost connection, a second tap"
    refused = senders.send(client, campaign, **another_form(), **vouched)
    assert refused.status_code == 422
    assert Submission.objects.count() == 1
    assert senders.send(client, campaign, **another_form()).status_code == 303, "the negative control"


def test_even_the_same_form_comes_only_so_often(client: Client, campaign: Campaign) -> None:
    vouched: dict[str, Any] = {**senders.vouched(campaign)}
    answers = [senders.send(client, campaign, **vouched).status_code for _ in range(proof.TIMES_THE_SAME + 2)]
    assert answers == [303] * proof.TIMES_THE_SAME + [422] * 2


def test_a_broken_cache_lets_people_through(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise RedisError("gone")

    monkeypatch.setattr(cache, "add", gone)
    assert judged(campaign, senders.solved(campaign, at=timezone.now())) is proof.Verdict.PROVEN


def test_one_sum_is_one_submission_whatever_names_and_lengths_say(client: Client, campaign: Campaign) -> None:
    """Eight forms with other pictures of the same length came in, and eight whose key was no key."""
    first, other = makers.jpeg((1, 2, 3)), makers.jpeg((3, 2, 1))
    longest = max(len(first), len(other))
    pictures = [content.ljust(longest, b"\0") for content in (first, other)]
    vouched = senders.vouched(campaign)

    def send(content: bytes, **changed: Any) -> int:
        return int(senders.send(client, campaign, senders.photo("a.jpg", content), **vouched | changed).status_code)

    assert [send(content) for content in (pictures[0], pictures[0], pictures[1])] == [303, 303, 422]
    assert Submission.objects.count() == 1
    assert send(pictures[1], **senders.vouched(campaign)) == 303, "the control"
    vouched = senders.vouched(campaign)
    assert [send(pictures[0], form_key="no key") for _again in range(2)] == [303, 422]


def judged(campaign: Campaign, sent: str) -> proof.Verdict:
    return proof.judge(sent, lambda: "the form", campaign, at=timezone.now())


def changed(sent: str, change: Any) -> str:
    told = json.loads(base64.b64decode(sent))
    change(told)
    return base64.b64encode(json.dumps(told).encode()).decode()


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["challenge"]["parameters"].update(cost=0),
        lambda told: told["challenge"]["parameters"].update(expiresAt=4_000_000_000),
        lambda told: told["challenge"]["parameters"].update(expiresAt=None),
        lambda told: told["challenge"]["parameters"].update(keyPrefix=""),
        lambda told: told["challenge"]["parameters"].update(data={"campaign": "x"}),
        lambda told: told["challenge"]["parameters"].pop("keySignature"),
        lambda told: told["challenge"].pop("signature"),
        lambda told: told["challenge"].update(signature="0" * 64),
        lambda told: told["solution"].update(derivedKey="00" * 32),
        lambda told: told["solution"].update(derivedKey=None),
        lambda told: told.pop("solution"),
        lambda told: told.update(challenge=[]),
        lambda told: told.update(challenge={"parameters": []}),
    ],
)
def test_a_proof_that_was_touched_is_worth_nothing(campaign: Campaign, change: Any) -> None:
    sent = senders.solved(campaign, at=timezone.now())
    assert judged(campaign, changed(sent, change)) is proof.Verdict.UNFIT
    assert judged(campaign, changed(sent, lambda told: None)) is proof.Verdict.PROVEN, "the negative control"


@pytest.mark.parametrize("sent", ["x", "e30=", "[]", "bnVsbA==", "A" * 5_000, "\x00", "ÄÖ", "W10="])
def test_noise_is_no_proof(campaign: Campaign, sent: str) -> None:
    assert judged(campaign, sent) is proof.Verdict.UNFIT


def test_a_proof_expires_and_belongs_to_its_campaign(campaign: Campaign) -> None:
    now = timezone.now()
    assert judged(campaign, senders.solved(campaign, at=now - proof.LIFE)) is proof.Verdict.UNFIT
    assert judged(campaign, senders.solved(factories.campaign(), at=now)) is proof.Verdict.UNFIT
    early = senders.solved(campaign, at=now)
    assert proof.judge(early, lambda: "the form", campaign, at=now + proof.LIFE) is proof.Verdict.UNFIT


def test_the_script_gets_a_stamp_and_a_sum(client: Client, campaign: Campaign) -> None:
    answer = client.get(reverse("fans:guards", kwargs={"slug": campaign.slug}))
    told = answer.json()
    assert "no-store" in answer.headers["Cache-Control"]
    assert guards.opened_at(told["stamp"], campaign) is not None
    assert told["challenge"]["parameters"]["algorithm"] == "PBKDF2/SHA-256"
    assert told["challenge"]["parameters"]["data"] == {"campaign": str(campaign.pk)}


def test_no_sum_for_a_draft(client: Client) -> None:
    draft = factories.draft()
    slugs = (draft.slug, "no-such-campaign")
    assert [client.get(reverse("fans:guards", kwargs={"slug": slug})).status_code for slug in slugs] == [404, 404]


def another(campaign: Campaign, token: str, **changed: Any) -> Any:
    """The form sent from one's own page, by a script that brings no stamp and no sum."""
    address = reverse("fans:another", kwargs={"token": token, "slug": campaign.slug})
    bare = {"stamp": None, "proof": None, **another_form()}
    return Client().post(address, senders.words(campaign, files=[senders.photo()], **(bare | changed)))


def by_api(campaign: Campaign, **said: Any) -> str:
    """The key to a page of one's own, had by a call that showed nothing."""
    return str(Caller().send(campaign, **said).json()["manage_url"].rpartition("/")[2])


def page_of(token: str, campaign: Campaign) -> str:
    return str(Client().get(reverse("fans:another", kwargs={"token": token, "slug": campaign.slug})).content.decode())


def confirmed(token: str) -> None:
    person = accounts_queries.contributor_by_token(token)
    assert person
    assert accounts_services.note_confirmed_email(contributor=person, at=timezone.now())


def test_somebody_with_a_confirmed_address_is_not_asked_again(client: Client, campaign: Campaign) -> None:
    token, _submission = senders.sent(client, campaign)
    assert "data-guards" in page_of(token, campaign)
    confirmed(token)
    assert "data-guards" not in page_of(token, campaign)
    assert another(campaign, token).status_code == 303


@pytest.mark.parametrize("said", [{}, {"email": "bot@example.org"}])
def test_a_page_of_one_s_own_is_no_way_around(said: dict[str, str], campaign: Campaign) -> None:
    """One call to any campaign of the brand opened the guarded one to as many forms as somebody liked."""
    open_house = factories.campaign(campaign.brand)
    token = by_api(open_house, **said)
    answers = [another(campaign, token).status_code for _ in range(3)]
    assert answers == [422] * 3
    assert not Submission.objects.filter(campaign=campaign).exists()
    # The controls: with stamp and sum it comes in, and where nothing is guarded nothing is asked for.
    assert another(campaign, token, **senders.vouched(campaign)).status_code == 303
    assert another(open_house, token).status_code == 303
    assert "data-guards" not in page_of(token, open_house)


def test_one_sum_is_one_form_from_one_s_own_page_too(campaign: Campaign) -> None:
    open_house = factories.campaign(campaign.brand)
    token, vouched = by_api(open_house), senders.vouched(campaign)
    same: dict[str, Any] = {**vouched, "form_key": str(uuid.uuid4()), "caption": "The same"}
    assert [another(campaign, token, **same).status_code for _ in range(2)] == [303, 303], "a lost connection"
    assert another(campaign, token, **vouched).status_code == 422
    assert another(campaign, by_api(open_house, caption="Two"), **same).status_code == 422, "somebody else's page"
    assert Submission.objects.filter(campaign=campaign).count() == 1


def test_without_script_one_s_own_page_says_what_the_first_form_says(
    campaign: Campaign, entries: list[intake.Entry]
) -> None:
    token = by_api(factories.campaign(campaign.brand))
    assert "This browser cannot vouch for the form by itself." in page_of(token, campaign)
    stamp = {"stamp": stamped(campaign, minutes=1)}
    refused = another(campaign, token, **stamp, email=None, caption="Kept")
    page = senders.text(refused)
    assert refused.status_code == 422
    assert "Please leave an e-mail address" in page
    assert "Kept" in page
    assert not Submission.objects.filter(campaign=campaign).exists()
    assert another(campaign, token, **stamp, email="kim@example.org").status_code == 303
    assert (entries[-1].email, entries[-1].confirm_email) == ("kim@example.org", True)


def test_an_address_that_is_known_and_unconfirmed_is_asked_to_be_confirmed(
    client: Client, entries: list[intake.Entry]
) -> None:
    quiet = factories.campaign(email_policy="none", proof_of_work=True)
    token = by_api(factories.campaign(quiet.brand), email="kim@example.org")
    assert 'name="email"' not in page_of(token, quiet), "it is known already"
    assert another(quiet, token, stamp=stamped(quiet, minutes=1), email=None).status_code == 303
    assert (entries[-1].email, entries[-1].confirm_email) == ("kim@example.org", True)
