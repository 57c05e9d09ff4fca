"""Sending the same form again, by a double tap, a retry or a shared cache."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import Contributor
from core import storage
from rights.models import Grant
from submissions import intake
from submissions.models import Asset, Submission
from tests.submissions import makers
from tests.submissions.makers import AT

pytestmark = pytest.mark.django_db


def test_the_same_form_twice_is_one_submission_with_a_fresh_token_each_time() -> None:
    campaign, form = makers.campaign(), uuid.uuid4()
    first = makers.receive(campaign, form_key=form)
    second = makers.receive(campaign, form_key=form, at=AT + timedelta(minutes=1))
    assert (first.repeated, second.repeated) == (False, True)
    assert first.submission == second.submission
    assert first.token != second.token
    owners = {accounts_queries.contributor_by_token(token or "") for token in (first.token, second.token)}
    assert owners == {first.submission.contributor}
    assert (Submission.objects.count(), Asset.objects.count(), Grant.objects.count()) == (1, 1, 1)


def test_the_same_form_gives_no_link_again_once_its_owner_has_ended_one() -> None:
    """A shared phone still has the form in its history; ending the link must shut it out."""
    campaign, form = makers.campaign(), uuid.uuid4()
    first = makers.receive(campaign, form_key=form)
    person = first.submission.contributor
    by, later = accounts_queries.actor_of_contributor(person), AT + timedelta(minutes=5)
    [link] = accounts_queries.contributor_links(person, current=first.token or "")
    accounts_services.revoke_link(contributor=person, link_id=link.number, by=by, at=later)
    with pytest.raises(intake.Refused) as refused:
        makers.receive(campaign, form_key=form, at=later)
    assert list(refused.value.errors) == ["__all__"]
    assert accounts_queries.contributor_links(person, current="") == []
    assert Submission.objects.count() == 1


def test_the_same_form_is_repeated_even_after_the_campaign_closed() -> None:
    campaign, form = makers.campaign(), uuid.uuid4()
    makers.receive(campaign, form_key=form)
    campaign.state = "closed"
    campaign.save()
    assert makers.receive(campaign, form_key=form).repeated


@pytest.mark.parametrize("other", ["photo", "caption", "email", "campaign"])
def test_a_form_two_people_got_from_a_cache_does_not_make_them_one(other: str) -> None:
    """Otherwise the second would get a key to the first one's page."""
    campaign, form = makers.campaign(), uuid.uuid4()
    first = makers.receive(campaign, form_key=form)
    changed = {
        "photo": lambda: makers.receive(campaign, makers.jpeg((1, 2, 3)), form_key=form),
        "caption": lambda: makers.receive(campaign, form_key=form, said={"caption": "Other"}),
        "email": lambda: makers.receive(campaign, form_key=form, said={"email": "other@example.org"}),
        "campaign": lambda: makers.receive(makers.campaign(campaign.brand), form_key=form),
    }
    second = changed[other]()
    assert not second.repeated
    assert second.submission.contributor != first.submission.contributor


@pytest.mark.django_db(transaction=True)
def test_the_same_form_four_times_at_once_is_one_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, form, photo = makers.campaign(), uuid.uuid4(), makers.jpeg()
    monkeypatch.setattr("submissions.tasks.processing.render", lambda **_: None)
    start, results = threading.Barrier(4), []

    def send() -> None:
        start.wait()
        try:
            results.append(makers.receive(campaign, photo, form_key=form))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result.repeated for result in results) == [False, True, True, True]
    assert (Submission.objects.count(), Asset.objects.count(), Contributor.objects.count()) == (1, 1, 1)
    assert storage.exists(Asset.objects.get().original_key)
