"""What a moderator's decisions say: the version that was looked at, what is left out, the reason, a note."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation import validators as moderation_validators

LOOK_FIRST = _("Say that you have looked at all of it, then approve.")
LEAVE_ONE_IN = _("Leave at least one picture in, or reject the whole item.")


class DecisionForm(forms.Form):
    """Every decision names the version that was on the screen."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)


class LookedAtForm(DecisionForm):
    """A decision that also says what was on the screen; `looking` where the page's script kept an eye on it."""

    looking = forms.BooleanField(required=False)
    seen = forms.TypedMultipleChoiceField(required=False)

    def __init__(self, *args: Any, assets: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = _some_of(assets)

    def looked_at(self) -> list[Any] | None:
        """The assets that were on the screen; None where nobody knows."""
        seen: list[Any] = self.cleaned_data["seen"]
        return seen if self.cleaned_data["looking"] else None


def _some_of(assets: Iterable[Any]) -> forms.TypedMultipleChoiceField:
    """Any of these pictures, or none."""
    known = {str(asset.pk): asset.pk for asset in assets}
    return forms.TypedMultipleChoiceField(
        choices=[(text, text) for text in known],
        coerce=known.__getitem__,
        required=False,
        error_messages={"invalid_choice": _("That picture is not part of this item any more.")},
    )


class ApproveForm(LookedAtForm):
    """Approve, leaving out some of the assets if wished; with `unseen` also what was not looked at.

    Where no script kept an eye on it, the moderator has to say so in any case.
    """

    exclude = forms.TypedMultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    unseen = forms.BooleanField(required=False)

    def __init__(self, *args: Any, assets: Iterable[Any], **kwargs: Any) -> None:
        assets = list(assets)
        super().__init__(*args, assets=assets, **kwargs)
        ready = [asset for asset in assets if asset.state == "ready" and asset.withdrawn_at is None]
        self.fields["exclude"] = _some_of(ready)
        self.usable = len(ready)

    def clean_exclude(self) -> list[Any]:
        """At least one stays in."""
        chosen: list[Any] = self.cleaned_data["exclude"]
        if chosen and len(set(chosen)) >= self.usable:
            raise forms.ValidationError(LEAVE_ONE_IN)
        return chosen

    def clean_unseen(self) -> bool:
        """Said expressly, or by the script."""
        expressly: bool = self.cleaned_data["unseen"]
        if not expressly and not self.cleaned_data["looking"]:
            raise forms.ValidationError(LOOK_FIRST)
        return expressly


class RejectForm(LookedAtForm):
    """Reject with a reason the contributor will read, and a note if wished."""

    reason = forms.ChoiceField(choices=(), error_messages={"required": _("Choose a reason: the sender will read it.")})
    note = forms.CharField(
        max_length=moderation_validators.NOTE_LENGTH,
        required=False,
        label=_("A note to the sender"),
        help_text=_("They read it on their own page, under the reason."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, assets: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, assets=assets, **kwargs)
        self.fields["reason"] = forms.ChoiceField(
            choices=moderation_validators.REASONS, error_messages=self.base_fields["reason"].error_messages
        )


class ReopenForm(DecisionForm):
    """Open a decided item again, with a note for colleagues if wished."""

    note = forms.CharField(max_length=moderation_validators.NOTE_LENGTH, required=False)


class BlockForm(forms.Form):
    """Block a contributor: nothing more can be sent in; the reason stays in the house."""

    reason = forms.CharField(
        max_length=500,
        label=_("Why"),
        help_text=_("Only your team reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words, so that colleagues understand the block.")},
    )


def first_error(form: forms.Form) -> str:
    """The first thing to put right, as one sentence."""
    return next(str(line) for lines in form.errors.values() for line in lines)


def reasons() -> list[tuple[int, str, str]]:
    """The reasons in the order of their keys: number, value, words."""
    return [(number, value, str(label)) for number, (value, label) in enumerate(moderation_validators.REASONS, start=1)]
