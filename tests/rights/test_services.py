"""Writing to the ledger: terms, grants, releases, revocations, and what must not get in."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts.actors import SYSTEM, VISITOR
from rights import canonical, queries, services
from rights.models import Grant, LedgerEvent, Opening, Terms
from rights.scopes import PRESETS, Scope, presets
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def publish(brand_id: uuid.UUID, **changes: Any) -> Terms:
    usual: dict[str, Any] = {
        "family": "summer",
        "locale": "en",
        "text": "You may show it.",
        "summary": ["Yours stays yours."],
        "scopes": presets(),
        "by": SYSTEM,
        "at": NOW,
    }
    return services.publish_terms(brand_id=brand_id, **{**usual, **changes})


def grant(terms: Terms, **changes: Any) -> Grant:
    usual: dict[str, Any] = {
        "submission_id": uuid.uuid4(),
        "scopes": ["pages"],
        "evidence": services.Evidence(locale="en", control="submit-form/checkbox:accept", grade="A"),
        "person": uuid.uuid4(),
        "by": VISITOR,
        "at": NOW,
    }
    return services.grant(terms=terms, **{**usual, **changes})


def body_of(fact: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(fact.event.body)
    return body


# --- Terms ---------------------------------------------------------------------------------------


def test_publish_terms_keeps_the_text_with_its_hash_and_an_event() -> None:
    brand_id = factories.brand().id
    terms = publish(brand_id, text="Line one \r\nline two")
    assert (terms.version, terms.text) == (1, "Line one\nline two")
    assert terms.text_hash == canonical.text_hash(terms.text)
    event = LedgerEvent.objects.get(brand_id=brand_id)
    assert json.loads(event.body)["terms"] == {
        "id": str(terms.pk),
        "locale": "en",
        "sha256": terms.text_hash,
        "version": 1,
    }


def test_publish_terms_again_unchanged_makes_no_new_version() -> None:
    brand_id = factories.brand().id
    first = publish(brand_id)
    assert publish(brand_id, text=" You may show it.\r\n", at=LATER) == first
    assert queries.head(brand_id)[0] == 1


@pytest.mark.parametrize(
    "change", [{"text": "Other."}, {"summary": ["Other."]}, {"scopes": presets(["pages"])}, {"locale": "de"}]
)
def test_publish_terms_changed_makes_the_next_version(change: dict[str, Any]) -> None:
    brand_id = factories.brand().id
    publish(brand_id)
    assert publish(brand_id, **change).version == 2


def test_publish_terms_counts_through_locales_so_that_a_number_names_one_text() -> None:
    brand_id = factories.brand().id
    english, german = publish(brand_id), publish(brand_id, locale="de", text="Ihr dürft es zeigen.")
    assert (english.version, german.version) == (1, 2)
    assert publish(brand_id) == english
    assert publish(brand_id, text="New.").version == 3
    assert publish(brand_id, family="winter").version == 1


def test_publish_terms_keeps_sentences_in_the_language_of_the_terms() -> None:
    brand_id = factories.brand().id
    with translation.override("de"):
        terms = publish(brand_id, locale="en")
    assert terms.scopes[0]["sentence"] == PRESETS["pages"].as_dict()["sentence"]


@pytest.mark.parametrize(
    "change", [{"text": " "}, {"summary": []}, {"scopes": []}, {"family": "not a slug!"}, {"locale": "x" * 11}]
)
def test_publish_terms_refuses_what_is_not_whole(change: dict[str, Any]) -> None:
    brand_id = factories.brand().id
    with pytest.raises(ValidationError):
        publish(brand_id, **change)
    assert queries.head(brand_id) == (0, canonical.GENESIS)


# --- Grants --------------------------------------------------------------------------------------


def test_grant_keeps_what_was_ticked_and_the_evidence() -> None:
    terms = factories.terms()
    person, asset_id = uuid.uuid4(), uuid.uuid4()
    evidence = services.Evidence(locale="de", control="submit-form/checkbox:accept", grade="A")
    fact = grant(terms, scopes=["social", "pages", "edits"], evidence=evidence, person=person, asset_id=asset_id)
    assert (fact.channels, fact.territories, fact.edits, fact.ai, fact.ends_at) == (
        ["brand_page", "embed", "wall", "organic_social", "email"],
        ["*"],
        True,
        False,
        None,
    )
    assert body_of(fact) == {
        "ai": False,
        "asset": str(asset_id),
        "at": "2026-05-04T12:00:00.000000Z",
        "brand": str(terms.brand_id),
        "by": "visitor",
        "channels": fact.channels,
        "credit": True,
        "edits": True,
        "ends_at": None,
        "evidence": {
            "control": "submit-form/checkbox:accept",
            "locale": "de",
            "ticked": ["pages", "social", "edits"],
        },
        "format": 1,
        "grade": "A",
        "identity": None,
        "kind": "grant",
        "person": str(person),
        "scopes": ["pages", "social", "edits"],
        "sequence": 2,
        "starts_at": "2026-05-04T12:00:00.000000Z",
        "sublicence": False,
        "submission": str(fact.submission_id),
        "terms": {"id": str(terms.pk), "locale": "en", "sha256": terms.text_hash, "version": 1},
        "territories": ["*"],
    }


def test_grant_of_scopes_that_reach_differently_stretches_none() -> None:
    narrow = Scope("poster", "Poster", "We may print.", ("print",), ("DE",), 6)
    changed = Scope("collage", "Collage", "We may cut.", ("wall",), edits=True)
    terms = factories.terms(scopes=(*presets(["pages", "ai"]), narrow, changed))
    first = grant(terms, scopes=["pages", "poster", "collage", "ai"])
    made = Grant.objects.filter(submission_id=first.submission_id).order_by("sequence")
    assert [(each.scopes, each.channels, each.territories, each.ends_at, each.edits, each.ai) for each in made] == [
        (["pages", "ai"], ["brand_page", "embed", "wall"], ["*"], None, False, True),
        (["poster", "ai"], ["print"], ["DE"], datetime(2026, 11, 4, 12, tzinfo=UTC), False, True),
        (["collage", "ai"], ["wall"], ["*"], None, True, True),
    ]
    assert made[0] == first


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2027, 12, 31), 2, (2028, 2, 29)),
        ((2026, 12, 1), 12, (2027, 12, 1)),
        ((2026, 11, 15), 1, (2026, 12, 15)),
    ],
)
def test_months_later_ends_on_a_day_that_exists(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    from rights.services.grants import months_later

    assert months_later(datetime(*start, 8, 30, tzinfo=UTC), months) == datetime(*end, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"scopes": []}, {"scopes": ["ads"]}, {"scopes": ["pages", "unheard_of"]}])
def test_grant_refuses_what_was_not_offered_or_is_missing(change: dict[str, Any]) -> None:
    terms = factories.terms()
    with pytest.raises(ValidationError):
        grant(terms, **change)
    assert queries.head(terms.brand_id)[0] == 1


def test_grant_keeps_no_personal_data_only_a_commitment_that_can_be_forgotten() -> None:
    terms, person = factories.terms(), uuid.uuid4()
    evidence = services.Evidence(locale="en", control="form", grade="A", identity="Ada Lovelace <ada@example.org>")
    fact = grant(terms, evidence=evidence, person=person)
    assert "Ada" not in fact.event.body
    assert "Ada" not in repr(evidence)
    opening = Opening.objects.get(event=fact.event)
    assert body_of(fact)["identity"] == canonical.commitment(opening.salt, evidence.identity)

    assert services.forget(brand_id=terms.brand_id, person=person, by=SYSTEM) == 1

    assert not Opening.objects.filter(event=fact.event).exists()
    assert queries.verify(terms.brand_id) == []
    assert services.forget(brand_id=terms.brand_id, person=person, by=SYSTEM) == 0


def test_two_commitments_to_the_same_person_look_different() -> None:
    terms = factories.terms()
    made = {
        body_of(grant(terms, evidence=services.Evidence("en", "form", "A", identity="Ada")))["identity"]
        for _each in range(2)
    }
    assert len(made) == 2


# --- Releases and revocations --------------------------------------------------------------------


def test_release_keeps_the_answer_and_what_it_allows() -> None:
    brand_id, submission_id, asset_id = factories.brand().id, uuid.uuid4(), uuid.uuid4()
    fact = services.release(
        brand_id=brand_id,
        submission_id=submission_id,
        asset_id=asset_id,
        kind="people",
        answer="others_agreed",
        by=VISITOR,
        at=NOW,
    )
    assert (fact.allows, fact.sequence) == ("brand_page", 1)
    assert {key: body_of(fact)[key] for key in ("allows", "answer", "asset", "question")} == {
        "allows": "brand_page",
        "answer": "others_agreed",
        "asset": str(asset_id),
        "question": "people",
    }


def test_release_refuses_an_answer_outside_the_list() -> None:
    with pytest.raises(ValidationError):
        services.release(
            brand_id=factories.brand().id, submission_id=uuid.uuid4(), kind="people", answer="own", by=VISITOR, at=NOW
        )


def test_revoke_keeps_what_was_taken_back_and_by_whom() -> None:
    brand = factories.brand()
    by = factories.contributor_actor(factories.contributor(brand))
    fact = services.revoke(
        brand_id=brand.id, submission_id=uuid.uuid4(), channels=["wall", "email", "wall"], by=by, at=NOW
    )
    assert (fact.channels, fact.by) == (["wall", "email"], by.reference)
    whole = services.revoke(brand_id=brand.id, submission_id=fact.submission_id, by=by, at=LATER)
    assert (whole.channels, body_of(whole)["channels"]) == (None, None)
    with pytest.raises(ValidationError):
        services.revoke(brand_id=brand.id, submission_id=fact.submission_id, channels=[], by=by, at=LATER)


def test_a_submission_never_stands_in_two_ledgers() -> None:
    fact = factories.grant(factories.terms())
    with pytest.raises(services.OtherBrand):
        services.revoke(brand_id=factories.brand().id, submission_id=fact.submission_id, by=SYSTEM, at=NOW)
