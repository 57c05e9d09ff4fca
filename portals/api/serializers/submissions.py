"""Submissions as contributors send them and as members read them."""

import json
from typing import Any

from django.conf import settings
from rest_framework import serializers

from moderation import validators as moderation_validators
from portals.api.fields import BoundedDict, BoundedList
from submissions.releases import validators as releases_validators

# More than any submission holds: what a campaign takes is judged, with its sentence, by the one door in.
MOST_FILES: int = settings.DATA_UPLOAD_MAX_NUMBER_FILES
MOST_SCOPES = 20


class Challenge(serializers.Serializer[Any]):
    """A sum by ALTCHA, version 2; its libraries solve it and make the base64 for the header `Proof`."""

    required = serializers.BooleanField()  # type: ignore[assignment]  # a field of this name, not the option
    challenge = serializers.DictField(
        allow_null=True, help_text="`parameters` and `signature`; null where none is asked."
    )


class SubmissionSent(serializers.Serializer[Any]):
    """One sending: multipart with `files`; lists are repeated fields."""

    files = BoundedList(
        most=MOST_FILES,
        child=serializers.FileField(allow_empty_file=True, use_url=False),
        required=False,
        default=list,
    )
    uploads = BoundedList(
        most=MOST_FILES,
        child=serializers.UUIDField(),
        required=False,
        default=list,
        help_text="Ids of completed uploads; they come behind `files`.",
    )
    caption = serializers.CharField(required=False, allow_blank=True, default="", trim_whitespace=True)
    alt_texts = BoundedList(
        most=2 * MOST_FILES,
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=list,
        help_text="One per file, in order.",
    )
    name = serializers.CharField(required=False, allow_blank=True, default="")
    email = serializers.CharField(required=False, allow_blank=True, default="")
    terms_version = serializers.IntegerField(required=False, allow_null=True, default=None, max_value=2**31 - 1)
    accept = serializers.BooleanField(required=False, default=False)
    age_confirmed = serializers.BooleanField(
        required=False, default=False, help_text="Old enough for the campaign and to decide alone."
    )
    age_band = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Instead of age_confirmed: under-16, 13-15, 16-17, 18+."
    )
    country = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="ISO 3166 code: says with age_band who decides."
    )
    persons = BoundedList(
        most=releases_validators.MOST_PEOPLE,
        child=BoundedDict(child=serializers.CharField(allow_blank=True)),
        required=False,
        default=list,
        help_text="With others_agreed or child_guardian: {name?, email?} of each who is asked to agree.",
    )
    guardian = BoundedDict(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="{name?, email?} of the parent or guardian of a young contributor.",
    )
    scopes = BoundedList(most=MOST_SCOPES, child=serializers.CharField(), required=False, default=list)
    people = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="nobody, only_me, others_agreed or child_guardian."
    )
    music = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="none, own, licensed or other; asked for videos."
    )
    answers = BoundedDict(required=False, default=dict)

    def to_internal_value(self, data: Any) -> Any:
        """In multipart, `answers`, `persons` and `guardian` are JSON strings."""
        return super().to_internal_value(_with_parsed_json(data))


class Created(serializers.Serializer[Any]):
    """What the contributor keeps: the last segment of `manage_url` is their token."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    manage_url = serializers.URLField()
    receipt_url = serializers.URLField()


class ReasonShown(serializers.Serializer[Any]):
    """Why something is as it is, in words."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    note = serializers.CharField(required=False)


class AssetStatus(serializers.Serializer[Any]):
    """One photo or video as its contributor sees it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.CharField()
    withdrawn = serializers.BooleanField()
    reason = ReasonShown(allow_null=True)


class UsedShown(serializers.Serializer[Any]):
    """A place where it is shown now."""

    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class StatusShown(serializers.Serializer[Any]):
    """What the contributor may know."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    reasons = ReasonShown(many=True)
    assets = AssetStatus(many=True)
    used = UsedShown(many=True)


class Withdrawal(serializers.Serializer[Any]):
    """Which assets; none means all."""

    assets = BoundedList(most=MOST_FILES, child=serializers.UUIDField(), required=False, default=list)


class RenditionShown(serializers.Serializer[Any]):
    """A derived file under a signed address that lives five minutes."""

    spec = serializers.CharField()
    stage = serializers.CharField()
    content_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    duration_s = serializers.FloatField(allow_null=True)
    bytes = serializers.IntegerField()
    url = serializers.URLField()


class AssetShown(serializers.Serializer[Any]):
    """One photo or video as members see it."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.CharField()
    filename = serializers.CharField()
    alt = serializers.CharField()
    content_type = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    duration_s = serializers.FloatField(allow_null=True)
    captured_at = serializers.CharField(
        allow_null=True,
        help_text="RFC 3339 with the camera's offset, or without one the camera's own clock: see `captured_at_kind`.",
    )
    captured_at_kind = serializers.ChoiceField(choices=["instant", "local"], allow_null=True)
    camera_model = serializers.CharField()
    fingerprint = serializers.CharField()
    failure = ReasonShown(allow_null=True)
    renditions = RenditionShown(many=True)


class GrantShown(serializers.Serializer[Any]):
    """A live grant; its id is the number of its ledger event."""

    id = serializers.IntegerField()
    asset_id = serializers.UUIDField(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())
    channels = serializers.ListField(child=serializers.CharField())
    territories = serializers.ListField(child=serializers.CharField())
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    edits = serializers.BooleanField()
    ai = serializers.BooleanField()
    evidence_grade = serializers.CharField()
    terms_version = serializers.IntegerField()


class DecisionShown(serializers.Serializer[Any]):
    """A verdict."""

    verdict = serializers.CharField()
    reason = serializers.CharField()
    note = serializers.CharField()
    excluded = serializers.ListField(child=serializers.UUIDField())
    unseen = serializers.ListField(
        child=serializers.UUIDField(),
        allow_null=True,
        help_text="Assets that were not on the screen; null where that is not known, as for decisions by API.",
    )
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SubmissionListed(serializers.Serializer[Any]):
    """One submission in a list."""

    id = serializers.UUIDField()
    campaign = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]  # DRF allows any name
    caption = serializers.CharField()
    credit = serializers.CharField(help_text="Whom it names when it is shown; decided together with the rest.")
    received_at = serializers.DateTimeField()
    contributor = serializers.CharField(help_text="Their name, or empty.")
    assets = AssetShown(many=True)


class SubmissionShown(SubmissionListed):
    """One submission, whole."""

    answers = serializers.DictField()
    grants = GrantShown(many=True)
    decisions = DecisionShown(many=True)


class Approval(serializers.Serializer[Any]):
    """Approve; excluded assets stay out."""

    version = serializers.IntegerField(required=False)
    exclude = BoundedList(most=MOST_FILES, child=serializers.UUIDField(), required=False, default=list)


class Rejection(serializers.Serializer[Any]):
    """Reject with a reason; the contributor reads the note."""

    version = serializers.IntegerField(required=False)
    reason = serializers.ChoiceField([code for code, _label in moderation_validators.REASONS])
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=moderation_validators.NOTE_LENGTH
    )


class Reopening(serializers.Serializer[Any]):
    """Open again."""

    version = serializers.IntegerField(required=False)
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=moderation_validators.NOTE_LENGTH
    )


def _with_parsed_json(data: Any) -> Any:
    raw = {name: data.get(name) for name in _JSON if hasattr(data, "get") and isinstance(data.get(name), str)}
    if not raw:
        return data
    parsed = {}
    for name, text in raw.items():
        try:
            parsed[name] = json.loads(text) if text.strip() else _JSON[name]()
        except (ValueError, RecursionError):
            raise serializers.ValidationError({name: ["This is not valid JSON."]}) from None
    plain = {name: data.getlist(name) if name in _LISTS else data.get(name) for name in data}
    return {**plain, **parsed}


_JSON: dict[str, type[dict[str, Any]] | type[list[Any]]] = {"answers": dict, "persons": list, "guardian": dict}
_LISTS = ("files", "uploads", "alt_texts", "scopes")
