"""Campaigns as the API speaks of them."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from campaigns import validators as limits
from portals.api.fields import BoundedList

_MOST: dict[str, int] = settings.MEDIA_LIMITS  # of this installation
# Of a list in one call; how many questions a campaign may ask is judged, with its sentence, by its service.
MOST_READ = 50


class OfferedScope(serializers.Serializer[Any]):
    """One permission that contributors may tick."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF allows any name
    sentence = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # DRF allows any name


class TermsShown(serializers.Serializer[Any]):
    """The terms that apply now."""

    locales = serializers.ListField(child=serializers.CharField(), help_text="In which languages they can be shown.")
    version = serializers.IntegerField()
    locale = serializers.CharField()
    text = serializers.CharField()
    text_hash = serializers.CharField()
    summary = serializers.ListField(child=serializers.CharField())
    scopes = OfferedScope(many=True)


class QuestionShown(serializers.Serializer[Any]):
    """One question of the entry form; answer it under its key."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # DRF allows any name
    hint = serializers.CharField()
    kind = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    required = serializers.BooleanField()  # type: ignore[assignment]  # DRF allows any name


class LimitsShown(serializers.Serializer[Any]):
    """What may be sent: counts, bytes, seconds."""

    takes_photos = serializers.BooleanField()
    takes_videos = serializers.BooleanField()
    max_files = serializers.IntegerField()
    max_photo_bytes = serializers.IntegerField()
    max_video_bytes = serializers.IntegerField()
    max_video_seconds = serializers.IntegerField()
    minimum_age = serializers.IntegerField()
    email_policy = serializers.CharField()


class BrandShown(serializers.Serializer[Any]):
    """Who asks."""

    slug = serializers.CharField()
    name = serializers.CharField()
    contact_email = serializers.CharField()
    privacy_url = serializers.CharField()
    retention_months = serializers.IntegerField()
    logo_url = serializers.CharField(help_text="The brand's logo, 320 pixels at most; empty where it has none.")


class CampaignShown(serializers.Serializer[Any]):
    """One campaign."""

    slug = serializers.CharField()
    title = serializers.CharField()
    tagline = serializers.CharField()
    brief = serializers.CharField()
    state = serializers.CharField()
    listed = serializers.BooleanField()
    accent = serializers.CharField(help_text="`#rrggbb`; empty: the brand's own.")
    proof_of_work = serializers.BooleanField(help_text="Whether sending without a token asks for a small sum.")
    report_threshold = serializers.IntegerField(
        required=False, help_text="Reports until an item is looked at again; only for members."
    )
    answer_hours = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="Messages should be answered within so many hours; only for members. `null`: no target.",
    )
    version = serializers.IntegerField()
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    hashtags = serializers.ListField(child=serializers.CharField())
    limits = LimitsShown()
    questions = QuestionShown(many=True)
    terms = TermsShown(allow_null=True)
    brand = BrandShown()
    url = serializers.URLField()
    submit_url = serializers.URLField()


class QuestionWritten(serializers.Serializer[Any]):
    """One question as a marketer writes it."""

    key = serializers.SlugField(max_length=40)
    label = serializers.CharField(max_length=200)  # type: ignore[assignment]  # DRF allows any name
    hint = serializers.CharField(max_length=300, required=False, allow_blank=True)
    kind = serializers.ChoiceField(["short_text", "long_text", "choice", "yes_no"], default="short_text")
    options = BoundedList(most=MOST_READ, child=serializers.CharField(max_length=120), required=False)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]  # DRF allows any name


class TermsWritten(serializers.Serializer[Any]):
    """Terms as a marketer writes them; changing anything makes a new version."""

    locale = serializers.CharField(max_length=10, default="en")
    text = serializers.CharField(max_length=50_000)
    summary = BoundedList(most=5, child=serializers.CharField(max_length=300), min_length=1)
    scopes = BoundedList(most=10, child=serializers.CharField(max_length=40), min_length=1)


class CampaignWritten(serializers.Serializer[Any]):
    """What a marketer may set; state changes have calls of their own."""

    title = serializers.CharField(max_length=120)
    tagline = serializers.CharField(max_length=200, required=False, allow_blank=True)
    brief = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    listed = serializers.BooleanField(required=False)
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    accent = serializers.RegexField(r"^(#[0-9a-f]{6})?$", required=False, allow_blank=True)
    email_policy = serializers.ChoiceField(["none", "optional", "required", "confirmed"], required=False)
    minimum_age = serializers.IntegerField(min_value=0, max_value=99, required=False)
    takes_photos = serializers.BooleanField(required=False)
    takes_videos = serializers.BooleanField(required=False)
    max_files = serializers.IntegerField(min_value=1, max_value=_MOST["max_files"], required=False)
    max_photo_bytes = serializers.IntegerField(min_value=1, max_value=_MOST["max_photo_bytes"], required=False)
    max_video_bytes = serializers.IntegerField(min_value=1, max_value=_MOST["max_video_bytes"], required=False)
    max_video_seconds = serializers.IntegerField(min_value=1, max_value=_MOST["max_video_seconds"], required=False)
    report_threshold = serializers.IntegerField(min_value=1, max_value=limits.MOST_REPORTS, required=False)
    proof_of_work = serializers.BooleanField(required=False)
    answer_hours = serializers.IntegerField(
        min_value=1, max_value=limits.MOST_ANSWER_HOURS, required=False, allow_null=True
    )
    hashtags = BoundedList(most=30, child=serializers.CharField(max_length=101), required=False)
    questions = QuestionWritten(many=True, required=False, max_length=MOST_READ)  # type: ignore[call-arg]  # of the list
    terms = TermsWritten(required=False)

    def validate_terms(self, value: dict[str, Any]) -> dict[str, Any]:
        """Terms are whole or not at all, also where only some fields of the campaign change."""
        whole = TermsWritten(data=value)
        whole.is_valid(raise_exception=True)
        return dict(whole.validated_data)

    def validate_questions(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each question is whole, as with terms."""
        whole = QuestionWritten(data=value, many=True, max_length=MOST_READ)  # type: ignore[call-arg]  # of the list
        whole.is_valid(raise_exception=True)
        return [dict(question) for question in whole.validated_data]
