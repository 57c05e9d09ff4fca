"""Another one, sent from one's own page: it joins that page, and asks for its own permission."""

import json
import re
import uuid

import pytest
from django.test import Client

from accounts.models import Contributor
from campaigns.models import Campaign
from rights.canonical import commitment
from rights.models import LedgerEvent, Opening
from submissions.models import Submission
from tests.portals.fans import senders
from tests.submissions import makers

pytestmark = pytest.mark.django_db


def test_another_one_joins_the_same_page(client: Client, campaign: Campaign) -> None:
    token, first = senders.sent(client, campaign)
    page = senders.text(client.get(senders.me(token, "another", slug=campaign.slug)))
    assert 'value="Mira"' in page
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        senders.me(token, "another", slug=campaign.slug),
        senders.words(campaign, form_key=str(uuid.uuid4()), files=[senders.photo(content=makers.jpeg((9, 9, 9)))]),
        headers={"Origin": "null"},
    )
    assert answer.status_code == 303
    assert senders.token_of(answer) == token
    assert {submission.contributor_id for submission in Submission.objects.all()} == {first.contributor_id}


def test_another_one_carries_who_it_is_and_who_decides_but_no_permission(client: Client, campaign: Campaign) -> None:
    guardian = {"guardian_name": "Ines", "guardian_email": "ines@example.org"}
    person = {"person_name": "Kim", "person_email": "kim@example.org", "people": "others_agreed"}
    token, _first = senders.sent(client, campaign, age_band="16-17", country="IN", **guardian, **person)
    shown = client.get(senders.me(token, "another", slug=campaign.slug), headers={"Accept-Language": "de-DE"})
    draft, form, text = shown.context["draft"], shown.context["form"], senders.text(shown)
    assert (draft.name, draft.email, draft.country, draft.age_band, draft.guardian) == (
        "Mira", "mira@example.org", "IN", "16-17", ("Ines", "ines@example.org")
    )  # fmt: skip
    assert (draft.people, draft.music, draft.accept, draft.scopes, draft.persons) == ("", "", False, (), ())
    assert [ticked for _scope, ticked in form.uses] == [False] * len(form.uses)
    chosen = re.findall(r'<(?:input|option)[^>]*value="([^"]*)"[^>]* (?:checked|selected)\b', text)
    assert sorted(chosen) == ["16-17", "IN"]
    assert token not in shown.context["kept_as"]


def test_another_one_is_sent_in_the_name_of_the_page(client: Client, campaign: Campaign) -> None:
    token, first = senders.sent(client, campaign, name=None)
    for name in ("Mira", "Somebody else"):
        words = senders.words(campaign, form_key=str(uuid.uuid4()), name=name, email="other@example.org")
        answer = client.post(senders.me(token, "another", slug=campaign.slug), words | {"files": [senders.photo()]})
        assert answer.status_code == 303
    identity = Contributor.objects.get(pk=first.contributor_id).identity
    assert (identity.name, identity.email) == ("Mira", "mira@example.org")
    told = [json.loads(event.body) for event in LedgerEvent.objects.filter(kind="grant").order_by("sequence")]
    openings = [Opening.objects.get(event__sequence=one["sequence"]).salt for one in told]
    assert [one["identity"] for one in told] == [commitment(salt, "mira@example.org") for salt in openings]
