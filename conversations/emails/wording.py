"""Which words a kind of mail has for a brand in a language: its own, or ours; changed by those who run campaigns."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand
from conversations.emails import validators
from conversations.emails.kinds import WORDS
from conversations.emails.models import MailWords


@dataclass(frozen=True)
class Wording:
    """Subject and text as they are used; `own` when the brand wrote them."""

    subject: str
    text: str
    own: bool


def used(brand: Brand, kind: str, locale: str) -> Wording:
    """The words of this kind in this language."""
    own = MailWords.objects.filter(brand=brand, kind=kind, locale=locale).first()
    return Wording(own.subject, own.text, own=True) if own else ours(kind, locale)


def ours(kind: str, locale: str) -> Wording:
    """The words that every brand starts with."""
    with translation.override(locale):
        return Wording(str(WORDS[kind].subject), str(WORDS[kind].text), own=False)


def own(brand: Brand) -> dict[tuple[str, str], MailWords]:
    """Everything this brand wrote itself, by kind and language. One query."""
    return {(one.kind, one.locale): one for one in MailWords.objects.filter(brand=brand)}


@transaction.atomic
def set_words(*, brand: Brand, kind: str, locale: str, subject: str, text: str, by: Actor, at: datetime) -> MailWords:
    """Use the brand's own words from now on. Raises Denied, ValidationError."""
    _require(brand, kind, locale, by)
    clean_subject, clean_text = validators.words(kind, subject, text)
    kept, _created = MailWords.objects.update_or_create(
        brand=brand,
        kind=kind,
        locale=locale,
        defaults={"subject": clean_subject, "text": clean_text, "changed_at": at, "changed_by_id": by.user_id},
    )
    accounts_services.record(brand=brand, by=by, action="mail.words", subject=f"mail:{kind}:{locale}", at=at)
    return kept


@transaction.atomic
def reset_words(*, brand: Brand, kind: str, locale: str, by: Actor, at: datetime) -> None:
    """Use ours again. Raises Denied."""
    _require(brand, kind, locale, by)
    if MailWords.objects.filter(brand=brand, kind=kind, locale=locale).delete()[0]:
        accounts_services.record(brand=brand, by=by, action="mail.words_reset", subject=f"mail:{kind}:{locale}", at=at)


def _require(brand: Brand, kind: str, locale: str, by: Actor) -> None:
    accounts_permissions.require(accounts_permissions.can_market(by, brand.pk))
    if kind not in WORDS or locale not in dict(settings.LANGUAGES):
        raise ValidationError(_("There is no such mail."))
