"""Codes and links that prove an address: made when the mail is written, stored hashed, used once, soon over."""

import secrets
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import mail_addresses, queries as accounts_queries, services as accounts_services, tokens
from accounts.actors import SYSTEM
from accounts.models import Contributor
from outbox import services as outbox_services
from submissions.finding.models import AddressRequest
from submissions.models import Submission
from submissions.services import confirming, moves

CODE_LENGTH = 8
CODE_TYPED_LENGTH = 20  # with the spaces and dashes that people put between the digits
CODE_LIVES = timedelta(minutes=15)
LINK_LIVES = timedelta(hours=24)
MOST_TRIES = 5
Kind = AddressRequest.Kind


class WrongCode(Exception):
    """The code does not fit, is over, or was used; which of these is not said."""


class LinkOver(Exception):
    """The link was never ours, is over, or was used."""


def issue_code(*, request_id: uuid.UUID, at: datetime) -> str | None:
    """Make the code that one mail carries, for 15 minutes from now; None when there is nothing to prove any more."""
    code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
    return code if _keep(request_id, Kind.CHECK, _code_hash(request_id, code), at, CODE_LIVES) else None


def campaign_title(*, request_id: uuid.UUID) -> str | None:
    """Which campaign a question is about, for the mail that answers it."""
    return AddressRequest.objects.filter(pk=request_id).values_list("campaign__title", flat=True).first()


def issue_link(*, request_id: uuid.UUID, at: datetime) -> str | None:
    """Make the secret of the link that one mail carries, for a day; None when there is nothing to join any more."""
    secret = tokens.new()
    return secret if _keep(request_id, Kind.JOIN, tokens.digest(secret), at, LINK_LIVES) else None


def _keep(request_id: uuid.UUID, kind: str, secret_hash: str, at: datetime, lives: timedelta) -> bool:
    waiting = AddressRequest.objects.filter(pk=request_id, kind=kind, used_at=None).exclude(people=[])
    return bool(waiting.update(secret_hash=secret_hash, expires_at=at + lives, tries=0))


def _code_hash(request_id: uuid.UUID, code: str) -> str:
    """Keyed, because eight digits alone could be tried out against a stolen table."""
    return salted_hmac(f"check-code:{request_id}", code, algorithm="sha256").hexdigest()


@transaction.atomic
def _spend_try(request_id: uuid.UUID, campaign_id: uuid.UUID) -> AddressRequest | None:
    """Count a try on the row, in a transaction of its own: a wrong code is not forgotten by whatever fails later."""
    mine = AddressRequest.objects.filter(pk=request_id, kind=Kind.CHECK, campaign=campaign_id, tries__lt=MOST_TRIES)
    if not mine.update(tries=F("tries") + 1):
        return None
    return AddressRequest.objects.get(pk=request_id)


def redeem_code(*, request_id: uuid.UUID, campaign_id: uuid.UUID, code: str, at: datetime) -> list[Submission]:
    """Answer what this address sent to the campaign, once, for the code that was mailed. Raises WrongCode."""
    digits = "".join(sign for sign in code if sign in "0123456789")[: CODE_LENGTH + 1]
    request = _spend_try(request_id, campaign_id)
    fits = constant_time_compare(_code_hash(request_id, digits), request.secret_hash if request else "0" * 64)
    if request is None or not fits or request.expires_at is None or request.expires_at <= at:
        raise WrongCode
    unused = AddressRequest.objects.filter(pk=request.pk, used_at=None)
    if not unused.update(used_at=at, secret_hash=""):
        raise WrongCode
    sent = Submission.objects.filter(campaign=campaign_id, brand_id=request.brand_id, contributor__in=_still(request))
    return list(sent.select_related("campaign").order_by("-received_at", "-id"))


def _still(request: AddressRequest) -> list[uuid.UUID]:
    """Those of the people found then who still are who they were: erasure and joining take them out."""
    people = Contributor.objects.filter(pk__in=request.people, brand_id=request.brand_id)
    found = accounts_queries.in_reach(people).select_related("identity")
    return [
        person.pk
        for person in found
        if (identity := getattr(person, "identity", None))
        and mail_addresses.hashed(request.brand_id, identity.email) == request.address_hash
    ]


def join_request(secret: str, *, at: datetime) -> AddressRequest:
    """The question that this link answers. Raises LinkOver."""
    live = AddressRequest.objects.filter(kind=Kind.JOIN, used_at=None, expires_at__gt=at)
    request = live.select_related("brand").filter(secret_hash=tokens.digest(secret)).first()
    if request is None:
        raise LinkOver
    return request


def joinable(request: AddressRequest) -> list[Contributor]:
    """The pages that can be brought together, the oldest first."""
    people = Contributor.objects.filter(pk__in=_still(request), blocked_at=None)
    return list(people.select_related("identity").order_by("created_at", "pk"))


@transaction.atomic
def join(
    *, secret: str, people: Collection[uuid.UUID], shown: Collection[uuid.UUID], at: datetime
) -> tuple[Contributor, str]:
    """Bring the named pages together and answer the one that stays, with the one link to it: all earlier ones end.

    What was sent moves to it, and the address is proven for what was shown. Raises LinkOver, NotTheirs.
    """
    request = join_request(secret, at=at)
    if not AddressRequest.objects.filter(pk=request.pk, used_at=None).update(used_at=at, secret_hash=""):
        raise LinkOver
    theirs = {person.pk: person for person in joinable(request)}
    wanted = set(people)
    if not wanted <= set(theirs) or len(wanted) < 2:
        raise accounts_services.NotTheirs
    address = next(iter(theirs.values())).identity.email
    # Every link ends, and with them those on their way to other addresses: mail first, as its writing does.
    outbox_services.forget_about(brand_id=request.brand_id, fact="page", ids=wanted, at=at, code="joined")
    moves.hold(contributors=wanted)
    into, former = accounts_services.join_contributors(
        brand_id=request.brand_id, ids=wanted, address=address, by=SYSTEM, at=at
    )
    Submission.objects.filter(contributor__in=former).update(contributor=into)
    confirming.address_proven(contributor=into, shown=shown, at=at, control="join-page/button")
    return into, accounts_services.issue_contributor_token(contributor=into, at=at)
