"""Forms of a campaign: what it says and asks, its picture, its questions, its terms."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from accounts import validators as accounts_validators
from campaigns import validators as campaigns_validators

if TYPE_CHECKING:
    from campaigns.models import Campaign

MEGABYTE = 1_000_000
_MOMENT = {"type": "datetime-local", "class": "input-short"}
_SHORT = {"class": "input-short", "inputmode": "numeric"}
EMAIL_POLICIES = [
    ("none", _("Do not ask for it")),
    ("optional", _("Ask, may be left empty")),
    ("required", _("Required")),
    ("confirmed", _("Required, and confirmed by a link in a mail before anything is shown")),
]


def _moment(label: Any, hint: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False,
        label=label,
        help_text=hint,
        widget=forms.DateTimeInput(attrs=_MOMENT, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )


class CampaignForm(forms.Form):
    """All that a campaign says and asks, except picture, questions and terms."""

    title = forms.CharField(max_length=120, label=_("Title"), help_text=_("Fans see it first. Short is strong."))
    tagline = forms.CharField(max_length=200, required=False, label=_("One sentence under the title"))
    brief = forms.CharField(
        max_length=10_000,
        required=False,
        label=_("Brief"),
        help_text=_("What you would love to see, what happens with it, what people get for it."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    hashtags = forms.CharField(
        max_length=2_200,
        required=False,
        label=_("Hashtags"),
        help_text=_("With spaces between them. Big and small letters are the same."),
    )
    opens_at = _moment(_("Opens"), _("Empty: as soon as you open it."))
    closes_at = _moment(_("Closes"), _("Empty: when you close it."))
    takes_photos = forms.BooleanField(required=False, label=_("Takes photos"))
    takes_videos = forms.BooleanField(required=False, label=_("Takes videos"))
    max_files = forms.IntegerField(label=_("Files in one sending, at most"), min_value=1)
    max_photo_mb = forms.IntegerField(label=_("A photo, at most (MB)"), min_value=1)
    max_video_mb = forms.IntegerField(label=_("A video, at most (MB)"), min_value=1)
    max_video_seconds = forms.IntegerField(label=_("Length of a video, at most (seconds)"), min_value=1)
    email_policy = forms.ChoiceField(label=_("E-mail address"), choices=EMAIL_POLICIES, widget=forms.RadioSelect)
    minimum_age = forms.IntegerField(
        label=_("Minimum age"),
        min_value=0,
        max_value=99,
        help_text=_("People confirm it when they send. 0: do not ask."),
    )
    report_threshold = forms.IntegerField(
        label=_("Reports until an item is looked at again"), min_value=1, max_value=100
    )
    proof_of_work = forms.BooleanField(
        required=False,
        label=_("Keep robots out without a puzzle"),
        help_text=_(
            "Each phone solves a small sum by itself while people fill in the form. Who has no JavaScript confirms an "
            "e-mail address instead. Programs bring the same sum, or a token of yours."
        ),
    )
    answer_hours = forms.IntegerField(
        required=False,
        label=_("Answer messages within (hours)"),
        min_value=1,
        max_value=campaigns_validators.MOST_ANSWER_HOURS,
        help_text=_("Your own target: the inbox says who waits for longer. Empty: none."),
    )
    accent = forms.CharField(
        max_length=7, required=False, label=_("Accent colour"), help_text=_("Like #e4572e; empty: the brand's own.")
    )
    listed = forms.BooleanField(required=False, label=_("Show it on the front page of this site"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = settings.MEDIA_LIMITS
        _at_most(self.fields["max_files"], limits["max_files"])
        _at_most(self.fields["max_photo_mb"], limits["max_photo_bytes"] // MEGABYTE)
        _at_most(self.fields["max_video_mb"], limits["max_video_bytes"] // MEGABYTE)
        _at_most(self.fields["max_video_seconds"], limits["max_video_seconds"])

    def clean_hashtags(self) -> list[str]:
        """The tags in their one spelling."""
        raw: str = self.cleaned_data["hashtags"]
        return campaigns_validators.clean_hashtags(raw.replace(",", " ").replace("#", " ").split())

    def clean_accent(self) -> str:
        """`#rrggbb` or nothing."""
        return accounts_validators.clean_colour(self.cleaned_data["accent"])

    def clean(self) -> dict[str, Any]:
        """Dates in order, and at least one kind of file."""
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The campaign has to close after it opens."))
        if not cleaned.get("takes_photos") and not cleaned.get("takes_videos"):
            self.add_error("takes_photos", _("Take photos, videos or both."))
        return cleaned

    def fields_of_service(self) -> dict[str, Any]:
        """What `create` and `update` take; hashtags apart."""
        given = dict(self.cleaned_data)
        given.pop("hashtags")
        given["max_photo_bytes"] = given.pop("max_photo_mb") * MEGABYTE
        given["max_video_bytes"] = given.pop("max_video_mb") * MEGABYTE
        return given


def _at_most(field: forms.Field, most: int) -> None:
    assert isinstance(field, forms.IntegerField)
    field.max_value = most
    field.validators.append(MaxValueValidator(most))
    field.widget.attrs.update({**_SHORT, "max": most, "min": field.min_value or 0})


def beginning() -> dict[str, Any]:
    """What a new campaign starts with."""
    limits = settings.MEDIA_LIMITS
    return {
        "takes_photos": True,
        "takes_videos": True,
        "listed": True,
        "max_files": limits["max_files"],
        "max_photo_mb": limits["max_photo_bytes"] // MEGABYTE,
        "max_video_mb": limits["max_video_bytes"] // MEGABYTE,
        "max_video_seconds": limits["max_video_seconds"],
        "email_policy": "optional",
        "minimum_age": 16,
        "report_threshold": 3,
        "proof_of_work": True,
        "answer_hours": 24,
    }


_SAME = (
    "title",
    "tagline",
    "brief",
    "opens_at",
    "closes_at",
    "takes_photos",
    "takes_videos",
    "max_files",
    "max_video_seconds",
    "email_policy",
    "minimum_age",
    "report_threshold",
    "proof_of_work",
    "answer_hours",
    "accent",
    "listed",
)


def as_written(campaign: "Campaign") -> dict[str, Any]:
    """A campaign as the form shows it."""
    return {
        **{name: getattr(campaign, name) for name in _SAME},
        "hashtags": " ".join(f"#{hashtag.tag}" for hashtag in campaign.hashtags.all()),
        "max_photo_mb": max(1, campaign.max_photo_bytes // MEGABYTE),
        "max_video_mb": max(1, campaign.max_video_bytes // MEGABYTE),
    }


class VersionForm(forms.Form):
    """The version that was on the screen."""

    version = forms.IntegerField(min_value=1, max_value=2_147_483_647, widget=forms.HiddenInput)


class HeroForm(forms.Form):
    """The picture at the head of the campaign's page, with words for those who do not see it."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("A photo in landscape, at least 1600 pixels wide. JPEG, PNG, WebP, HEIC or AVIF."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    alt = forms.CharField(
        max_length=300,
        label=_("What does it show?"),
        help_text=_("Read aloud to people who do not see the picture."),
        error_messages={"required": _("Describe the picture in a few words.")},
    )


class QuestionForm(forms.Form):
    """One entry question."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    label = forms.CharField(max_length=200, label=_("Question"))
    hint = forms.CharField(max_length=300, required=False, label=_("Hint"))
    kind = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            ("short_text", _("Short text")),
            ("long_text", _("Long text")),
            ("choice", _("One of several")),
            ("yes_no", _("Yes or no")),
        ],
    )
    options = forms.CharField(
        max_length=2_600,
        required=False,
        label=_("Answers to choose from"),
        help_text=_("One on each line; only for “one of several”."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    required = forms.BooleanField(required=False, label=_("Must be answered"))

    def clean(self) -> dict[str, Any]:
        """A choice needs at least two answers."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "choice" and len(lines(cleaned.get("options", ""))) < 2:
            self.add_error("options", _("Write at least two answers, one on each line."))
        return cleaned

    def spec(self) -> campaigns_validators.QuestionSpec:
        """The question as the service takes it."""
        given = self.cleaned_data
        return campaigns_validators.QuestionSpec(
            label=given["label"],
            kind=given["kind"],
            key=given["key"],
            hint=given["hint"],
            options=tuple(lines(given["options"])),
            required=given["required"],
        )


QUESTION_FIELDS = ("key", "label", "hint", "kind", "options", "required")


def written_questions(campaign: "Campaign") -> list[dict[str, Any]]:
    """The campaign's questions as the form shows them."""
    return [
        {
            "key": question.key,
            "label": question.label,
            "hint": question.hint,
            "kind": question.kind,
            "options": "\n".join(question.options),
            "required": question.required,
        }
        for question in campaign.questions.all()
    ]


def lines(text: str) -> list[str]:
    """The lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
