"""The fields, questions and answers of a campaign."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import override_settings

from campaigns.models import Campaign
from campaigns.validators import QuestionSpec, clean_fields, clean_questions
from tests.factories import NOW

LATER = NOW + timedelta(days=1)


def errors_of(fields: dict[str, Any], campaign: Campaign | None = None) -> set[str]:
    with pytest.raises(ValidationError) as refusal:
        clean_fields(campaign or Campaign(), fields)
    assert all(message.endswith(".") for message in refusal.value.messages)
    return set(refusal.value.message_dict)


@pytest.mark.parametrize(
    ("name", "given", "clean"),
    [
        ("title", "  Summer \n on film ", "Summer on film"),
        ("tagline", "", ""),
        ("brief", " One  line \r\n\r\n two \n", "One  line\n\n two"),
        ("hero_alt", "A beach", "A beach"),
        ("listed", False, False),
        ("opens_at", NOW, NOW),
        ("closes_at", None, None),
        ("accent", "#ABCDEF", "#abcdef"),
        ("email_policy", "required", "required"),
        ("minimum_age", 0, 0),
        ("takes_photos", False, False),
        ("max_files", 10, 10),
        ("max_photo_bytes", 1, 1),
        ("max_video_bytes", 500_000_000, 500_000_000),
        ("max_video_seconds", 600, 600),
        ("report_threshold", 1, 1),
    ],
)
def test_clean_fields(name: str, given: Any, clean: Any) -> None:
    assert clean_fields(Campaign(), {name: given}) == {name: clean}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("title", " "),
        ("title", "x" * 121),
        ("title", None),
        ("title", "nul\x00"),
        ("tagline", "x" * 201),
        ("brief", "x" * 10_001),
        ("listed", "yes"),
        ("opens_at", "2026-01-01"),
        ("opens_at", datetime(2026, 1, 1)),  # noqa: DTZ001 a moment without a zone is no moment
        ("accent", "red"),
        ("email_policy", "maybe"),
        ("minimum_age", -1),
        ("minimum_age", 100),
        ("max_files", 0),
        ("max_files", 11),
        ("max_files", True),
        ("max_files", "3"),
        ("max_photo_bytes", settings.MEDIA_LIMITS["max_photo_bytes"] + 1),
        ("max_video_bytes", 0),
        ("max_video_seconds", settings.MEDIA_LIMITS["max_video_seconds"] + 1),
        ("report_threshold", 0),
        ("state", "live"),
        ("slug", "other"),
        ("version", 7),
        ("brand", None),
        ("terms", None),
    ],
)
def test_clean_fields_refuses(name: str, given: Any) -> None:
    assert errors_of({name: given}) == {name}


def test_clean_fields_collects_all_errors() -> None:
    assert errors_of({"title": "", "accent": "red", "state": "live"}) == {"title", "accent", "state"}


def test_clean_fields_looks_at_what_belongs_together() -> None:
    assert errors_of({"opens_at": LATER, "closes_at": NOW}) == {"closes_at"}
    assert errors_of({"closes_at": NOW}, Campaign(opens_at=NOW)) == {"closes_at"}
    assert errors_of({"opens_at": LATER}, Campaign(closes_at=NOW)) == {"closes_at"}
    assert errors_of({"takes_photos": False, "takes_videos": False}) == {"takes_photos"}
    assert errors_of({"takes_videos": False}, Campaign(takes_photos=False)) == {"takes_photos"}


@override_settings(MEDIA_LIMITS={**settings.MEDIA_LIMITS, "max_files": 3})
def test_limits_are_the_installations_at_most() -> None:
    assert errors_of({"max_files": 4}) == {"max_files"}


# --- Questions -----------------------------------------------------------------------------------


def test_clean_questions_gives_each_a_key_of_its_own_and_keeps_given_ones() -> None:
    specs = [
        QuestionSpec(" Where  was it? "),
        QuestionSpec("Where was it?", hint=" A place "),
        QuestionSpec("Renamed", key="where"),
        QuestionSpec("何?", "yes_no", options=("left", "out")),
        QuestionSpec("Size", "choice", options=("S", " M ", "S", " ")),
    ]
    assert clean_questions(specs) == [
        QuestionSpec("Where was it?", key="where-was-it"),
        QuestionSpec("Where was it?", key="where-was-it-2", hint="A place"),
        QuestionSpec("Renamed", key="where"),
        QuestionSpec("何?", "yes_no", key="question"),
        QuestionSpec("Size", "choice", key="size", options=("S", "M")),
    ]


@pytest.mark.parametrize(
    "spec",
    [
        QuestionSpec(" "),
        QuestionSpec("x" * 201),
        QuestionSpec("Hm?", hint="x" * 301),
        QuestionSpec("Hm?", "rating"),
        QuestionSpec("Hm?", "choice", options=("only one",)),
        QuestionSpec("Hm?", "choice", options=tuple(str(number) for number in range(21))),
    ],
)
def test_clean_questions_refuses(spec: QuestionSpec) -> None:
    with pytest.raises(ValidationError):
        clean_questions([spec])


def test_clean_questions_are_at_most_twenty() -> None:
    with pytest.raises(ValidationError):
        clean_questions(QuestionSpec(f"Question {number}") for number in range(21))
