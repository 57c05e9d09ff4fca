"""Lists and mappings as the API takes them: their length is looked at before anything in them is."""

from typing import Any

from django.utils.translation import ngettext
from rest_framework import serializers

MOST_NAMES = 100


class BoundedList(serializers.ListField):
    """DRF's list judges each of its items first and its own length last: half a million bad ids cost a minute."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(max_length=most, **options)

    def run_child_validation(self, data: Any) -> Any:
        """Judge the items of a list that is short enough. Raises ValidationError."""
        if len(data) > (self.max_length or 0):
            raise serializers.ValidationError(_too_many(self.max_length or 0), code="max_length")
        return super().run_child_validation(data)


class BoundedDict(serializers.DictField):
    """The same for a mapping from names to values."""

    def run_child_validation(self, data: Any) -> Any:
        """Judge the values of a mapping that is short enough. Raises ValidationError."""
        if len(data) > MOST_NAMES:
            raise serializers.ValidationError(_too_many(MOST_NAMES), code="max_length")
        return super().run_child_validation(data)


def _too_many(most: int) -> str:
    return ngettext("At most %(count)d entry is taken here.", "At most %(count)d entries are taken here.", most) % {
        "count": most
    }
