"""The rule of what is covered, fact by fact. The property test holds the SQL to the same rule."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from rights import queries
from rights.decision import Facts, decide
from rights.models import Grant, LedgerEvent, Opening, Release, Revocation
from rights.uses import Use
from tests import factories
from tests.factories import NOW

THIS, OTHER = uuid.uuid4(), uuid.uuid4()
EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
OPEN = Use("embed")


@dataclass
class Story:
    """Facts in the order they happened."""

    grants: list[Grant] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    revocations: list[Revocation] = field(default_factory=list)
    number: int = 0

    def _frame(self, asset: uuid.UUID | None, fields: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        return {"sequence": self.number, "asset_id": asset, "at": NOW, **fields}

    def granted(self, asset: uuid.UUID | None = None, **fields: Any) -> "Story":
        usual = {"channels": ["brand_page", "embed"], "territories": ["*"], "starts_at": EARLIER, "ends_at": None}
        usual |= {"evidence_grade": "A"}
        self.grants.append(Grant(**{**usual, **self._frame(asset, fields)}))
        return self

    def answered(self, kind: str, allows: str, asset: uuid.UUID | None = None, **fields: Any) -> "Story":
        self.releases.append(Release(kind=kind, allows=allows, **self._frame(asset, fields)))
        return self

    def clear(self) -> "Story":
        return self.answered("people", "all").answered("music", "all")

    def revoked(self, asset: uuid.UUID | None = None, channels: list[str] | None = None, **fields: Any) -> "Story":
        self.revocations.append(Revocation(channels=channels, **self._frame(asset, fields)))
        return self

    def verdict(self, use: Use = OPEN, at: Any = NOW) -> "Expected":
        facts = Facts(self.grants, self.releases, self.revocations)
        answer = decide(facts, asset_id=THIS, use=use, at=at)
        assert all(reason.sentence.endswith(".") for reason in answer.reasons)
        return answer.allowed, tuple(reason.code for reason in answer.reasons), answer.events


def story() -> Story:
    return Story()


Expected = tuple[bool, tuple[str, ...], tuple[int, ...]]
CASES: list[tuple[Story, Use, Expected]] = [
    # grants
    (story().clear(), OPEN, (False, ("no_grant",), ())),
    (story().granted().clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(THIS).clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(OTHER).clear(), OPEN, (False, ("no_grant",), ())),
    (story().granted().clear(), Use("print"), (False, ("channel",), (1,))),
    (story().granted(channels=["print"], evidence_grade="D").clear(), Use("print"), (False, ("grade",), (1,))),
    (story().granted(evidence_grade="D").clear(), Use("print"), (False, ("channel", "grade"), (1,))),
    (story().granted(evidence_grade="D").clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted().clear(), Use("print", edits=True, ai=True), (False, ("channel", "edits", "ai"), (1,))),
    (story().granted(edits=True).clear(), Use("embed", edits=True), (True, ("granted",), (1, 2, 3))),
    (story().granted(ai=True).clear(), Use("embed", ai=True), (True, ("granted",), (1, 2, 3))),
    (story().granted(territories=["DE"]).clear(), Use("embed", "DE"), (True, ("granted",), (1, 2, 3))),
    (story().granted(territories=["DE"]).clear(), Use("embed", "AT"), (False, ("territory",), (1,))),
    (story().granted(territories=["DE"]).clear(), OPEN, (False, ("territory",), (1,))),
    (story().granted().clear(), Use("embed", "DE"), (True, ("granted",), (1, 2, 3))),
    (story().granted(ends_at=NOW).clear(), OPEN, (False, ("expired",), (1,))),
    (story().granted(ends_at=LATER).clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(starts_at=LATER).clear(), OPEN, (False, ("not_started",), (1,))),
    (story().granted(at=LATER).clear(), OPEN, (False, ("no_grant",), ())),
    # the nearest grant explains, and two half grants do not make a whole one
    (
        story().granted(edits=True, territories=["DE"]).granted(ends_at=NOW).clear(),
        Use("embed", "DE", ai=True),
        (False, ("ai",), (1,)),
    ),
    (
        story().granted(channels=["print"], edits=True).granted().clear(),
        Use("embed", edits=True),
        (False, ("edits",), (2,)),
    ),
    # revocations
    (story().granted().clear().revoked(), OPEN, (False, ("revoked",), (4,))),
    (story().granted().clear().revoked(THIS), OPEN, (False, ("revoked",), (4,))),
    (story().granted().clear().revoked(OTHER), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(edits=True).clear().revoked(additions=["edits"]), OPEN, (True, ("granted",), (1, 2, 3))),
    (
        story().granted(edits=True).clear().revoked(additions=["edits"]),
        Use("embed", edits=True),
        (False, ("revoked",), (4,)),
    ),
    (
        story().granted(edits=True).clear().revoked(additions=["ai"]),
        Use("embed", edits=True),
        (True, ("granted",), (1, 2, 3)),
    ),
    (
        story().revoked(additions=["edits"]).granted(edits=True).clear(),
        Use("embed", edits=True),
        (True, ("granted",), (2, 3, 4)),
    ),
    (story().granted().clear().revoked(channels=["embed"]), OPEN, (False, ("revoked",), (4,))),
    (story().granted().clear().revoked(channels=["print"]), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted().clear().revoked(at=LATER), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().revoked().granted().clear(), OPEN, (True, ("granted",), (2, 3, 4))),
    (story().granted(THIS).clear().revoked(), OPEN, (False, ("revoked",), (4,))),
    # people and music
    (story().granted(), Use("brand_page"), (True, ("granted",), (1,))),
    (story().granted(), OPEN, (False, ("people_unknown", "music_unknown"), ())),
    (story().granted().answered("people", "all"), OPEN, (False, ("music_unknown",), ())),
    (story().granted().clear().answered("people", "brand_page"), OPEN, (False, ("people_limited",), (4,))),
    (story().granted().clear().answered("music", "brand_page"), OPEN, (False, ("music_limited",), (4,))),
    (story().granted().clear().answered("people", "nothing"), OPEN, (False, ("people_nothing",), (4,))),
    (story().granted().answered("people", "nothing"), Use("brand_page"), (False, ("people_nothing",), (2,))),
    (story().granted().answered("people", "nothing").clear(), OPEN, (True, ("granted",), (1, 3, 4))),
    (story().granted().clear().answered("people", "nothing", at=LATER), OPEN, (True, ("granted",), (1, 2, 3))),
    # an asset's answer and the submission's: the stricter one wins
    (story().granted().clear().answered("people", "nothing", THIS), OPEN, (False, ("people_nothing",), (4,))),
    (story().granted().clear().answered("people", "nothing", OTHER), OPEN, (True, ("granted",), (1, 2, 3))),
    (
        story().granted().answered("people", "brand_page").answered("people", "all", THIS).answered("music", "all"),
        OPEN,
        (False, ("people_limited",), (2,)),
    ),
    (
        story().granted().answered("people", "all", THIS).answered("music", "all", THIS),
        OPEN,
        (True, ("granted",), (1, 2, 3)),
    ),
    # everything that stands against it is said
    (story().answered("people", "nothing"), OPEN, (False, ("no_grant", "people_nothing", "music_unknown"), (1,))),
    # the edges of time and place
    (story().granted(starts_at=NOW).clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(ends_at=NOW + timedelta(microseconds=1)).clear(), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(starts_at=NOW + timedelta(microseconds=1)).clear(), OPEN, (False, ("not_started",), (1,))),
    (story().granted(at=NOW + timedelta(microseconds=1)).clear(), OPEN, (False, ("no_grant",), ())),
    (story().granted().clear().revoked(at=NOW + timedelta(microseconds=1)), OPEN, (True, ("granted",), (1, 2, 3))),
    (story().granted(territories=["DE", "AT"]).clear(), Use("embed", "AT"), (True, ("granted",), (1, 2, 3))),
    (story().granted(channels=["print"]).granted().clear(), OPEN, (True, ("granted",), (2, 3, 4))),
    (story().granted().clear().revoked(THIS, ["wall", "embed"]), OPEN, (False, ("revoked",), (4,))),
    (
        story().granted().clear().revoked(OTHER, ["embed"]).revoked(THIS, ["wall"]),
        OPEN,
        (True, ("granted",), (1, 2, 3)),
    ),
]


@pytest.mark.parametrize(("told", "use", "expected"), CASES)
def test_decide(told: Story, use: Use, expected: Expected) -> None:
    assert told.verdict(use) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(("told", "use", "expected"), CASES)
def test_the_same_rule_as_sql(told: Story, use: Use, expected: Expected) -> None:
    terms, submission = factories.terms(), uuid.uuid4()
    beside: dict[type, dict[str, Any]] = {
        Grant: {"terms": terms, "scopes": []},
        Release: {"answer": "nobody"},
        Revocation: {"by": "system"},
    }
    for fact in (*told.grants, *told.releases, *told.revocations):
        event = event_of(terms.brand_id, fact.sequence + 10)
        fields = {
            field.name: getattr(fact, field.name)
            for field in fact._meta.concrete_fields
            if field.name not in {"event", "terms"}
        }
        fields |= {"event": event, "brand_id": terms.brand_id, "submission_id": submission}
        type(fact)(**{**fields, **beside[type(fact)]}).save()
    # Any table with two such columns names a submission and an asset.
    Opening.objects.create(event=event_of(submission, 5), brand_id=submission, person=THIS, salt="")
    rows = queries.covered(Opening.objects.all(), use=use, at=NOW, submission="brand_id", asset="person")
    assert rows.exists() == expected[0]


def event_of(brand_id: uuid.UUID, number: int) -> LedgerEvent:
    return LedgerEvent.objects.create(
        brand_id=brand_id, sequence=number, kind="terms", body="", prev_hash=str(number), hash="", at=NOW
    )


def test_decide_answers_for_the_moment_that_is_asked() -> None:
    told = story().granted().clear().revoked(at=LATER)
    assert told.verdict(at=NOW)[0] is True
    assert told.verdict(at=LATER) == (False, ("revoked",), (4,))
