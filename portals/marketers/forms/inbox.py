"""Forms of the inbox: what to find, whose a conversation is, until when it rests, notes and standard replies."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.inbox import queries as inbox_queries

VIEWS = {
    "open": _("Open"),
    "unread": _("Unread"),
    "waiting": _("Waiting for us"),
    "overdue": _("Over target"),
    "mine": _("Mine"),
    "others": _("Of colleagues"),
    "nobody": _("Nobody's"),
    "snoozed": _("Snoozed"),
    "closed": _("Closed"),
    "all": _("All"),
    "blocked": _("Blocked people"),
}
MORNING = datetime.time(9)
RESTS = [
    ("later", _("For three hours")),
    ("tomorrow", _("Until tomorrow, 9:00")),
    ("monday", _("Until Monday, 9:00")),
    ("date", _("Until this time:")),
]
_MOST = 2_147_483_647


def view_of(asked: str | None) -> str:
    """The view that was asked for, or everything that is open."""
    return asked if asked and asked in inbox_queries.VIEWS else "open"


class InboxForm(forms.Form):
    """What a view is narrowed to. What makes no sense narrows nothing."""

    q = forms.CharField(max_length=200, required=False, label=_("Name or words"), strip=True)
    campaign = forms.ChoiceField(required=False, label=_("Campaign"), choices=())
    view = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, campaigns: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All campaigns")), *campaigns]

    def wanted(self) -> dict[str, str]:
        """What was asked for and makes sense, in the words of the query."""
        self.is_valid()
        given = self.cleaned_data
        return {"campaign": given.get("campaign", ""), "words": given.get("q", "").replace("\x00", "")}


class SeenForm(forms.Form):
    """The version that was on the screen."""

    version = forms.IntegerField(min_value=0, max_value=_MOST)


class AssignForm(forms.Form):
    """Whose it is to be, and whose it was on the screen; 0 is nobody."""

    to = forms.IntegerField(min_value=0, max_value=_MOST)
    was = forms.IntegerField(min_value=0, max_value=_MOST)


class SnoozeForm(SeenForm):
    """How long a conversation may rest. Times are the brand's."""

    rest = forms.ChoiceField(choices=RESTS)
    until = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])

    def moment(self, at: datetime.datetime) -> datetime.datetime | None:
        """When it comes back."""
        wanted, here = self.cleaned_data["rest"], timezone.localtime(at)
        if wanted == "later":
            return at + datetime.timedelta(hours=3)
        if wanted == "date":
            chosen: datetime.datetime | None = self.cleaned_data["until"]
            return chosen
        days = 1 if wanted == "tomorrow" else 7 - here.weekday()
        day = here.date() + datetime.timedelta(days=days)
        return timezone.make_aware(datetime.datetime.combine(day, MORNING))


class NoteForm(forms.Form):
    """A word to the other members."""

    text = forms.CharField(
        max_length=2000,
        label=_("Note"),
        help_text=_("Only your team reads it. It never leaves this studio."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please write something first.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class StandardReplyForm(forms.Form):
    """Words that are sent often."""

    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("Your colleagues find it by this name."))
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        max_length=2000,
        label=_("Text"),
        help_text=_(
            "{name}, {campaign}, {brand} and {campaign_page} are filled in. {name|there} says “there” to somebody "
            "without a name."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
