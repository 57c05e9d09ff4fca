"""The form of the settings that says which evidence is enough for which use."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portals import words
from rights import grades


@dataclass(frozen=True)
class Box:
    """One box of the table."""

    grade: str
    id: str
    ticked: bool


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

    def rows(self) -> list[tuple[forms.BoundField, list[Box | None]]]:
        """Each channel with a box for each grade; None where the channel can never take it."""
        return [(self[channel], self._cells(channel)) for channel in words.CHANNELS]

    def _cells(self, channel: str) -> list[Box | None]:
        possible, ticked = grades.choices(channel), set(self[channel].value() or ())
        return [
            Box(grade, f"{self[channel].auto_id}_{number}", grade in ticked) if grade in possible else None
            for number, grade in enumerate(grades.GRADES)
        ]
