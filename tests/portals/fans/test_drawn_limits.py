"""Forms draw the limits that the services judge by: what a page lets somebody type is never refused for its length."""

import pytest

from campaigns.models import Question
from conversations import validators as conversations_validators
from portals.fans import forms, own_forms
from submissions import validators


@pytest.mark.parametrize(
    ("form", "limits"),
    [
        (
            forms.EntryForm,
            {
                "caption": validators.CAPTION_LENGTH,
                "name": validators.NAME_LENGTH,
                "email": validators.EMAIL_LENGTH,
            },
        ),
        (forms.ReplyForm, {"text": conversations_validators.TEXT_LENGTH}),
        (own_forms.EditForm, {"caption": validators.CAPTION_LENGTH, "credit": validators.NAME_LENGTH}),
        (own_forms.AddressForm, {"email": validators.EMAIL_LENGTH}),
        (own_forms.RemindForm, {"email": validators.EMAIL_LENGTH}),
        (own_forms.KeepForm, {"email": validators.EMAIL_LENGTH}),
    ],
)
def test_fields_have_the_limits_of_the_validators(form: type[forms.JudgedElsewhere], limits: dict[str, int]) -> None:
    assert {name: getattr(form.base_fields[name], "max_length", None) for name in limits} == limits


@pytest.mark.parametrize(
    ("kind", "limit"), [("short_text", validators.SHORT_ANSWER_LENGTH), ("long_text", validators.LONG_ANSWER_LENGTH)]
)
def test_answers_have_them_too(kind: str, limit: int) -> None:
    field = forms._question(Question(kind=kind, label="Which lake?"))
    assert getattr(field, "max_length", None) == limit
