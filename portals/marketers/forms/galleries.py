"""Forms of galleries and exports: title and words, what goes in, the order, the use an export is for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations import validators as conversations_validators
from galleries import validators as galleries_validators
from portals.marketers.forms.library import UuidsField


class GalleryForm(forms.Form):
    """A gallery's title and opening words."""

    title = forms.CharField(max_length=galleries_validators.TITLE_LENGTH, label=_("Title"))
    introduction = forms.CharField(
        max_length=galleries_validators.INTRODUCTION_LENGTH,
        required=False,
        label=_("Introduction"),
        help_text=_("A few sentences above the pictures."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    campaign = forms.ChoiceField(
        required=False, label=_("Campaign"), help_text=_("The gallery then leads people to it."), choices=()
    )

    def __init__(self, *args: Any, campaigns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *campaigns]


class PickForm(forms.Form):
    """Which items come in."""

    ids = forms.TypedMultipleChoiceField(choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ids"] = UuidsField(most=200)


class PlaceForm(forms.Form):
    """Move one item: a step, to an end, or before another one."""

    submission = forms.UUIDField()
    move = forms.ChoiceField(required=False, choices=[("up", ""), ("down", ""), ("first", ""), ("last", "")])
    before = forms.UUIDField(required=False)


class RemoveForm(forms.Form):
    """Name one item."""

    submission = forms.UUIDField()


class CloseForm(forms.Form):
    """Say that a delivered copy is down."""

    note = forms.CharField(
        max_length=galleries_validators.NOTE_LENGTH,
        required=False,
        label=_("What was done"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    last = forms.IntegerField(min_value=0, max_value=2**63 - 1, required=False, widget=forms.HiddenInput)


class MessageForm(forms.Form):
    """A message to a contributor."""

    text = forms.CharField(
        max_length=conversations_validators.TEXT_LENGTH,
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write something first.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)
