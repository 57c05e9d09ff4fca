"""Every reason of the contract has its sentence for fans, in their language; "other" leaves it to the moderator."""

from django.utils import translation

from moderation.models import Reason
from submissions import queries, refusals


def test_every_reason_but_another_one_has_a_sentence() -> None:
    assert {reason.value for reason in Reason if queries.refusal_sentence(reason)} == set(Reason.values) - {"other"}
    assert set(refusals.REASONS) <= set(Reason.values)


def test_no_reason_and_an_unknown_one_have_none() -> None:
    assert [refusals.sentence(code) for code in ("", "other", "fashion")] == ["", "", ""]


def test_the_fan_reads_it_in_their_language() -> None:
    with translation.override("de"):
        assert refusals.sentence("duplicate") == "Wir haben dasselbe Bild schon."
