"""What an e-mail address of a contributor may be used for: mail that is not wanted, mail that does not arrive.

Each sending has its own contributor, so a wish about an address counts for everybody of the brand who gave it.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models.functions import Lower

from accounts import permissions
from accounts.actors import Actor
from accounts.models import Brand, ContributorIdentity
from accounts.services.audit import record


def _same_address(brand: Brand, email: str) -> models.QuerySet[ContributorIdentity]:
    """Everybody of the brand with this address, however it was written."""
    found = ContributorIdentity.objects.annotate(address=Lower("email"))
    return found.filter(brand=brand, address=email.strip().lower()) if email.strip() else found.none()


@transaction.atomic
def refuse_mail(*, brand: Brand, email: str, at: datetime) -> int:
    """Send this address nothing more but what its owner asks for; how many pages it concerns."""
    return _same_address(brand, email).filter(mail_refused_at=None).update(mail_refused_at=at)


@transaction.atomic
def accept_mail(*, brand: Brand, email: str) -> int:
    """Send this address news again."""
    return _same_address(brand, email).exclude(mail_refused_at=None).update(mail_refused_at=None)


@transaction.atomic
def mark_undeliverable(*, brand: Brand, email: str, at: datetime) -> int:
    """Remember that this address takes no mail."""
    return _same_address(brand, email).filter(undeliverable_at=None).update(undeliverable_at=at)


@transaction.atomic
def mark_deliverable(*, brand: Brand, email: str, by: Actor, at: datetime) -> int:
    """Try this address again: a member knows that it works."""
    permissions.require(permissions.can_review(by, brand.id) or permissions.can_market(by, brand.id))
    changed = _same_address(brand, email).exclude(undeliverable_at=None).update(undeliverable_at=None)
    if changed:
        record(brand=brand, by=by, action="mail.try_address", subject=f"brand:{brand.id}", at=at)
    return changed
