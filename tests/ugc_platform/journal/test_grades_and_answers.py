"""After a restore, grades of evidence and answers of asked people count again only where they allow less."""

from datetime import timedelta

import pytest

from accounts.actors import SYSTEM
from rights import queries as rights_queries, services as rights_services
from submissions import services as submissions_services
from submissions.lifecycle import State
from submissions.models import Submission
from tests.galleries import stage
from tests.ugc_platform.journal.restores import DUMP, RESTORED, SINCE, fan, lost, replay, sealed, state
from ugc_platform import journal

pytestmark = pytest.mark.django_db


def takes(submission: Submission) -> list[str]:
    return rights_queries.grades_taken(brand_id=submission.brand_id, at=RESTORED)["embed"]


@pytest.mark.parametrize(
    ("known", "said", "then"),
    [
        ("ABD", ["AB"], "AB"),
        ("ABD", ["A", "AB"], "AB"),  # the last word
        ("A", ["ABD"], "A"),  # nothing is added
        ("AB", ["BD"], "B"),
    ],
)
def test_grades_of_evidence_that_are_not_taken_any_more_are_not_taken_again(
    known: str, said: list[str], then: str
) -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": known}, by=SYSTEM, at=stage.AT)
    with lost():
        for number, grades in enumerate(said):
            at = SINCE + timedelta(seconds=number)
            rights_services.take_grades(brand=submission.brand, sets={"embed": grades}, by=SYSTEM, at=at)
    assert takes(submission) == list(known)
    assert replay() == ({"nothing to do": 1} if then == known else {"grades": 1})
    assert takes(submission) == list(then)
    assert replay() == {"nothing to do": 1}


def test_grades_that_have_nothing_in_common_with_the_dumps_are_left_to_a_person() -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": "A"}, by=SYSTEM, at=stage.AT)
    withdrawn = stage.approved()
    with lost():
        rights_services.take_grades(brand=submission.brand, sets={"embed": "D"}, by=SYSTEM, at=SINCE)
        submissions_services.withdraw(submission=withdrawn, by=fan(withdrawn), at=SINCE)
    outcome = journal.replay(since=DUMP, at=RESTORED)
    (why,) = outcome.left_out.values()
    assert why.startswith(f"{submission.brand.slug} took D for embed, the dump takes A")
    assert (takes(submission), state(withdrawn)) == (["A"], State.WITHDRAWN)
    rights_services.take_grades(brand=submission.brand, sets={"embed": "D"}, by=SYSTEM, at=RESTORED)
    assert replay()["nothing to do"] == 3, "it was chosen"


def test_grades_are_never_added() -> None:
    submission = stage.approved()
    rights_services.take_grades(brand=submission.brand, sets={"embed": "A"}, by=SYSTEM, at=stage.AT)
    sealed("grades", brand=str(submission.brand_id), channel="embed", grades=["A", "B", "D"])
    assert replay() == {"nothing to do": 1}
    assert takes(submission) == ["A"]


def people_allow(submission: Submission) -> str:
    return rights_queries.answers(submission_id=submission.pk, at=RESTORED)["people"][1]


@pytest.mark.parametrize(
    ("known", "said", "then"),
    [
        ("nobody", "others_agreed", "brand_page"),
        ("others_agreed", "only_me", "brand_page"),  # it would free
        ("child_guardian", "others_agreed", "nothing"),  # it would free a little
        ("nobody", "only_me", "all"),
    ],
)
def test_an_answer_counts_again_only_where_it_limits(known: str, said: str, then: str) -> None:
    submission = stage.approved(people=known)
    sealed("release", submission=str(submission.pk), asset=None, asked="people", answer=said)
    before = people_allow(submission)
    assert replay() == ({"nothing to do": 1} if before == then else {"release": 1})
    assert people_allow(submission) == then
    assert replay() == {"nothing to do": 1}


def test_of_two_answers_the_last_one_counts() -> None:
    submission = stage.approved(people="nobody")
    with lost():
        for minute, answer in enumerate(("others_agreed", "child_guardian")):
            rights_services.release(
                brand_id=submission.brand_id,
                submission_id=submission.pk,
                kind="people",
                answer=answer,
                by=SYSTEM,
                at=SINCE + timedelta(seconds=minute),
            )
    assert replay() == {"release": 1}
    assert people_allow(submission) == "nothing"
