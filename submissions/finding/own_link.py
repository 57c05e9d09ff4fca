"""The link to one's own page, mailed from that page: once to an address that is then forgotten, or kept for good."""

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import mail_addresses, permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Contributor
from core import locks
from outbox import services as outbox_services
from submissions import validators
from submissions.finding.models import AddressRequest
from submissions.releases import services as releases_services

WINDOW = timedelta(days=1)


MOST_FROM_A_PAGE = 3


class EnoughMail(Exception):
    """This page has mailed its link often enough today."""


@transaction.atomic
def mail_own_link(*, contributor: Contributor, address: str, keep: bool, locale: str, by: Actor, at: datetime) -> None:
    """Mail the link of this page. With `keep` the address becomes the person's own, where they had none.

    To a letter box that had its mails for today nothing goes, and nobody is told: it may be somebody else's.

    Raises Denied, EnoughMail, and ValidationError about the spelling of the address.
    """
    accounts_permissions.require(by.kind == "contributor" and by.contributor_id == contributor.pk)
    clean = validators.clean_email(address)
    if not clean:
        raise ValidationError(_("Please write your e-mail address."))
    request = _counted(contributor, clean, locale, at)
    if keep:
        accounts_services.give_email(contributor=contributor, email=clean, at=at)
        releases_services.sender_known(contributor=contributor, at=at)
    unproven = "" if _is_proven(contributor, clean) else clean
    if unproven and not outbox_services.may_write_to(address=unproven, at=at):
        return
    outbox_services.queue(
        brand=contributor.brand,
        kind="page_link",
        key=f"own:{request.pk}",
        at=at,
        to=clean,
        unproven=unproven,
        locale=locale,
        facts={"request": str(request.pk), "page": str(contributor.pk)},
    )


def _is_proven(contributor: Contributor, address: str) -> bool:
    identity = getattr(contributor, "identity", None)
    if identity is None or identity.email_confirmed_at is None:
        return False
    return bool(identity.email.lower() == address.lower())


def _counted(contributor: Contributor, address: str, locale: str, at: datetime) -> AddressRequest:
    """A row that is forgotten after a day, so that no page mails without end."""
    locks.one_at_a_time("own-link", contributor.brand_id)
    lately = AddressRequest.objects.filter(
        brand_id=contributor.brand_id, kind=AddressRequest.Kind.OWN, created_at__gt=at - WINDOW
    )
    if lately.filter(people__contains=[contributor.pk]).count() >= MOST_FROM_A_PAGE:
        raise EnoughMail
    return AddressRequest.objects.create(
        id=uuid.uuid4(),
        brand_id=contributor.brand_id,
        kind=AddressRequest.Kind.OWN,
        address_hash=mail_addresses.hashed(contributor.brand_id, address),
        locale=locale,
        people=[contributor.pk],
        created_at=at,
        prepared_at=at,
    )
