"""Taking a question about an address, and answering it by mail: the page that took it cannot tell what there is."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import mail_addresses, queries as accounts_queries
from accounts.models import Brand, Contributor
from campaigns.models import Campaign
from core import locks
from core.nudge import nudge
from outbox import sealing, services as outbox_services
from submissions import validators
from submissions.finding.models import AddressRequest
from submissions.models import Submission

PREPARE = "submissions.tasks.answer_address"
KEPT = timedelta(days=1)
WINDOW = timedelta(hours=1)
MOST_PER_WINDOW = 4
MOST_MAILS = 10
Kind = AddressRequest.Kind


@transaction.atomic
def ask(
    *, brand: Brand, kind: str, address: str, locale: str, at: datetime, campaign: Campaign | None = None
) -> AddressRequest:
    """Keep a question about an address. Known, unknown and asked too often cost and look the same.

    Raises ValidationError only about the spelling of the address.
    """
    clean = validators.clean_email(address)
    if not clean:
        raise ValidationError(_("Please write your e-mail address."))
    request = AddressRequest.objects.create(
        brand=brand,
        campaign=campaign,
        kind=kind,
        address_hash=mail_addresses.hashed(brand.pk, clean),
        sealed_address=sealing.seal(clean.encode()),
        locale=locale,
        created_at=at,
    )
    nudge(PREPARE, request_id=request.pk)
    return request


@transaction.atomic
def answer(*, request_id: uuid.UUID, at: datetime) -> int:
    """Look who gave this address and queue the mails; forget the address. Idempotent. How many mails there are."""
    request = (
        AddressRequest.objects.select_for_update(of=("self",))
        .select_related("brand", "campaign")
        .filter(pk=request_id, prepared_at=None)
        .first()
    )
    if request is None or request.sealed_address is None:
        return 0
    opened = sealing.unseal(bytes(request.sealed_address))
    people = [] if opened is None or _too_often(request, at) else _people(request, opened.decode())
    request.people = [person.pk for person in people]
    request.sealed_address, request.prepared_at = None, at
    request.save(update_fields=["people", "sealed_address", "prepared_at"])
    return _mail(request, people, opened.decode(), at) if people and opened else 0


def _too_often(request: AddressRequest, at: datetime) -> bool:
    """A few questions an hour are answered; more would be a way to fill somebody's letter box.

    Asked for known and unknown addresses alike; several workers may answer questions about one address at once.
    """
    locks.one_at_a_time("finding", request.address_hash)
    earlier = AddressRequest.objects.filter(
        brand_id=request.brand_id,
        address_hash=request.address_hash,
        created_at__gt=at - WINDOW,
        prepared_at__isnull=False,
    )
    return earlier.exclude(people=[]).count() >= MOST_PER_WINDOW


def _people(request: AddressRequest, address: str) -> list[Contributor]:
    known = accounts_queries.contributors_at(brand_id=request.brand_id, address=address)
    if request.kind == Kind.CHECK:
        known = known.filter(pk__in=Submission.objects.filter(campaign=request.campaign_id).values("contributor"))
    people = list(known[:MOST_MAILS])
    return people if request.kind != Kind.JOIN or len(people) > 1 else []


def _mail(request: AddressRequest, people: list[Contributor], address: str, at: datetime) -> int:
    """One mail with a link for each page, or one mail with a code or a link for all; few to an unproven letter box."""
    kinds = {Kind.PAGES: "page_link", Kind.CHECK: "check_code", Kind.JOIN: "merge"}
    unproven = "" if any(person.identity.email_confirmed_at for person in people) else address
    sent = 0
    for person in people if request.kind == Kind.PAGES else people[:1]:
        if unproven and not outbox_services.may_write_to(address=unproven, at=at):
            break
        outbox_services.queue(
            brand=request.brand,
            kind=kinds[Kind(request.kind)],
            key=f"{request.kind}:{request.pk}:{person.pk}",
            at=at,
            contributor=person,
            unproven=unproven,
            locale=request.locale,
            facts={"request": str(request.pk)},
        )
        sent += 1
    return sent


def sweep(*, at: datetime) -> dict[str, int]:
    """Answer what a lost nudge left, and forget what is over."""
    waiting = AddressRequest.objects.filter(prepared_at=None, created_at__lte=at - timedelta(seconds=45))
    ids = list(waiting.filter(created_at__gt=at - KEPT).values_list("pk", flat=True)[:500])
    for request_id in ids:
        nudge(PREPARE, request_id=request_id)
    forgotten, _of = AddressRequest.objects.filter(created_at__lte=at - KEPT).delete()
    return {"answered": len(ids), "forgotten": forgotten}


def forget(*, brand_id: uuid.UUID, address: str, people: Iterable[uuid.UUID]) -> int:
    """Forget every question about a proven address, or about nobody but these pseudonyms; how many there were.

    What the owner of a mailbox asked stays theirs where somebody else had only typed the address: it loses that page.
    """
    theirs = set(people)
    about = Q(people__contained_by=list(theirs)) & ~Q(people=[])
    if address:
        about |= Q(address_hash=mail_addresses.hashed(brand_id, address))
    forgotten, _of = AddressRequest.objects.filter(about, brand_id=brand_id).delete()
    for request in AddressRequest.objects.filter(people__overlap=list(theirs), brand_id=brand_id):
        request.people = [person for person in request.people if person not in theirs]
        request.save(update_fields=["people"])
    return forgotten
