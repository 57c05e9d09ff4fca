"""The living style page: every token and component in each state. Not served in production mode."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

ROOMS = {
    "components": "operators/styleguide.html",
    "fan": "operators/styleguide_fan.html",
    "thanks": "operators/styleguide_thanks.html",
    "submit": "operators/styleguide_submit.html",
    "studio": "operators/styleguide_studio.html",
    "campaign": "operators/styleguide_campaign.html",
    "review": "operators/styleguide_review.html",
    "card": "operators/styleguide_card.html",
}
# A token, and the class that fills a swatch with it.
SURFACES = {
    "paper": "fill-paper",
    "sunk": "fill-sunk",
    "raised": "fill-raised",
    "hover": "fill-hover",
    "line": "fill-line",
    "edge": "fill-edge",
    "ink-2": "fill-ink-2",
    "ink": "fill-ink",
}
ACCENTS = {
    "accent": "fill-accent",
    "accent-edge": "fill-accent-edge",
    "accent-text": "fill-accent-text",
    "accent-tint": "fill-accent-tint",
}
TONES = {
    "waiting": "fill-waiting",
    "approved": "fill-approved",
    "rejected": "fill-rejected",
    "withdrawn": "fill-withdrawn",
    "expiring": "fill-expiring",
    "unusable": "fill-unusable",
    "working": "fill-working",
}
# Name, width, height, dominant colour, alternative text, caption, credit.
PICTURES = (
    ("morning", 1200, 800, "#c98a5b", "Hills in low golden light", "First light over the ridge", "Mira"),
    ("lake", 800, 1000, "#8fb0b5", "A pale sun over a lake", "So quiet", "Jonas K."),
    ("dusk", 1500, 800, "#643c56", "Purple hills at dusk", "", "Ana"),
    ("meadow", 1000, 1000, "#a9bf79", "A green meadow", "After the rain", "Tomás"),
    ("fjord", 900, 1200, "#55676f", "Grey slopes above water", "", "Liv"),
    ("tide", 1400, 900, "#8fc0c2", "A beach at low tide", "Low tide, six in the morning", "Noor"),
    ("dune", 1200, 900, "#b87747", "Dunes in the evening", "", "Sami"),
    ("ember", 1000, 750, "#6e2c25", "A red sunset", "Last one", "Elif"),
)


class SampleForm(forms.Form):
    """Each kind of field once."""

    title = forms.CharField(label="Title", help_text="Fans see it first.", max_length=120)
    story = forms.CharField(label="Story", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    state = forms.ChoiceField(label="Who may see it", choices=[("all", "Everyone"), ("brand", "Only us")])
    closes = forms.DateField(label="Closes on", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    people = forms.ChoiceField(
        label="Are there people in the picture?",
        choices=[("no", "No"), ("yes", "Yes, and they agree"), ("unknown", "I am not sure")],
        widget=forms.RadioSelect,
    )
    accept = forms.BooleanField(
        label="I took these pictures and the brand may show them", help_text="You can take it back."
    )


def pictures() -> list[dict[str, Any]]:
    """Sample pictures, drawn by us."""
    keys = ("name", "width", "height", "color", "alt", "caption", "credit")
    rows = [dict(zip(keys, row, strict=True)) for row in PICTURES]
    return [{**row, "src": static(f"styleguide/{row['name']}.svg")} for row in rows]


BRAND = {
    "name": "Linden Tea",
    "legal_name": "Linden Tea GmbH",
    "slug": "linden",
    "address": "Lindenstraße 4\n10969 Berlin",
    "contact_email": "hello@linden.example",
    "website": "https://linden.example",
    "privacy_url": "https://linden.example/privacy",
    "retention_months": 24,
}
STATES = [
    *("awaiting_review", "approved", "rejected", "withdrawn", "expiring", "unusable"),
    *("processing", "draft", "live", "closed", "failed"),
]
PER_DAY: list[int | None] = [
    *(3, 5, 4, 9, 14, 11, None, 8, 12, 21, 34, 28, 19, 22),
    *(17, 9, 13, 16, 24, 30, 27, 0, 12, 18, 15, 11, 20, 26),
]


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style pages show; all of it is invented."""
    theme = request.GET.get("theme", "")
    return {
        "theme": theme if theme in {"light", "dark"} else "",
        "brand": {**BRAND, "accent": request.GET.get("accent", "")},
        "brand_choices": [
            {"name": "Linden Tea", "url": "#", "current": True},
            {"name": "Nordlys Outdoor", "url": "#", "current": False},
        ],
        "section": "campaigns",
        "surfaces": SURFACES,
        "accents": ACCENTS,
        "tones": TONES,
        "states": STATES,
        "pictures": pictures(),
        "form": SampleForm(),
        "bad_form": SampleForm({"title": "", "state": "all", "people": "", "closes": "soon"}),
        "per_day": [(f"{day} May", value) for day, value in enumerate(PER_DAY, start=1)],
        "sources": [("Campaign page", 412), ("Import", 96), ("API", 41), ("Network", None)],
    }


@require_safe
def page(request: HttpRequest, room: str = "components") -> HttpResponse:
    """Show a style page; in production mode there is none."""
    if getattr(settings, "PRODUCTION", not settings.DEBUG):
        raise Http404(_("There is no style page here."))
    if room not in ROOMS:
        raise Http404(_("There is no such style page."))
    return render(request, ROOMS[room], context(request))
