"""What a fan may allow."""

import pytest

from rights.scopes import OFFERED_BY_DEFAULT, PRESETS, Scope, optional, presets
from rights.uses import CHANNELS


def test_presets_are_the_six_of_the_contract_and_ai_is_not_offered_by_default() -> None:
    assert list(PRESETS) == ["pages", "social", "screens", "ads", "edits", "ai"]
    assert OFFERED_BY_DEFAULT == ("pages", "social", "screens", "ads", "edits")
    assert [scope.key for scope in PRESETS.values() if scope.required] == ["pages"]


def test_presets_offer_every_channel_once() -> None:
    offered = [channel for scope in PRESETS.values() for channel in scope.channels]
    assert sorted(offered) == sorted(CHANNELS)


@pytest.mark.parametrize("scope", PRESETS.values(), ids=PRESETS)
def test_preset_says_itself_in_one_short_sentence(scope: Scope) -> None:
    sentence = str(scope.sentence)
    assert sentence.startswith("We may")
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert len(sentence) <= 120


@pytest.mark.parametrize("scope", [*PRESETS.values(), Scope("x", "X", "X.", ("wall",), ("DE", "AT"), 6, edits=True)])
def test_scope_is_kept_whole(scope: Scope) -> None:
    kept = scope.as_dict()
    again = Scope.from_dict(kept)
    assert again.as_dict() == kept
    assert (again.key, again.channels, again.territories, again.months) == (
        scope.key,
        scope.channels,
        scope.territories,
        scope.months,
    )


def test_presets_come_in_the_order_of_the_list() -> None:
    assert [scope.key for scope in presets(["edits", "pages"])] == ["pages", "edits"]
    assert not optional(PRESETS["pages"]).required
    with pytest.raises(KeyError):
        presets(["pages", "everything"])
