"""A letter as the message that leaves: text and HTML, with the headers that mail programs ask for."""

import uuid
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.models import Brand
from conversations.emails import colours
from conversations.emails.letters import Letter


def message(letter: Letter, *, brand: Brand, mail_id: uuid.UUID) -> EmailMultiAlternatives:
    """Text first, HTML beside it; the id of the row is the id of the message, however often it is sent."""
    made = EmailMultiAlternatives(
        subject=letter.subject,
        body=text(letter, brand=brand),
        from_email=formataddr((brand.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
        to=[letter.recipient.email],
        reply_to=[formataddr((brand.name, brand.contact_email))],
        headers=_headers(letter, mail_id),
    )
    made.attach_alternative(html(letter, brand=brand), "text/html")
    # Delivery services repeat it in what they tell later; the local letterbox sorts by it. No header carries it.
    made.metadata = {"brand": str(brand.pk), "mail": str(mail_id)}  # type: ignore[attr-defined]  # anymail's own
    return made


def _headers(letter: Letter, mail_id: uuid.UUID) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{mail_id}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if letter.recipient.stop_link:
        headers["List-Unsubscribe"] = f"<{letter.recipient.stop_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def text(letter: Letter, *, brand: Brand) -> str:
    """For those who read plain text."""
    return render_to_string("emails/letter.txt", _context(letter, brand)).strip() + "\n"


def html(letter: Letter, *, brand: Brand) -> str:
    """For those who read HTML; nothing in it is fetched from anywhere."""
    return render_to_string("emails/letter.html", _context(letter, brand))


def _context(letter: Letter, brand: Brand) -> dict[str, object]:
    accent = brand.accent or colours.DEFAULT
    return {
        "letter": letter,
        "content": letter.content,
        "recipient": letter.recipient,
        "brand": brand,
        "imprint": brand.legal_name or brand.name,
        "accent": accent,
        "ink": colours.ink_on(accent),
    }
