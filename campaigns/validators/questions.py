"""The entry questions of a campaign. Pure; answers to them are checked by the one door in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.validators import plain_line

MOST_QUESTIONS = 20
MOST_OPTIONS = 20
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
