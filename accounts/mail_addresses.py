"""Whether an e-mail address can be written to, and what is wrong with one that cannot. Pure."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


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
