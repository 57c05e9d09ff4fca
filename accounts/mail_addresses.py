"""What holds of an e-mail address: whether it can be written to, what is wrong with it, how one counts it unread."""

import uuid
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

# Mails to one letter box that nobody has proven to be theirs, of all sorts and brands together (see
# `outbox.services.unproven`): anybody may have typed the address, and more would fill it.
MOST_A_DAY = 6
A_DAY = timedelta(days=1)


def require(address: str) -> None:
    """Refuse what is no address, or one that we cannot write to, with a sentence that says which."""
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(_what_is_wrong_with(address), code="email") from None


def _what_is_wrong_with(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain.strip(".")):
        return _("Please check the e-mail address: it looks incomplete.")
    if strange := sorted({sign for sign in local if ord(sign) > 127}):
        told = _("We cannot write to an address with %(signs)s before the @ yet. Please give another one.")
        return told % {"signs": " ".join(strange[:5])}
    return _("Please check the e-mail address: there is something in it that cannot be in an address.")


def hashed(brand_id: uuid.UUID, address: str) -> str:
    """A keyed hash of an address within one brand: tells two apart, names none."""
    # Rows of the release before are found by this salt, so it keeps their name.
    return salted_hmac(f"address-request:{brand_id}", address.strip().lower(), algorithm="sha256").hexdigest()


def hashed_mailbox(address: str) -> str:
    """A keyed hash of the mailbox in which an address ends: without what a person may add after a plus sign.

    Who owns `kim@` reads `kim+1@` too, so a script that numbers them fills one letter box. It only counts: nothing is
    ever looked up or shown by it.
    """
    name, _at, host = address.strip().lower().rpartition("@")
    return salted_hmac("mailbox", f"{name.partition('+')[0]}@{host}", algorithm="sha256").hexdigest()


def same_mailbox(one: str, other: str) -> bool:
    """Whether mail to both addresses ends in one letter box, as far as can be seen."""
    return hashed_mailbox(one) == hashed_mailbox(other)
