"""Keeping robots out of the API as out of the form: a call without the brand's token brings the same proof of work."""

import uuid
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from portals import addresses, proof, shared
from portals.api import problems
from portals.api.authentication import Caller

if TYPE_CHECKING:
    from campaigns.models import Campaign

HEADER = "Proof"


def require(request: Request, campaign: "Campaign", caller: Caller) -> str:
    """Before the body is read: the signature of a solved sum, or nothing where none is needed. Raises 428, 422."""
    if not campaign.proof_of_work or (caller.brand is not None and caller.brand.pk == campaign.brand_id):
        return ""
    sent = request.headers.get(HEADER, "")
    if not sent:
        told = _("This campaign keeps robots out. Solve the sum at “challenge” and send it along, or use a token.")
        raise problems.Problem(428, "proof_missing", told, challenge=_challenge(campaign))
    signature = proof.solved(sent, campaign, at=shared.now())
    if signature is None:
        raise unfit()
    return signature


def _challenge(campaign: "Campaign") -> str:
    return addresses.absolute(reverse("api:proof", kwargs={"slug": campaign.slug}))


def use(signature: str, request: Request) -> None:
    """Note that the sum proved this sending and no other one. Raises 422 when it proved another."""
    key = request.headers.get("Idempotency-Key", "")
    if signature and not proof.first_use(signature, proof.digest_of(request.data, key=key)):
        raise unfit()


def form_key(signature: str) -> uuid.UUID | None:
    """The sum as a form key: the same sending again is the submission there is, also for another caller."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"proof:{signature}") if signature else None


def unfit() -> problems.Problem:
    """422: broken, too old, of another campaign, or used by another sending."""
    return problems.invalid({HEADER: [_("This proof does not fit, is too old, or was used. Please fetch a new sum.")]})
