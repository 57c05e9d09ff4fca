"""Forms of the library: what to find, a use to check, why an original is needed, where picked items go."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals import words
from rights import uses
from submissions.lifecycle import State

KINDS = [("", _("Photos and videos")), ("photo", _("Photos")), ("video", _("Videos"))]


class FindForm(forms.Form):
    """What the library is narrowed to. What makes no sense narrows nothing."""

    q = forms.CharField(max_length=200, required=False, label=_("Words in the caption"), strip=True)
    campaign = forms.ChoiceField(required=False, label=_("Campaign"), choices=())
    state = forms.ChoiceField(required=False, label=_("State"), choices=())
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=KINDS)
    use = forms.ChoiceField(required=False, label=_("May be used for"), choices=())

    def __init__(self, *args: Any, campaigns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, Any]]] = {
            "campaign": [("", _("All campaigns")), *campaigns],
            "state": [("", _("All states")), *State.choices],
            "use": [("", _("Anything")), *words.CHANNELS.items()],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def wanted(self) -> dict[str, str]:
        """What was asked for and makes sense."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class UseForm(forms.Form):
    """A use: where, in which country, with which changes."""

    channel = forms.ChoiceField(label=_("Where"), choices=list(words.CHANNELS.items()))
    territory = forms.CharField(
        max_length=2,
        required=False,
        label=_("Country"),
        help_text=_("Two letters, such as DE; empty: everywhere."),
        widget=forms.TextInput(attrs={"class": "input-short", "autocapitalize": "characters"}),
    )
    edits = forms.BooleanField(required=False, label=_("With changes, such as cropping or text"))
    ai = forms.BooleanField(required=False, label=_("For training AI"))

    def clean_territory(self) -> str:
        """A country code in capitals, or everywhere."""
        code = self.cleaned_data["territory"].strip().upper() or uses.EVERYWHERE
        if not uses.is_territory(code):
            raise forms.ValidationError(
                _("There is no country with this code. Write its two letters, for instance DE.")
            )
        return str(code)

    def use(self) -> uses.Use:
        """The use that was described."""
        return uses.Use(**self.cleaned_data)


class OriginalForm(forms.Form):
    """Why somebody needs the file as it was sent."""

    reason = forms.CharField(
        min_length=3,
        max_length=500,
        label=_("What do you need the original for?"),
        help_text=_("It holds everything the camera wrote, perhaps the place. Your answer is kept in the log."),
        error_messages={"required": _("Write down what the original is needed for.")},
    )


class ToGalleryForm(forms.Form):
    """Which items go into which gallery."""

    gallery = forms.SlugField(max_length=80)
    ids = forms.TypedMultipleChoiceField(choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ids"] = UuidsField()


class UuidsField(forms.MultipleChoiceField):
    """Any number of ids, each once, in the order they were sent; whether they exist is the service's question."""

    def __init__(self, *, most: int = 1000, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def validate(self, value: Any) -> None:
        """Every one has to be an id."""
        if self.required and not value:
            raise forms.ValidationError(_("Pick at least one."), code="required")
        if len(value) > self.most:
            raise forms.ValidationError(_("That is too many at once."), code="many")

    def clean(self, value: Any) -> Any:
        """The ids."""
        checked = super().clean(value)
        one = forms.UUIDField()
        return list(dict.fromkeys(one.clean(each) for each in checked))
