"""Short codes: stable, readable, unique; and the database refuses others."""

import importlib
import itertools
import re
import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from campaigns import codes, queries
from campaigns.models import Campaign
from tests import factories


def test_a_code_is_stable_and_has_no_signs_that_look_alike() -> None:
    known = uuid.UUID("5f9d2a2e-8a55-4a52-9a55-0d1a5a0a2f11")
    first = list(itertools.islice(codes.candidates(known), 50))
    assert first == list(itertools.islice(codes.candidates(known), 50))
    assert len(set(first)) == 50
    assert all(re.fullmatch(codes.PATTERN, code) for code in first)
    assert not set(codes.ALPHABET) & set("0o1il5sz9gquvaeABC")
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET)


@pytest.mark.django_db
def test_a_taken_code_leads_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "candidates", lambda _id: iter(["222222", "333333"]))
    assert [factories.draft().short_code for _ in range(2)] == ["222222", "333333"]


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["", "O0O0O0", "22222", "aaaaaa", "22 222"])
def test_the_database_refuses_other_codes(bad: str) -> None:
    campaign = factories.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(short_code=bad)


@pytest.mark.django_db
def test_a_code_belongs_to_one_campaign() -> None:
    one, other = factories.draft(), factories.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=other.pk).update(short_code=one.short_code)


@pytest.mark.django_db
def test_campaigns_that_were_there_before_get_theirs() -> None:
    """The filling of the migration finds the same code as a new campaign would; it leaves others alone."""
    campaign = factories.draft()
    migration = importlib.import_module("campaigns.migrations.0003_short_code")
    migration.give_codes(apps, None)
    assert Campaign.objects.get().short_code == campaign.short_code == next(codes.candidates(campaign.pk))


@pytest.mark.django_db
def test_a_code_finds_what_is_public_however_it_was_typed() -> None:
    live, draft = factories.campaign(), factories.draft()
    for typed in (live.short_code, live.short_code.upper(), f" {live.short_code} "):
        assert queries.by_code(typed, factories.NOW) == live
    assert queries.by_code(draft.short_code, factories.NOW) is None
    assert queries.by_code("", factories.NOW) is None
