"""Mail as the studio shows it: a row with its badge and its reason in words, and the kinds with their languages."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conversations.emails import services as emails_services

if TYPE_CHECKING:
    from accounts.models import Brand
    from outbox.models import Mail

WHY: dict[str, str | Promise] = {
    "undone": _("The decision was changed before it was told."),
    "gone": _("It was taken back or erased meanwhile."),
    "read": _("Everything was read, or told by another mail, before this one was due."),
    "no_address": _("There is no address any more."),
    "joined": _("The page it leads to has been brought together with others since, which ended every link to it."),
    "nobody": _("There is nobody to write to any more."),
    "undeliverable": _("The address takes no mail; an earlier one came back."),
    "refused": _("This person wants no news by mail."),
    "erased": _("The person was erased."),
    "answered": _("It was answered meanwhile."),
    "unconfirmed": _("The address is not confirmed, so it may be somebody else's."),
    "used": _("Its link was used or ran out meanwhile."),
    "interrupted": _("The machine stopped while it was being sent. It may have arrived."),
}
OUTCOMES: dict[str, str | Promise] = {
    "delivered": _("The mail server of the recipient has taken it."),
    "bounced": _("It came back: the address takes no mail, so we write to it no more."),
    "complained": _("It was reported as unwanted, so this person gets no more news."),
}

# Who is written to and is no contributor; who exactly stands beside the item.
OTHERS: dict[str, str | Promise] = {
    "guardian_request": _("A parent or guardian"),
    "release_request": _("Somebody in the picture"),
    "take_down": _("Somebody of your team"),
}


@dataclass(frozen=True)
class MailRow:
    """One mail as the list shows it."""

    mail: "Mail"
    label: str | Promise
    badge: str
    why: str | Promise
    name: str | Promise
    submission: uuid.UUID | None
    can_send: bool


def row(mail: "Mail") -> MailRow:
    """What the list says about one mail."""
    told = mail.outcome if mail.outcome in {"bounced", "complained"} else mail.state
    identity = getattr(mail.contributor, "identity", None)
    nobody = _("Somebody without a name") if mail.contributor else OTHERS.get(mail.kind, _("Whoever asked for it"))
    submission = mail.facts.get("submission")
    return MailRow(
        mail=mail,
        label=emails_services.label(mail.kind),
        badge=told,
        why=OUTCOMES.get(mail.outcome) or WHY.get(mail.last_error, mail.last_error),
        name=(identity.name if identity else "") or nobody,
        submission=uuid.UUID(submission) if submission else None,
        can_send=mail.state in {"failed", "unknown"},
    )


def provider_tells() -> bool:
    """Whether bounces and complaints are told to us at all."""
    return settings.EMAIL_BACKEND.startswith("anymail.")


@dataclass(frozen=True)
class About:
    """One kind of mail in one language."""

    kind: str
    locale: str
    language: str
    label: str | Promise
    variables: list[str]
    wording: "emails_services.Wording"


def about(brand: "Brand", kind: str, locale: str) -> About:
    """What the page of one kind needs; an unknown kind or language is a missing page."""
    languages = dict(settings.LANGUAGES)
    if kind not in emails_services.KINDS or locale not in languages:
        raise Http404
    names = [f"{{{name}}}" for name in emails_services.variables(kind)]
    wording = emails_services.words_used(brand, kind, locale)
    return About(kind, locale, languages[locale], emails_services.label(kind), names, wording)


def kinds(brand: "Brand") -> list[tuple[str, str | Promise, list[tuple[str, str, bool]]]]:
    """Each kind with its languages, and whether the brand wrote it itself."""
    own = emails_services.own_words(brand)
    return [
        (
            kind,
            emails_services.label(kind),
            [(code, name, (kind, code) in own) for code, name in settings.LANGUAGES],
        )
        for kind in emails_services.KINDS
    ]
