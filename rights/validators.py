"""Checks of what terms offer, what a person ticked and what may be answered. Pure; ValidationError with sentences."""

import re
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.validators import plain_line
from core import signs
from rights import grades as evidence_grades
from rights.scopes import Scope
from rights.uses import ADDITIONS, CHANNELS, EVERYWHERE, is_territory

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _./:-]{0,79}")
LONGEST_TEXT = 100_000
LONGEST_SENTENCE = 300
MOST_SENTENCES = 5
ANSWERS: dict[str, dict[str, str]] = {
    "people": {
        "unknown": "brand_page",
        "nobody": "all",
        "only_me": "all",
        "others_agreed": "brand_page",
        "child_guardian": "nothing",
        "others_confirmed": "all",
        "others_stated": "stated",
        "guardian_agreed": "all",
    },
    "music": {"unknown": "brand_page", "none": "all", "own": "all", "licensed": "all", "other": "brand_page"},
    "email": {"unconfirmed": "nothing", "confirmed": "all"},
    "guardian": {"awaited": "nothing", "agreed": "all", "refused": "nothing"},
    "person": {"agreed": "all", "refused": "nothing"},
}
# What others said themselves is written down by the page they said it on: no sender can claim it.
CLAIMS: dict[str, frozenset[str]] = {
    "people": frozenset({"unknown", "nobody", "only_me", "others_agreed", "child_guardian"}),
    "music": frozenset(ANSWERS["music"]),
}


def allows(kind: str, answer: str) -> str:
    """Return what an answer allows: `all`, `stated`, `brand_page` or `nothing`. Raises ValidationError."""
    try:
        return ANSWERS[kind][answer]
    except KeyError:
        raise ValidationError(_("Choose one of the answers in the list."), code="answer") from None


def claim(kind: str, answer: str) -> str:
    """Return an answer that a sender may give alone. Raises ValidationError."""
    if answer not in CLAIMS.get(kind, ()):
        raise ValidationError(_("Choose one of the answers in the list."), code="answer")
    return answer


def clean_text(text: str) -> str:
    """Return the text of terms with plain line ends: the same words have the same hash."""
    plain = signs.seen(text).replace("\r\n", "\n").replace("\r", "\n")
    clean = "\n".join(line.rstrip() for line in plain.split("\n")).strip()
    if not clean:
        raise ValidationError(_("The terms need a text."), code="text")
    if len(clean) > LONGEST_TEXT or "\x00" in text:
        raise ValidationError(_("This text is too long, or holds characters that cannot be kept."), code="text")
    return clean


def clean_summary(sentences: Sequence[str]) -> list[str]:
    """Return up to five plain sentences, empty ones left out."""
    clean = [plain_line(sentence) for sentence in sentences]
    clean = [sentence for sentence in clean if sentence]
    if not clean or len(clean) > MOST_SENTENCES or any(len(sentence) > LONGEST_SENTENCE for sentence in clean):
        raise ValidationError(_("Say it in one to five sentences of at most 300 characters."), code="summary")
    return clean


def clean_scopes(scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return the scopes that terms offer, or say what is wrong with them."""
    offered = tuple(scopes)
    problems = [problem for scope in offered for problem in _problems(scope)]
    if len({scope.key for scope in offered}) != len(offered):
        problems.append(_("Each choice can be offered once."))
    if not any(scope.channels for scope in offered):
        problems.append(_("Offer at least one place where the work may be shown."))
    if problems:
        raise ValidationError(problems, code="scopes")
    return offered


def _problems(scope: Scope) -> list[str]:
    rules = {
        _("A choice needs a short name of small letters."): _KEY.fullmatch(scope.key) is not None,
        _("A choice needs a label and a sentence."): bool(str(scope.label).strip() and str(scope.sentence).strip()),
        _("This is not a channel we know."): set(scope.channels) <= set(CHANNELS),
        _("Write a country as two capital letters, for instance DE, or * for everywhere."): bool(scope.territories)
        and all(is_territory(territory) for territory in scope.territories),
        _("A time limit is a number of months from 1 to 1,200."): scope.months is None or 1 <= scope.months <= 1200,
        _("A choice must allow something."): bool(scope.channels or scope.edits or scope.ai),
        # It adds to what the other choices allow, so it must hold wherever they hold.
        _("A choice without places of its own cannot have countries or a time limit."): bool(scope.channels)
        or (scope.territories == (EVERYWHERE,) and scope.months is None),
    }
    return [sentence for sentence, holds in rules.items() if not holds]


def chosen(offered: Sequence[Scope], keys: Iterable[str]) -> tuple[Scope, ...]:
    """Return the scopes a person ticked, in the order offered. Raises ValidationError with kind sentences."""
    ticked = set(keys)
    problems = []
    if ticked - {scope.key for scope in offered}:
        problems.append(_("The choices have changed in the meantime. Please look at them again."))
    problems += [
        _("“%(label)s” is needed to take part.") % {"label": scope.label}
        for scope in offered
        if scope.required and scope.key not in ticked
    ]
    picked = tuple(scope for scope in offered if scope.key in ticked)
    if not problems and not any(scope.channels for scope in picked):
        problems.append(_("Please choose at least one place where we may show your work."))
    if problems:
        raise ValidationError(problems, code="scopes")
    return picked


def clean_channels(channels: Iterable[str]) -> list[str]:
    """Return the channels in the order of the list; raises ValidationError for none or an unknown one."""
    wanted = set(channels)
    if not wanted or not wanted <= set(CHANNELS):
        raise ValidationError(_("Choose at least one of the channels in the list."), code="channels")
    return [channel for channel in CHANNELS if channel in wanted]


def clean_additions(additions: Iterable[str]) -> list[str]:
    """Return `edits` and `ai`, those that were named; raises ValidationError for none or an unknown one."""
    wanted = set(additions)
    if not wanted or not wanted <= set(ADDITIONS):
        raise ValidationError(_("Choose at least one of the choices in the list."), code="additions")
    return [addition for addition in ADDITIONS if addition in wanted]


def check_evidence(*, locale: str, control: str, grade: str) -> None:
    """Refuse evidence that is no evidence, or that could carry personal data into the ledger."""
    fits = (
        grade in evidence_grades.GRADES
        and len(locale) <= 10
        and _LOCALE.fullmatch(locale)
        and _CONTROL.fullmatch(control)
    )
    if not fits:
        raise ValidationError(_("How this was agreed to cannot be kept in this form."), code="evidence")


def clean_grades(channel: str, grades: Iterable[str]) -> list[str]:
    """Return the grades that a channel is to take, the best first. Raises ValidationError."""
    wanted = set(grades)
    (known,) = clean_channels([channel])
    if not wanted or not wanted <= set(evidence_grades.choices(known)):
        raise ValidationError(_("Choose at least one of the kinds of evidence in the list."), code="grades")
    return evidence_grades.ordered(wanted)
