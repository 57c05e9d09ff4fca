"""`covered` in SQL and `covers` in Python are one rule, over whatever facts happen to be there."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings, strategies as st

from accounts.actors import SYSTEM
from rights import chain, queries
from rights.models import Grant, LedgerEvent, Opening, Release, Revocation, TakenGrades, Terms
from rights.uses import CHANNELS, Use
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SUBMISSIONS = [uuid.UUID(int=number) for number in (1, 2)]
ASSETS = {uuid.UUID(int=10): SUBMISSIONS[0], uuid.UUID(int=11): SUBMISSIONS[0], uuid.UUID(int=12): SUBMISSIONS[1]}
# Few values, the permissive ones often: facts and uses must meet, and both answers must come about.
CHANNEL = st.sampled_from(["brand_page", "embed"])
COUNTRY = st.sampled_from(["DE", "AT"])
RARELY = st.sampled_from([False, False, False, True])
MOMENT = st.sampled_from([NOW + timedelta(hours=hours) for hours in (-1, -1, -1, 0, 1)])


def mostly(usual: Any, *others: Any) -> Any:
    return st.one_of(st.just(usual), st.just(usual), *others)


targets = st.sampled_from(
    [(SUBMISSIONS[0], None), (SUBMISSIONS[1], None), *((of, asset) for asset, of in ASSETS.items())]
)
grants = st.fixed_dictionaries(
    {
        "channels": mostly(["brand_page", "embed"], st.lists(CHANNEL, min_size=1, max_size=1)),
        "territories": mostly(["*"], st.lists(COUNTRY, min_size=1, max_size=2, unique=True)),
        "starts_at": MOMENT,
        "ends_at": mostly(None, st.sampled_from([NOW + timedelta(hours=hours) for hours in (2, 3)])),
        "edits": RARELY,
        "ai": RARELY,
        "evidence_grade": mostly("A", st.sampled_from("BD")),
    }
)
releases = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["people", "music"]),
            "allows": st.sampled_from(["all", "all", "stated", "brand_page", "nothing"]),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["email", "guardian", "person"]), "allows": st.sampled_from(["all", "all", "nothing"])}
    ),
)
revocations = st.one_of(
    st.fixed_dictionaries({"channels": mostly(None, st.lists(CHANNEL, min_size=1, max_size=2, unique=True))}),
    st.fixed_dictionaries(
        {"additions": st.lists(st.sampled_from(["edits", "ai"]), min_size=1, max_size=2, unique=True)}
    ),
)
taken_grades = st.fixed_dictionaries(
    {"channel": CHANNEL, "grades": mostly(["A", "B"], st.sampled_from([["A"], ["B", "D"], ["A", "B", "D"]]))}
)
# In the order they happened, and close enough that later ones overtake earlier ones.
events = st.one_of(
    st.tuples(st.just(Grant), grants, targets, MOMENT),
    st.tuples(st.just(Grant), grants, targets, MOMENT),
    st.tuples(st.just(Release), releases, targets, MOMENT),
    st.tuples(st.just(Revocation), revocations, targets, MOMENT),
    st.tuples(st.just(TakenGrades), taken_grades, targets, MOMENT),
)
uses = st.builds(Use, CHANNEL, mostly("*", COUNTRY), edits=RARELY, ai=RARELY)
ASKED_AT = st.sampled_from([NOW + timedelta(hours=hours) for hours in (0, 0, 1, 2)])


def write(
    model: Any, fields: dict[str, Any], target: tuple[uuid.UUID, uuid.UUID | None], at: datetime, terms: Terms
) -> None:
    submission_id, asset_id = target
    fact = model(
        brand_id=terms.brand_id, submission_id=submission_id, asset_id=asset_id, at=at, **fields, **beside(model, terms)
    )
    chain.append_fact(fact, by=SYSTEM)


def rows() -> Any:
    """Return rows that name a submission and an asset each: any table with two such columns does."""
    for asset, submission in ASSETS.items():
        event = chain.append(
            brand_id=submission, kind=LedgerEvent.Kind.TERMS, submission_id=None, body={}, by=SYSTEM, at=NOW
        )
        Opening.objects.create(event=event, brand_id=submission, person=asset, salt="")
    return Opening.objects.filter(person__in=ASSETS)


def covered(subjects: Any, use: Use, at: datetime) -> set[uuid.UUID]:
    kept = queries.covered(subjects, use=use, at=at, submission="brand_id", asset="person")
    return set(kept.values_list("person", flat=True))


def test_covered_keeps_exactly_what_covers_allows() -> None:
    terms = factories.terms()
    subjects = rows()
    seen = {True: 0, False: 0}

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(st.lists(events, min_size=1, max_size=10), st.lists(uses, min_size=3, max_size=6), ASKED_AT)
    def agree(happened: list[tuple[Any, dict[str, Any], Any, datetime]], wanted: list[Use], at: datetime) -> None:
        with transaction.atomic():
            jot_down(happened, terms)
            answers = {
                asset: queries.covers_each(submission_id=submission, asset_id=asset, uses=wanted, at=at)
                for asset, submission in ASSETS.items()
            }
            for number, use in enumerate(wanted):
                allowed = {asset for asset, each in answers.items() if each[number].allowed}
                assert covered(subjects, use, at) == allowed
                seen[True] += len(allowed)
                seen[False] += len(ASSETS) - len(allowed)
            transaction.set_rollback(True)

    agree()
    assert min(seen.values()) > 30, "the examples must hold both answers"


def jot_down(happened: list[tuple[Any, dict[str, Any], Any, datetime]], terms: Terms) -> None:
    """Write facts without their chain: the rule does not look at it, and examples are many."""
    bare = [
        LedgerEvent(
            brand_id=terms.brand_id,
            sequence=number + 100,
            kind="terms",
            body="",
            prev_hash=str(number),
            hash="",
            at=NOW,
        )
        for number in range(len(happened))
    ]
    facts = [
        model(
            event=event,
            brand_id=terms.brand_id,
            sequence=event.sequence,
            at=at,
            **fields,
            **beside(model, terms),
            **({} if model is TakenGrades else {"submission_id": submission_id, "asset_id": asset_id}),
        )
        for event, (model, fields, (submission_id, asset_id), at) in zip(
            LedgerEvent.objects.bulk_create(bare), happened, strict=True
        )
    ]
    for model in (Grant, Release, Revocation, TakenGrades):
        model.objects.bulk_create([fact for fact in facts if isinstance(fact, model)])


def beside(model: Any, terms: Terms) -> dict[str, Any]:
    needed: dict[Any, dict[str, Any]] = {
        Grant: {"terms": terms, "scopes": []},
        Release: {"answer": "agreed"},
        Revocation: {"by": "system"},
        TakenGrades: {},
    }
    return needed[model]


def test_covered_is_one_query_however_many_rows_and_facts() -> None:
    terms = factories.terms()
    subjects = rows()
    for asset, submission in ASSETS.items():
        factories.grant(terms, submission_id=submission, asset_id=asset, scopes=("pages", "ads"))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert covered(subjects, Use("brand_page"), NOW) == set(ASSETS)
    assert len(captured) == 1


@pytest.mark.parametrize("how_many", [1, 3])
def test_grants_of_many_assets_takes_four_queries(how_many: int) -> None:
    terms = factories.terms()
    made = [factories.grant(terms, asset_id=uuid.uuid4()) for _each in range(how_many)]
    pairs = [(grant.submission_id, grant.asset_id) for grant in made if grant.asset_id]
    with CaptureQueriesContext(connection) as captured:
        found = queries.grants_of(pairs, at=NOW)
    assert len(captured) == 4
    assert {asset: [live.number for live in grants] for asset, grants in found.items()} == {
        grant.asset_id: [grant.sequence] for grant in made
    }


def test_grants_are_what_revocations_have_left() -> None:
    terms = factories.terms()
    fact = factories.grant(terms, scopes=("pages", "social", "edits"))
    factories.grant(terms, submission_id=fact.submission_id, asset_id=uuid.uuid4())
    common: dict[str, Any] = {"brand_id": terms.brand_id, "submission_id": fact.submission_id, "by": SYSTEM, "at": NOW}

    from rights import services

    services.revoke(channels=["embed", "wall", "email"], **common)
    (live,) = queries.grants(submission_id=fact.submission_id, at=NOW)
    assert live == queries.LiveGrant(
        number=fact.sequence,
        submission_id=fact.submission_id,
        asset_id=None,
        terms_id=terms.pk,
        terms_version=1,
        scopes=("pages", "social", "edits"),
        channels=("brand_page", "organic_social"),
        territories=("*",),
        starts_at=NOW,
        ends_at=None,
        edits=True,
        ai=False,
        credit=True,
        evidence_grade="A",
    )
    assert queries.grants(submission_id=fact.submission_id, at=NOW - timedelta(seconds=1)) == []
    services.revoke(**common)
    assert queries.grants(submission_id=fact.submission_id, at=NOW) == []


def test_grants_leave_out_what_has_ended_or_not_begun() -> None:
    terms = factories.terms()
    submission = uuid.uuid4()
    reach: dict[str, Any] = {"channels": ["wall"], "territories": ["*"], "evidence_grade": "A"}
    write(Grant, {**reach, "starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}, (submission, None), NOW, terms)
    write(Grant, {**reach, "starts_at": NOW + timedelta(hours=2), "ends_at": None}, (submission, None), NOW, terms)
    moments = [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    assert [len(queries.grants(submission_id=submission, at=at)) for at in moments] == [1, 0, 1]


def test_answers_are_the_ones_that_count() -> None:
    from rights import services

    terms = factories.terms()
    submission, asset = uuid.uuid4(), uuid.uuid4()
    common: dict[str, Any] = {"brand_id": terms.brand_id, "submission_id": submission, "by": SYSTEM, "at": NOW}
    assert queries.answers(submission_id=submission, at=NOW) == {
        "people": ("unknown", "brand_page"),
        "music": ("unknown", "brand_page"),
    }
    services.release(kind="people", answer="child_guardian", **common)
    services.release(kind="people", answer="nobody", **common)
    services.release(kind="music", answer="own", **common)
    services.release(kind="music", answer="other", asset_id=asset, **common)
    assert queries.answers(submission_id=submission, at=NOW, asset_id=asset) == {
        "people": ("nobody", "all"),
        "music": ("other", "brand_page"),
    }


def test_terms_are_found_in_their_brand_only() -> None:
    terms = factories.terms()
    assert queries.terms(terms.brand_id, terms.pk) == terms
    assert queries.terms(uuid.uuid4(), terms.pk) is None
    assert [scope.key for scope in queries.scopes_of(terms)] == ["pages", "social", "screens", "ads", "edits", "ai"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_can_be_granted_and_used(channel: str) -> None:
    from rights import services

    terms = factories.terms()
    fact = factories.grant(terms, scopes=("pages", "social", "screens", "ads"))
    for kind, answer in (("people", "nobody"), ("music", "none")):
        services.release(
            brand_id=terms.brand_id, submission_id=fact.submission_id, kind=kind, answer=answer, by=SYSTEM, at=NOW
        )
    assert queries.covers(submission_id=fact.submission_id, asset_id=None, use=Use(channel), at=NOW).allowed


def test_covers_each_answers_many_uses_in_four_queries() -> None:
    terms = factories.terms()
    fact = factories.grant(terms)
    wanted = [Use("brand_page"), Use("embed"), Use("paid_ads")]
    with CaptureQueriesContext(connection) as captured:
        answers = queries.covers_each(submission_id=fact.submission_id, asset_id=None, uses=wanted, at=NOW)
    assert len(captured) == 4
    assert answers == [
        queries.covers(submission_id=fact.submission_id, asset_id=None, use=use, at=NOW) for use in wanted
    ]


def test_versions_are_the_newest_first() -> None:
    campaign = factories.campaign()
    german = factories.with_terms(campaign, locale="de")
    found = queries.versions(campaign.brand_id, f"campaign-{campaign.id}")
    assert [(terms.version, terms.locale) for terms in found] == [(2, "de"), (1, "en")]
    assert german.terms == found[0]
    assert list(queries.versions(uuid.uuid4(), f"campaign-{campaign.id}")) == []
