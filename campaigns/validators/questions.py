"""The entry questions of a campaign, and the answers to them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.validators import plain_line

MOST_QUESTIONS = 20
MOST_OPTIONS = 20
LONGEST_ANSWER = {"short_text": 200, "long_text": 2000}
_KINDS = {"short_text", "long_text", "choice", "yes_no"}
_LONGEST = {"label": 200, "hint": 300}


@dataclass(frozen=True)
class QuestionSpec:
    """One question as a form or a program describes it. The key stays, so that earlier answers keep their meaning."""

    label: str
    kind: str = "short_text"
    key: str = ""
    hint: str = ""
    options: tuple[str, ...] = ()
    required: bool = False


class Asked(Protocol):
    """What answers are checked against."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...


def clean_questions(specs: Iterable[QuestionSpec]) -> list[QuestionSpec]:
    """Return the questions cleaned, each with a key of its own. Raises ValidationError."""
    questions: list[QuestionSpec] = []
    taken: set[str] = set()
    for spec in specs:
        question = _clean_question(spec, taken)
        taken.add(question.key)
        questions.append(question)
    if len(questions) > MOST_QUESTIONS:
        raise ValidationError(_("Ask at most 20 questions."), code="questions")
    return questions


def _clean_question(spec: QuestionSpec, taken: set[str]) -> QuestionSpec:
    label, hint = plain_line(spec.label), plain_line(spec.hint)
    options = tuple(dict.fromkeys(plain_line(option)[:120] for option in spec.options if plain_line(option)))
    if not label:
        raise ValidationError(_("A question needs a text."), code="label")
    if len(label) > _LONGEST["label"] or len(hint) > _LONGEST["hint"]:
        raise ValidationError(_("This question or its hint is too long."), code="long")
    if spec.kind not in _KINDS:
        raise ValidationError(_("Choose one of the kinds of question in the list."), code="kind")
    if spec.kind == "choice" and not 2 <= len(options) <= MOST_OPTIONS:
        raise ValidationError(_("Offer from 2 to 20 answers to choose from."), code="options")
    key = _key(spec.key or label, taken)
    return QuestionSpec(label, spec.kind, key, hint, options if spec.kind == "choice" else (), spec.required)


def _key(wanted: str, taken: set[str]) -> str:
    stem = slugify(wanted)[:36].strip("-_") or "question"
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def clean_answers(questions: Iterable[Asked], answers: Mapping[str, Any]) -> dict[str, str | bool]:
    """Return the answers by key, empty ones left out. Raises ValidationError with sentences by key."""
    cleaned: dict[str, str | bool] = {}
    errors: dict[str, list[str]] = {}
    asked = {question.key: question for question in questions}
    errors.update({str(key): [_("This was not asked.")] for key in answers if key not in asked})
    for key, question in asked.items():
        try:
            answer = _clean_answer(question, answers.get(key))
        except ValidationError as error:
            errors[key] = error.messages
            continue
        if answer is not None:
            cleaned[key] = answer
    if errors:
        raise ValidationError(errors)
    return cleaned


def _clean_answer(question: Asked, given: Any) -> str | bool | None:
    if question.kind == "yes_no":
        return _clean_yes_no(question, given)
    if not isinstance(given, str | None) or "\x00" in (given or ""):
        raise ValidationError(_("Please write a text."), code="text")
    text = (given or "").strip()
    if not text:
        if question.required:
            raise ValidationError(_("Please answer this question."), code="required")
        return None
    if question.kind == "choice":
        if text not in question.options:
            raise ValidationError(_("Please choose one of the answers."), code="choice")
    elif len(text) > LONGEST_ANSWER[question.kind]:
        sentence = _("Please use at most %(count)s characters.")
        raise ValidationError(sentence % {"count": LONGEST_ANSWER[question.kind]}, code="long")
    return text


def _clean_yes_no(question: Asked, given: Any) -> bool | None:
    spoken = {"yes": True, "true": True, "on": True, "no": False, "false": False, "": None}
    answer = spoken.get(given.strip().lower(), "?") if isinstance(given, str) else given
    if answer is None and question.required:
        raise ValidationError(_("Please answer this question."), code="required")
    if answer is not None and not isinstance(answer, bool):
        raise ValidationError(_("Answer with yes or no."), code="yes_no")
    return answer
