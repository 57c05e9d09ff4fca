"""The form of the settings that says which evidence is enough for which use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals import words
from rights import grades


class EvidenceForm(forms.Form):
    """For each channel the grades that it takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel, label in words.CHANNELS.items():
            self.fields[channel] = forms.MultipleChoiceField(
                label=str(label),
                choices=[(grade, grade) for grade in grades.choices(channel)],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Tick at least one: without evidence nothing may be used.")},
            )
