"""The small forms of a contributor's own page: changing words, asking for a second look, an address to write to."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy as lazy

from moderation import validators as moderation_validators
from portals.fans.forms import JudgedElsewhere
from submissions import validators
from submissions.finding import services as finding_services

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from submissions.models import Submission

ALT = "alt-"
Errors = Mapping[str, Sequence[object]]


class EditForm(JudgedElsewhere):
    """The words of one submission while nobody has decided: caption, credit and a description of each picture."""

    caption = forms.CharField(
        label=lazy("The story"),
        max_length=validators.CAPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    credit = forms.CharField(
        label=lazy("Your name beside it"),
        help_text=lazy("Shown with your pictures. Leave it empty to stay unnamed."),
        max_length=validators.NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(
        self, submission: "Submission", data: QueryDict | None = None, *, errors: Errors | None = None
    ) -> None:
        staying = [asset for asset in submission.assets.all() if asset.withdrawn_at is None]
        words = {"caption": submission.caption, "credit": submission.credit}
        initial = words | {f"{ALT}{asset.pk}": asset.alt_text for asset in staying}
        super().__init__(data, errors=errors, initial=initial, auto_id=f"edit-{submission.pk}-%s")
        for number, asset in enumerate(staying, start=1):
            self.fields[f"{ALT}{asset.pk}"] = forms.CharField(
                label=_description(number, len(staying)),
                help_text=_("For people who cannot see it."),
                max_length=validators.ALT_TEXT_LENGTH,
                required=False,
            )


def _description(number: int, of: int) -> str:
    return _("What is to be seen") if of == 1 else _("What is to be seen in number %(number)d") % {"number": number}


class AppealForm(JudgedElsewhere):
    """Why the team should look again."""

    text = forms.CharField(
        label=lazy("What should the team know?"),
        help_text=lazy("You can ask once. Somebody reads this and looks at your pictures again."),
        max_length=moderation_validators.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, submission: "Submission", data: QueryDict | None = None, *, errors: Errors | None = None
    ) -> None:
        super().__init__(data, errors=errors, auto_id=f"appeal-{submission.pk}-%s")


def _address(help_text: "StrOrPromise" = "") -> forms.EmailField:
    return forms.EmailField(
        label=lazy("Your e-mail address"),
        help_text=help_text,
        max_length=validators.EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class AddressForm(JudgedElsewhere):
    """The e-mail address that was given when sending."""

    email = _address(lazy("The one you gave when you sent your pictures."))


class RemindForm(JudgedElsewhere):
    """Where to write when a campaign opens."""

    email = _address(
        lazy("First a mail asks whether it was you. Then one comes when it opens, and your address is gone.")
    )


class KeepForm(JudgedElsewhere):
    """Where to mail the link of one's own page, and whether the address is kept."""

    email = _address()

    def __init__(self, data: QueryDict | None = None, *, errors: Errors | None = None) -> None:
        super().__init__(data, errors=errors, auto_id="keep-%s")

    @property
    def keeps(self) -> bool:
        """Whether the box was ticked; it never is beforehand."""
        return isinstance(self.data, QueryDict) and self.data.get("keep") == "yes"


class CodeForm(JudgedElsewhere):
    """The code from the e-mail."""

    code = forms.CharField(
        label=lazy("The code from the e-mail"),
        max_length=finding_services.CODE_TYPED_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-short number"}
        ),
    )
