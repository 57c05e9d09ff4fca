"""Taking back single choices: what is left out ends at once, what was kept stays, and nothing ever begins."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import permissions
from accounts.actors import SYSTEM, VISITOR
from rights import chain, queries, services
from rights.models import LedgerEvent, Revocation, Terms
from rights.uses import Use
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
EVER = ("pages", "social", "ads", "edits")


@pytest.fixture
def terms() -> Terms:
    return factories.terms()


@pytest.fixture
def about(terms: Terms) -> dict[str, Any]:
    """A permission with four choices ticked, and everything answered."""
    fact = factories.grant(terms, scopes=EVER)
    common: dict[str, Any] = {"brand_id": terms.brand_id, "submission_id": fact.submission_id}
    for kind, answer in (("people", "nobody"), ("music", "none")):
        services.release(kind=kind, answer=answer, by=SYSTEM, at=NOW, **common)
    return common


def live(about: dict[str, Any]) -> list[str]:
    return [
        choice.scope.key for choice in queries.standing(submission_id=about["submission_id"], at=LATER) if choice.live
    ]


def allowed(about: dict[str, Any], use: Use) -> bool:
    return queries.covers(submission_id=about["submission_id"], asset_id=uuid.uuid4(), use=use, at=LATER).allowed


def narrow(about: dict[str, Any], *keep: str) -> list[Revocation]:
    return services.narrow(**about, keep=keep, by=SYSTEM, at=LATER)


def test_what_is_left_out_ends_and_what_is_kept_stays(about: dict[str, Any]) -> None:
    facts = narrow(about, "pages", "social", "edits")
    assert [(fact.channels, fact.additions) for fact in facts] == [(["paid_ads"], None)]
    assert live(about) == ["pages", "social", "edits"]
    assert (allowed(about, Use("paid_ads")), allowed(about, Use("email", edits=True))) == (False, True)


def test_changes_are_taken_back_without_the_places(about: dict[str, Any]) -> None:
    facts = narrow(about, "pages", "social", "ads")
    assert [(fact.channels, fact.additions) for fact in facts] == [(None, ["edits"])]
    assert live(about) == ["pages", "social", "ads"]
    assert (allowed(about, Use("paid_ads")), allowed(about, Use("paid_ads", edits=True))) == (True, False)
    assert [grant.edits for grant in queries.grants(submission_id=about["submission_id"], at=LATER)] == [False]


def test_nothing_is_written_when_nothing_changes_and_nothing_comes_back(about: dict[str, Any]) -> None:
    narrow(about, "pages")
    before = LedgerEvent.objects.count()
    assert narrow(about, *EVER, "screens") == []
    assert (live(about), LedgerEvent.objects.count()) == (["pages"], before)
    assert not allowed(about, Use("retail_screen"))


def test_a_place_that_a_kept_choice_allows_too_stays(terms: Terms) -> None:
    from rights.scopes import Scope

    wide = Scope("wide", "Everywhere", "Everywhere.", channels=("brand_page", "wall"), required=False)
    narrow_ = Scope("page", "Page", "On the page.", channels=("brand_page",))
    fact = factories.grant(factories.terms(scopes=(wide, narrow_)), scopes=("wide", "page"))
    about = {"brand_id": fact.brand_id, "submission_id": fact.submission_id}
    assert [taken.channels for taken in narrow(about, "page")] == [["wall"]]


@pytest.mark.parametrize(
    ("further", "use"),
    [
        ({"territories": ("*",)}, Use("brand_page", territory="US")),
        ({"territories": ("DE",), "edits": True}, Use("brand_page", territory="DE", edits=True)),
        ({"territories": ("DE",), "ai": True}, Use("brand_page", territory="DE", ai=True)),
        ({"territories": ("DE",), "months": None}, Use("brand_page", territory="DE")),
    ],
)
def test_a_choice_that_reached_further_in_the_same_place_ends(further: dict[str, Any], use: Use) -> None:
    from rights.scopes import Scope

    reach: dict[str, Any] = {"channels": ("brand_page",), "months": 1}
    near = Scope("near", "Near", "For a month, in Germany.", territories=("DE",), **reach)
    far = Scope("far", "Far", "Further.", **(reach | further))
    other = Scope("other", "Other", "Elsewhere, with changes.", channels=("wall",), edits=True)
    fact = factories.grant(factories.terms(scopes=(near, far, other)), scopes=("near", "far", "other"))
    about: dict[str, Any] = {"brand_id": fact.brand_id, "submission_id": fact.submission_id}
    for kind, answer in (("people", "nobody"), ("music", "none")):
        services.release(kind=kind, answer=answer, by=SYSTEM, at=NOW, **about)
    in_two_months = NOW + timedelta(days=62) if further.get("months", 1) is None else LATER
    asked: dict[str, Any] = {"submission_id": fact.submission_id, "asset_id": None, "use": use}
    assert queries.covers(**asked, at=in_two_months).allowed
    narrow(about, "near", "other")
    assert not queries.covers(**asked, at=in_two_months).allowed
    assert allowed(about, Use("wall", edits=True))


def test_a_new_grant_counts_again_and_the_ledger_stays_whole(terms: Terms, about: dict[str, Any]) -> None:
    narrow(about, "pages")
    factories.grant(terms, submission_id=about["submission_id"], scopes=("pages", "ads", "edits"), at=LATER)
    assert sorted(live(about)) == ["ads", "edits", "pages"]
    assert queries.verify(terms.brand_id) == []


def test_only_the_author_and_members_narrow(about: dict[str, Any]) -> None:
    for by in (VISITOR, factories.contributor_actor(factories.contributor(factories.brand()))):
        with pytest.raises(permissions.Denied):
            services.narrow(**about, keep=(), by=by, at=LATER)
    assert live(about) == list(EVER)


def test_the_database_refuses_additions_that_make_no_sense(about: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        services.revoke(**about, additions=["everything"], by=SYSTEM, at=LATER)
    wrong: list[dict[str, Any]] = [
        {"additions": []},
        {"additions": ["all"]},
        {"additions": ["edits"], "channels": ["print"]},
    ]
    for bad in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            chain.append_fact(Revocation(**about, **bad, at=LATER, by="system"), by=SYSTEM)
