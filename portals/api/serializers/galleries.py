"""Galleries, exports and rights checks as the API speaks of them."""

from typing import Any

from rest_framework import serializers

from galleries import validators as galleries_validators
from portals.api.fields import BoundedDict, BoundedList
from rights.uses import CHANNELS


class UseWritten(serializers.Serializer[Any]):
    """Where and how something is to be used."""

    channel = serializers.ChoiceField(CHANNELS)
    territory = serializers.CharField(required=False, default="*", max_length=2)
    edits = serializers.BooleanField(required=False, default=False)
    ai = serializers.BooleanField(required=False, default=False)


class GalleryWritten(serializers.Serializer[Any]):
    """A new gallery."""

    title = serializers.CharField(max_length=galleries_validators.TITLE_LENGTH)
    introduction = serializers.CharField(
        max_length=galleries_validators.INTRODUCTION_LENGTH, required=False, allow_blank=True
    )
    campaign = serializers.SlugField(max_length=80, required=False, allow_null=True)
    published = serializers.BooleanField(required=False)


class GalleryChanged(serializers.Serializer[Any]):
    """What may change; fields left out stay."""

    title = serializers.CharField(max_length=galleries_validators.TITLE_LENGTH, required=False)
    introduction = serializers.CharField(
        max_length=galleries_validators.INTRODUCTION_LENGTH, required=False, allow_blank=True
    )
    published = serializers.BooleanField(required=False)


class ItemsWritten(serializers.Serializer[Any]):
    """The gallery's submissions, in order; one that is named twice stands once, so more names than items may come."""

    submissions = BoundedList(most=2 * galleries_validators.MOST_ITEMS, child=serializers.UUIDField(), allow_empty=True)


class GalleryShown(serializers.Serializer[Any]):
    """One gallery; `items` counts what was put in, `showing` what may be shown now."""

    slug = serializers.CharField()
    title = serializers.CharField()
    introduction = serializers.CharField()
    campaign = serializers.CharField(allow_null=True)
    published = serializers.BooleanField()
    version = serializers.IntegerField()
    submissions = serializers.ListField(child=serializers.UUIDField(), required=False)
    url = serializers.URLField()


class MediaShown(serializers.Serializer[Any]):
    """One file of a public item."""

    spec = serializers.CharField()
    url = serializers.URLField()
    content_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class PublicItem(serializers.Serializer[Any]):
    """One photo or video that is shown."""

    submission_id = serializers.UUIDField()
    asset_id = serializers.UUIDField()
    kind = serializers.CharField()
    caption = serializers.CharField()
    credit = serializers.CharField()
    alt = serializers.CharField()
    media = MediaShown(many=True)


class PublicGallery(serializers.Serializer[Any]):
    """A published gallery with what may be shown at this moment."""

    slug = serializers.CharField()
    title = serializers.CharField()
    introduction = serializers.CharField()
    url = serializers.URLField()
    items = PublicItem(many=True)


class ExportWritten(serializers.Serializer[Any]):
    """What to export and what for."""

    gallery = serializers.SlugField(max_length=80, required=False, allow_null=True)
    filter = BoundedDict(required=False, help_text="{campaign: slug} when no gallery is named.")
    use = UseWritten()
    format = serializers.ChoiceField(["zip"], default="zip")


class RefusedShown(serializers.Serializer[Any]):
    """What was left out, and why."""

    submission_id = serializers.UUIDField()
    asset_id = serializers.UUIDField()
    reasons = serializers.ListField(child=serializers.DictField())


class ExportShown(serializers.Serializer[Any]):
    """One export: progress, then an address."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    use = UseWritten()
    gallery = serializers.CharField(allow_null=True)
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    bytes = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()
    ready_at = serializers.DateTimeField(allow_null=True)
    download_url = serializers.URLField(allow_null=True)
    message = serializers.CharField()
    refused = RefusedShown(many=True)


class RightsQuestion(serializers.Serializer[Any]):
    """May this asset be used for this?"""

    asset = serializers.UUIDField()
    use = UseWritten()


class EvidenceShown(serializers.Serializer[Any]):
    """Grades of evidence, the best first: those that this use takes, and those of the permissions that live."""

    takes = serializers.ListField(child=serializers.CharField())
    given = serializers.ListField(child=serializers.CharField())


class RightsAnswer(serializers.Serializer[Any]):
    """Yes or no with the reasons and the numbers of the ledger's events."""

    allowed = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.DictField())
    events = serializers.ListField(child=serializers.IntegerField())
    evidence = EvidenceShown()
    ledger_head = serializers.DictField()


class LedgerEventShown(serializers.Serializer[Any]):
    """One fact of the ledger."""

    sequence = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    body = serializers.DictField()
    prev_hash = serializers.CharField()
    hash = serializers.CharField()


class RightsHistory(serializers.Serializer[Any]):
    """Every fact about one submission, oldest first."""

    submission_id = serializers.UUIDField()
    events = LedgerEventShown(many=True)
