"""An invented letter of each kind, for the preview: nobody's words, no link that opens anything."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Brand
from conversations.emails import filling, rendering
from conversations.emails.kinds import WORDS
from conversations.emails.letters import Content, Letter, Quote, Recipient
from core import times
from outbox.models import Mail
from submissions import refusals

Kind = Mail.Kind


def page(*, brand: Brand, kind: str, locale: str, subject: str, text: str) -> str:
    """The HTML of an example with these words."""
    with translation.override(locale), times.in_regions(""):  # a mail knows no region
        words = WORDS[kind]
        values = _values(brand)
        letter = Letter(
            subject=filling.subject(subject, values),
            paragraphs=filling.paragraphs(text, values),
            button=str(words.button),
            content=_content(brand, kind, values),
            recipient=Recipient("ada@example.org", "Ada", locale, settings.SITE_URL if words.stoppable else ""),
        )
        return rendering.html(letter, brand=brand)


def _values(brand: Brand) -> dict[str, str]:
    return {
        "hello": _("Hello %(name)s,") % {"name": "Ada"},
        "brand": brand.name,
        "campaign": _("Your campaign"),
        "reason": refusals.sentence("off_topic"),
        "what": _("what you sent"),
        "when": times.deadline(datetime(2027, 5, 1, 8, tzinfo=UTC), brand.timezone),
    }


def _content(brand: Brand, kind: str, values: dict[str, str]) -> Content:
    quotes = {
        Kind.REJECTED: [Quote(_("The light is lovely. Have you one without the car?"))],
        Kind.MESSAGE: [Quote(_("Where was this? We would love to know."), brand.name)],
    }
    if kind == Kind.CHECK_CODE:
        return Content(values, code="482 913")
    return Content(values, link=settings.SITE_URL, quotes=quotes.get(Kind(kind), []))
