"""The public forms as pages draw them: questions, controls and what was typed.

They judge nothing: what is right or wrong is said by the service behind them, and `show` puts its words in place.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy as lazy

from conversations import validators as conversations_validators
from moderation import validators as moderation_validators
from portals import countries, words
from portals.fans.entry import ANSWER
from rights import ages
from submissions import validators

if TYPE_CHECKING:
    from campaigns.models import Campaign, Question
    from rights.scopes import Scope

PEOPLE = [
    ("nobody", lazy("Nobody can be recognised")),
    ("only_me", lazy("Only me")),
    ("others_agreed", lazy("Other people too, and they agree")),
    ("child_guardian", lazy("A child, and a parent or guardian agrees")),
    ("unknown", lazy("I am not sure")),
]
MUSIC = [
    ("none", lazy("No music")),
    ("own", lazy("Music I made myself")),
    ("licensed", lazy("Music I have a licence for")),
    ("other", lazy("Other music, like a song that was playing")),
    ("unknown", lazy("I am not sure")),
]

REPORT_REASONS = [
    ("me", lazy("I am in it, and did not agree to this")),
    ("mine", lazy("It is my work, and I did not send it")),
    ("unsafe", lazy("It is hurtful or dangerous")),
    ("other", lazy("Something else")),
]


class Countries(forms.Select):
    """Each country says from which age one decides alone there, so that the page can ask for a guardian in time."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with that age."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["data-alone"] = str(ages.rule(str(option["value"])).age)
        return option


class Ages(forms.RadioSelect):
    """Each band says below which of those ages it lies, and whether it is too young for this campaign at all."""

    minimum = 0

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An option with the ages it is too young for."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        band = ages.Band.parse(str(option["value"]))
        known = sorted({rule.age for rule in ages.RULES.values()})
        option["attrs"]["data-under"] = " ".join(str(age) for age in known if band.least < age)
        if ages.too_young(band, minimum=self.minimum):
            option["attrs"]["data-too-young"] = True
        return option


class JudgedElsewhere(forms.Form):
    """A form whose errors come from the service alone, all of them at once."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        errors: Mapping[str, Sequence[object]] | None = None,
        initial: dict[str, Any] | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, initial=initial, auto_id=auto_id)
        self._told = errors or {}

    def full_clean(self) -> None:
        """Show what the service said; a sentence about no field of ours stands at the top."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for name, sentences in self._told.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))


class EntryForm(JudgedElsewhere):
    """One campaign's form for sending in. Nothing is ticked beforehand."""

    caption = forms.CharField(
        label=lazy("What is the story?"),
        help_text=lazy("A sentence or two is plenty. It is shown with your pictures."),
        max_length=validators.CAPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(
        label=lazy("Your name, as we should credit it"),
        help_text=lazy("A first name or a nickname is fine."),
        max_length=validators.NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = forms.EmailField(
        label=lazy("E-mail address"),
        max_length=validators.EMAIL_LENGTH,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    country = forms.ChoiceField(
        label=lazy("The country you live in"),
        choices=countries.choices,
        widget=Countries(attrs={"autocomplete": "country"}),
    )
    age_band = forms.ChoiceField(
        label=lazy("How old are you?"),
        help_text=lazy(
            "Each country has an age from which you decide alone; before that a parent or guardian agrees, too. "
            "We keep this range and the country, never your date of birth."
        ),
        widget=Ages,
    )
    people = forms.ChoiceField(
        label=lazy("Who can be recognised?"),
        help_text=lazy("Left open, it is shown on our own pages only."),
        choices=PEOPLE,
        required=False,
        widget=forms.RadioSelect,
    )
    music = forms.ChoiceField(
        label=lazy("Is there music in a video?"),
        help_text=lazy("Only photos? Then skip this one."),
        choices=MUSIC,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        campaign: "Campaign",
        scopes: "Sequence[Scope]",
        data: QueryDict | None = None,
        *,
        errors: Mapping[str, Sequence[object]] | None = None,
        initial: dict[str, Any] | None = None,
        fixed: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(data, errors=errors, initial=initial)
        self.scopes = scopes
        self.question_names: list[str] = []
        for question in campaign.questions.all():
            name = ANSWER + question.key
            self.question_names.append(name)
            self.fields[name] = _question(question)
        for hidden in ("form_key", "terms_id", "alt_lines", "files", "scopes", "accept", "persons", "guardian"):
            # The template draws these itself; here they only give errors a place.
            self.fields[hidden] = forms.CharField(required=False, widget=forms.HiddenInput)
        self._fit(campaign)
        for name in fixed & self.fields.keys():
            self.fields[name].widget.attrs["readonly"] = True
            self.fields[name].help_text = _("As on your own page.")

    def _fit(self, campaign: "Campaign") -> None:
        age = self.fields["age_band"]
        assert isinstance(age, forms.ChoiceField)
        bands = ages.bands(minimum=campaign.minimum_age)
        age.choices = [(band.key, words.age(band)) for band in bands]
        age.widget.minimum = campaign.minimum_age
        self.oldest = words.age(bands[-1])
        self.too_young = ages.too_young_sentence(campaign.minimum_age)
        if campaign.email_policy == "none" and "email" not in self._told:
            del self.fields["email"]
        else:
            email = self.fields["email"]
            email.required = campaign.email_policy in {"required", "confirmed"} or "email" in self._told
            email.help_text = _("Only %(brand)s sees it, to tell you what became of your pictures.") % {
                "brand": campaign.brand.name
            }
        if not campaign.takes_videos:
            del self.fields["music"]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """The second step, in the order it is asked."""
        names = ["caption", *self.question_names, "name", *(["email"] if "email" in self.fields else [])]
        return [self[name] for name in names]

    @property
    def knows_age(self) -> bool:
        """Whether an age that was said before is one of those that are asked for here."""
        return any(option.data["selected"] for option in self["age_band"].subwidgets)

    @property
    def needed(self) -> bool:
        """Whether something has to be allowed to take part."""
        return any(scope.required for scope in self.scopes)

    @property
    def uses(self) -> "list[tuple[Scope, bool]]":
        """Each offered use with whether it was ticked."""
        ticked = set(self.data.getlist("scopes")) if isinstance(self.data, QueryDict) else set()
        return [(scope, scope.key in ticked) for scope in self.scopes]


def _question(question: "Question") -> forms.Field:
    shared: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    if question.kind == "long_text":
        return forms.CharField(
            max_length=validators.LONG_ANSWER_LENGTH, widget=forms.Textarea(attrs={"rows": 3}), **shared
        )
    if question.kind == "choice":
        options = [(option, option) for option in question.options]
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **shared)
    if question.kind == "yes_no":
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **shared)
    return forms.CharField(max_length=validators.SHORT_ANSWER_LENGTH, **shared)


class ReportForm(JudgedElsewhere):
    """A visitor says that something shown is not right."""

    reason = forms.ChoiceField(label=lazy("What is wrong with it?"), choices=REPORT_REASONS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=lazy("Anything that helps us understand?"),
        help_text=lazy("The team reads it. Please do not write anything secret."),
        max_length=moderation_validators.NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(JudgedElsewhere):
    """A contributor answers the brand, or asks something."""

    text = forms.CharField(
        label=lazy("Your message"),
        max_length=conversations_validators.TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
