"""The form of a campaign's terms: the words people agree to, and what they can tick."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portals.marketers.forms.campaigns import lines
from rights import scopes as rights_scopes


class TermsForm(forms.Form):
    """The words people agree to, and what they can tick."""

    locale = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)
    text = forms.CharField(
        max_length=60_000,
        label=_("Terms"),
        help_text=_("Your lawyer's text. Changing a word makes a new version; what was sent before keeps its own."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    summary = forms.CharField(
        max_length=1_600,
        label=_("In plain sentences"),
        help_text=_("One to five sentences, one on each line. Fans read these first."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    offered = forms.MultipleChoiceField(
        label=_("What people can allow"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Offer at least one use.")},
    )
    required = forms.MultipleChoiceField(
        required=False,
        label=_("Without which nothing can be sent"),
        help_text=_("Ask for little here: everything else stays a free choice."),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presets = rights_scopes.PRESETS
        for name in ("offered", "required"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [
                (key, f"{scope.label}: {scope.sentence}" if name == "offered" else scope.label)
                for key, scope in presets.items()
                if name == "offered" or scope.channels
            ]

    def clean_summary(self) -> list[str]:
        """One to five short lines."""
        return short_lines(self.cleaned_data["summary"])

    def clean(self) -> dict[str, Any]:
        """What is required has to be offered, and AI training is never required."""
        cleaned = super().clean() or self.cleaned_data
        if set(cleaned.get("required", [])) - set(cleaned.get("offered", [])):
            self.add_error("required", _("Offer it above first."))
        return cleaned

    def scopes(self) -> list[rights_scopes.Scope]:
        """The scopes as the service takes them."""
        required = set(self.cleaned_data["required"])
        offered = rights_scopes.presets(self.cleaned_data["offered"])
        return [with_requirement(scope, scope.key in required) for scope in offered]


class TranslationForm(forms.Form):
    """The same terms in another language: words only, the choices stay."""

    summary = forms.CharField(
        max_length=1_600,
        label=_("In plain sentences"),
        help_text=_("One to five sentences, one on each line. Fans read these first."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    text = forms.CharField(
        max_length=60_000,
        label=_("Terms"),
        help_text=_("Say the same as the terms themselves. Each change makes a new version, as with them."),
        widget=forms.Textarea(attrs={"rows": 16}),
    )

    def clean_summary(self) -> list[str]:
        """One to five short lines."""
        return short_lines(self.cleaned_data["summary"])


def short_lines(text: str) -> list[str]:
    """One to five lines of at most 300 characters."""
    written = lines(text)
    if len(written) > 5:
        raise ValidationError(_("Five sentences at most."))
    if any(len(line) > 300 for line in written):
        raise ValidationError(_("Keep each sentence under 300 characters."))
    return written


def with_requirement(scope: rights_scopes.Scope, required: bool) -> rights_scopes.Scope:
    """The same scope, to be ticked or free."""
    return rights_scopes.Scope(**{**vars(scope), "required": required})


def written_terms(*, text: str, summary: Any, locale: str, scopes: Any) -> Mapping[str, Any]:
    """Terms as the form shows them."""
    return {
        "locale": locale,
        "text": text,
        "summary": "\n".join(summary),
        "offered": [scope.key for scope in scopes],
        "required": [scope.key for scope in scopes if scope.required],
    }
