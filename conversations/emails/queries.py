"""What the studio reads of mail: the rows of a brand, and the letters that are kept on this machine."""

import email
import re
import uuid
from dataclasses import dataclass
from email.policy import default

from django.db.models import QuerySet

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from core import masking
from outbox import letterbox
from outbox.models import Mail

_CODE = re.compile(r"\b\d{4}[\s\u00a0]?\d{4}\b")  # as `composing.check_code` writes it
TROUBLED = (Mail.State.FAILED, Mail.State.UNKNOWN)


@dataclass(frozen=True)
class Kept:
    """A letter as it lies in the local letterbox."""

    subject: str
    sender: str
    to: str
    text: str
    html: str


def mails(actor: Actor) -> QuerySet[Mail]:
    """The brand's mail with the people it is for, to all its members."""
    if actor.brand_id is None or not accounts_permissions.can_view(actor, actor.brand_id):
        return Mail.objects.none()
    return Mail.objects.filter(brand_id=actor.brand_id).select_related("contributor__identity")


def troubled(actor: Actor) -> QuerySet[Mail]:
    """What a person should look at: refused, unknown, or came back."""
    return mails(actor).filter(state__in=TROUBLED) | mails(actor).exclude(outcome__in=["", "delivered"])


def mail(actor: Actor, mail_id: uuid.UUID) -> Mail | None:
    """One mail of the brand; foreign and missing look the same."""
    return mails(actor).filter(pk=mail_id).first()


def kept_here() -> bool:
    """Whether mail is written into files on this machine instead of leaving it."""
    return letterbox.in_use()


def letter(actor: Actor, found: Mail) -> Kept | None:
    """The letter behind a row, to owners, without the personal links and codes in it. None when none is kept.

    They open somebody else's page: whoever may read the words may not have the keys.
    """
    if not letterbox.in_use() or not accounts_permissions.can_manage(actor, found.brand_id):
        return None
    try:
        raw = letterbox.path(found.brand_id, found.pk).read_bytes()
    except FileNotFoundError:
        return None
    parsed = email.message_from_bytes(raw, policy=default)
    parts = {kind: parsed.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (str(part.get_content()) if part else "" for part in parts.values())
    subject, text, html = (_without_keys(part, found.kind) for part in (str(parsed["Subject"]), text, html))
    return Kept(subject, str(parsed["From"]), str(parsed["To"]), text, html)


def _without_keys(text: str, kind: str) -> str:
    hidden = masking.masked(text)
    return _CODE.sub("[hidden]", hidden) if kind == Mail.Kind.CHECK_CODE else hidden
