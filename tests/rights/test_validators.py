"""What terms may offer, what may be ticked and answered."""

import pytest
from django.core.exceptions import ValidationError

from rights import validators
from rights.scopes import PRESETS, Scope, presets


@pytest.mark.parametrize(
    ("kind", "answer", "allowed"),
    [
        ("people", "unknown", "brand_page"),
        ("people", "nobody", "all"),
        ("people", "only_me", "all"),
        ("people", "others_agreed", "brand_page"),
        ("people", "child_guardian", "nothing"),
        ("people", "others_confirmed", "all"),
        ("people", "others_stated", "stated"),
        ("people", "guardian_agreed", "all"),
        ("music", "unknown", "brand_page"),
        ("music", "none", "all"),
        ("music", "own", "all"),
        ("music", "licensed", "all"),
        ("music", "other", "brand_page"),
    ],
)
def test_answers_allow_what_the_contract_says(kind: str, answer: str, allowed: str) -> None:
    assert validators.allows(kind, answer) == allowed


@pytest.mark.parametrize(("kind", "answer"), [("people", "own"), ("pets", "nobody"), ("music", "")])
def test_answers_outside_the_list_are_refused(kind: str, answer: str) -> None:
    with pytest.raises(ValidationError):
        validators.allows(kind, answer)


def test_clean_text_makes_line_ends_alike() -> None:
    assert validators.clean_text(" One \r\ntwo\rthree\n") == "One\ntwo\nthree"


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "x" * 100_001])
def test_clean_text_refuses(text: str) -> None:
    with pytest.raises(ValidationError):
        validators.clean_text(text)


def test_clean_summary_leaves_out_empty_sentences() -> None:
    assert validators.clean_summary(["", " Yours  stays yours. "]) == ["Yours stays yours."]


@pytest.mark.parametrize("sentences", [[], ["", " "], ["a"] * 6, ["x" * 301]])
def test_clean_summary_refuses(sentences: list[str]) -> None:
    with pytest.raises(ValidationError):
        validators.clean_summary(sentences)


def scope(**changes: object) -> Scope:
    return Scope(**{"key": "wall", "label": "Wall", "sentence": "We may.", "channels": ("wall",), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "offered",
    [
        [],
        [PRESETS["edits"]],
        [scope(), scope()],
        [scope(key="Wall")],
        [scope(key="")],
        [scope(label=" ")],
        [scope(sentence="")],
        [scope(channels=("tv",))],
        [scope(territories=())],
        [scope(territories=("de",))],
        [scope(months=0)],
        [scope(months=1201)],
        [scope(), scope(key="nothing", channels=())],
        [scope(), scope(key="more", channels=(), edits=True, months=3)],
        [scope(), scope(key="more", channels=(), edits=True, territories=("DE",))],
    ],
)
def test_clean_scopes_refuses_what_could_not_be_understood(offered: list[Scope]) -> None:
    with pytest.raises(ValidationError):
        validators.clean_scopes(offered)


def test_clean_scopes_takes_the_presets_and_narrow_ones() -> None:
    offered = (*presets(), scope(months=6, territories=("DE", "AT")))
    assert validators.clean_scopes(offered) == offered


def test_chosen_returns_the_ticked_in_the_order_offered() -> None:
    picked = validators.chosen(presets(), ["ads", "pages"])
    assert [each.key for each in picked] == ["pages", "ads"]


@pytest.mark.parametrize(
    ("offered", "keys"),
    [
        (presets(), ["ads"]),  # the required one is missing
        (presets(), ["pages", "unheard_of"]),
        (presets(["social", "edits"]), ["edits"]),  # no place to show it
        (presets(["social"]), []),
    ],
)
def test_chosen_refuses_with_sentences(offered: tuple[Scope, ...], keys: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        validators.chosen(offered, keys)
    assert all(message.endswith(".") for message in refusal.value.messages)


def test_clean_channels_orders_and_refuses() -> None:
    assert validators.clean_channels(["wall", "embed"]) == ["embed", "wall"]
    for channels in ([], ["tv"]):
        with pytest.raises(ValidationError):
            validators.clean_channels(channels)


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": "E"},
        {"grade": ""},
        {"locale": "e"},
        {"locale": "en-" + "x" * 8},
        {"control": ""},
        {"control": "ada@example.org"},
    ],
)
def test_evidence_that_is_none_or_could_name_a_person_is_refused(changes: dict[str, str]) -> None:
    sound = {"grade": "A", "locale": "pt-br", "control": "submit-form/checkbox:accept"}
    validators.check_evidence(**sound)
    with pytest.raises(ValidationError):
        validators.check_evidence(**{**sound, **changes})
