"""The room's services: delivering one mail, and the words that mails are written with.

Delivering claims and composes the mail, hands it over, and writes down what became of it.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import queries as accounts_queries
from accounts.models import Brand, Contributor
from conversations import names
from conversations.emails import composing, examples, filling, rendering, stopping, wording
from conversations.emails.kinds import WORDS
from conversations.emails.letters import Content, Letter, Recipient
from conversations.emails.wording import Wording, own as own_words, reset_words, set_words, used as words_used
from core.faults import faultpoint
from outbox import sealing, services as outbox_services, transport
from outbox.models import Mail
from outbox.services import Overtaken
from outbox.transport import Fate

__all__ = [
    "KINDS",
    "Wording",
    "compose",
    "contributor_of_stop_link",
    "deliver",
    "example",
    "label",
    "own_words",
    "reset_words",
    "set_words",
    "variables",
    "words_used",
]

Clock = Callable[[], datetime]
KINDS = tuple(str(kind) for kind in WORDS)


def deliver(*, mail_id: uuid.UUID, clock: Clock) -> None:
    """Send one mail that is due, once; the row says what became of it."""
    claimed = outbox_services.claim(mail_id=mail_id, compose=partial(compose, at=clock()), at=clock())
    if claimed is None:
        return
    faultpoint("before_mail_handover")
    result = transport.hand_over(claimed.letter)
    faultpoint("after_mail_handover")
    if result.fate is Fate.SENT:
        outbox_services.sent(mail=claimed.mail, at=clock(), provider_id=result.provider_id)
        return
    record = {
        Fate.RETRY: outbox_services.retry,
        Fate.FAILED: outbox_services.failed,
        Fate.UNKNOWN: outbox_services.unknown,
    }[result.fate]
    record(mail=claimed.mail, error=result.error, at=clock())


def compose(mail: Mail, *, at: datetime) -> EmailMultiAlternatives:
    """Write the mail as things are now. Raises Overtaken when there is nothing to send any more."""
    if mail.contributor is not None and "submission" in mail.facts:
        # Pages of one person may have been joined since: whose it is now reads it.
        mail.contributor = composing.sender_of(mail)
    recipient = _recipient(mail)
    if composing.unproven(mail, at):
        raise Overtaken("unconfirmed")
    with translation.override(recipient.locale):
        letter = written(mail.brand, mail.kind, composing.COMPOSERS[mail.kind](mail, at), recipient)
        return rendering.message(letter, brand=mail.brand, mail_id=mail.pk)


def written(brand: Brand, kind: str, content: Content, recipient: Recipient) -> Letter:
    """The letter in the brand's words for its kind, in the recipient's language, which is active."""
    words = wording.used(brand, kind, recipient.locale)
    values = content.values | {"hello": _greeting(recipient.name)}
    return Letter(
        subject=filling.subject(words.subject, values),
        paragraphs=filling.paragraphs(words.text, values),
        button=str(WORDS[kind].button),
        content=content,
        recipient=recipient,
    )


def _greeting(name: str) -> str:
    known = names.greeted(name)
    return _("Hello %(name)s,") % {"name": known} if known else _("Hello,")


def _recipient(mail: Mail) -> Recipient:
    if mail.contributor is None:
        address = sealing.unseal(bytes(mail.sealed_to)) if mail.sealed_to else None
        if address is None:
            raise Overtaken("no_address")
        return Recipient(address.decode(), "", _spoken(mail.locale))
    box = accounts_queries.mailbox(brand_id=mail.brand_id, contributor_id=mail.contributor.pk)
    if box is None:
        raise Overtaken("no_address")
    if box.undeliverable:
        raise Overtaken("undeliverable")
    stoppable = WORDS[mail.kind].stoppable
    if stoppable and box.refused:
        raise Overtaken("refused")
    stop = composing.absolute("fans:stop_mail", token=stopping.token(mail.contributor)) if stoppable else ""
    return Recipient(box.email, box.name if box.proven else "", _spoken(mail.locale or box.locale), stop)


def _spoken(locale: str) -> str:
    """One of our languages."""
    spoken = dict(settings.LANGUAGES)
    return next((code for code in (locale, locale.split("-")[0]) if code in spoken), settings.LANGUAGE_CODE)


def contributor_of_stop_link(token: str) -> Contributor | None:
    """Whose "no more mails" link this is; None for one that is not ours, or whose person was erased."""
    return stopping.contributor(token)


def label(kind: str) -> str | Promise:
    """What the studio calls a kind of mail."""
    return WORDS[kind].label


def variables(kind: str) -> tuple[str, ...]:
    """The names that a brand may write in braces."""
    return WORDS[kind].variables


def example(*, brand: Brand, kind: str, locale: str, subject: str, text: str) -> str:
    """The HTML of an invented letter with these words."""
    return examples.page(brand=brand, kind=kind, locale=locale, subject=subject, text=text)
