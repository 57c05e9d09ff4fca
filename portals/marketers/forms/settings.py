"""Forms of the settings: the brand's profile, invitations, roles and API tokens."""

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import validators as accounts_validators
from accounts.roles import Role, Scope

ROLE_NOTES = {
    Role.OWNER: _("Owner: everything, members and settings included"),
    Role.MARKETER: _("Marketer: campaigns, galleries, exports, conversations"),
    Role.MODERATOR: _("Moderator: decides what is approved"),
    Role.VIEWER: _("Viewer: looks, changes nothing"),
}


class ProfileForm(forms.Form):
    """What the brand says about itself on every public page."""

    name = forms.CharField(max_length=120, label=_("Name"), help_text=_("As fans know you."))
    legal_name = forms.CharField(max_length=200, required=False, label=_("Legal name"))
    address = forms.CharField(
        max_length=1000,
        required=False,
        label=_("Postal address"),
        help_text=_("Shown in the footer of public pages, as an imprint asks for."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    contact_email = forms.EmailField(label=_("E-mail address for fans"))
    website = forms.URLField(max_length=200, required=False, label=_("Website"), assume_scheme="https")
    privacy_url = forms.URLField(
        max_length=200, required=False, label=_("Address of your privacy notice"), assume_scheme="https"
    )
    retention_months = forms.IntegerField(
        min_value=1,
        max_value=240,
        label=_("Months to keep what people send"),
        help_text=_("Shown to fans before they send anything."),
    )
    accent = forms.CharField(
        max_length=7,
        required=False,
        label=_("Accent colour"),
        help_text=_("Like #e4572e. We adjust it on our pages where text would be hard to read."),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in zones])

    def clean_accent(self) -> str:
        """`#rrggbb` or nothing."""
        return accounts_validators.clean_colour(self.cleaned_data["accent"])


class LogoForm(forms.Form):
    """The logo, as a file."""

    logo = forms.FileField(
        label=_("Logo"),
        help_text=_(
            "PNG, JPEG or WebP up to 5 MB; best a PNG with a transparent background and nothing empty around it. Other "
            "data in the file, such as camera or program notes, is not kept."
        ),
    )


class InviteForm(forms.Form):
    """Ask somebody to join."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(
        label=_("Role"), choices=list(ROLE_NOTES.items()), initial=Role.VIEWER, widget=forms.RadioSelect
    )


class RoleForm(forms.Form):
    """Give a member another role."""

    user = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"))


class MemberForm(forms.Form):
    """Name a member."""

    user = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)


class InvitationForm(forms.Form):
    """Name an invitation."""

    invitation = forms.UUIDField(widget=forms.HiddenInput)


class TokenForm(forms.Form):
    """Make an API token, with no more scopes than one's own role allows."""

    name = forms.CharField(
        max_length=80, label=_("What is it for?"), help_text=_("So that you know later which one to revoke.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    expires_at = forms.DateField(
        required=False,
        label=_("Until"),
        help_text=_("Leave empty for a token that works until you revoke it."),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, scopes: Iterable[Scope], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=self.fields["scopes"].label,
            choices=[(scope.value, scope.label) for scope in scopes],
            widget=forms.CheckboxSelectMultiple,
            error_messages=self.fields["scopes"].error_messages,
        )


class RevokeTokenForm(forms.Form):
    """Name a token."""

    token = forms.UUIDField(widget=forms.HiddenInput)
