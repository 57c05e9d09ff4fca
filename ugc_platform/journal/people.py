"""What had ended for people, ended again: who was erased or unsubscribed, links, tokens, invitations, members.

Numbers of rows begin again after a restore, so a row that is younger than the entry is another one.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import permissions, queries, services
from accounts.actors import SYSTEM
from accounts.models import (
    ApiToken,
    AuditEntry,
    Contributor,
    ContributorIdentity,
    ContributorToken,
    Invitation,
    Membership,
)
from accounts.roles import Role
from privacy import services as privacy_services
from ugc_platform.journal.entries import Entry, Unfit

Act = Callable[[], Any]


def erased(entry: Entry, at: datetime) -> Act | None:
    """Forget the person again."""
    return erase(Contributor.objects.filter(pk=entry.fields["contributor"]), at)


def erase(person: QuerySet[Contributor], at: datetime) -> Act | None:
    """Forget this person, if they were not."""
    found = person.filter(erasure=None).first()
    if found is None:
        return None
    return lambda: privacy_services.erase(contributor=found, by=SYSTEM, at=at)


def unsubscribed(entry: Entry, at: datetime) -> Act | None:
    """Send nothing more to the address that the dump has of this person."""
    wanting = ContributorIdentity.objects.filter(contributor=entry.fields["contributor"], mail_refused_at=None)
    identity = wanting.exclude(email="").select_related("brand").first()
    if identity is None:
        return None
    return lambda: services.refuse_mail(brand=identity.brand, email=identity.email, at=at)


def blocked(entry: Entry, at: datetime) -> Act | None:
    """Take nothing more from them, unless a member decided about it since. The reason is lost."""
    person = Contributor.objects.filter(pk=entry.fields["contributor"], blocked_at=None, erasure=None).first()
    decided = ["contributor.block", "contributor.unblock"]
    if person is None or _in_log(entry, person.brand_id, decided, f"contributor:{person.pk}"):
        return None
    why = _("Blocked before the database was restored, for a reason that was lost with it.")
    return lambda: services.block_contributor(contributor=person, reason=why, by=SYSTEM, at=at)


def link_ended(entry: Entry, at: datetime) -> Act | None:
    """End the link for whomever it belongs to in the dump: pages may have been joined since."""
    live = ContributorToken.objects.filter(pk=entry.fields["link"], revoked_at=None, created_at__lte=entry.at)
    link = live.select_related("contributor").first()
    if link is None:
        return None
    fan = queries.actor_of_contributor(link.contributor)
    return lambda: services.revoke_link(contributor=link.contributor, link_id=link.pk, by=fan, at=at)


def token_revoked(entry: Entry, at: datetime) -> Act | None:
    """Make the API token useless again."""
    live = ApiToken.objects.filter(pk=entry.fields["token"], revoked_at=None)
    token = live.select_related("brand").first()
    if token is None:
        return None
    return lambda: services.revoke_token(token=token, by=SYSTEM, at=at)


def invitation_ended(entry: Entry, at: datetime) -> Act | None:
    """Make the link useless; who had used it is invited anew."""
    still_open = Invitation.objects.filter(pk=entry.fields["invitation"], accepted_at=None, revoked_at=None)
    invitation = still_open.select_related("brand").first()
    if invitation is None:
        return None
    return lambda: services.revoke_invitation(invitation=invitation, by=SYSTEM, at=at)


def removed(entry: Entry, at: datetime) -> Act | None:
    """End the membership again, and its tokens. Raises LastOwner when it is done and nobody else owns the brand."""
    membership = _membership(entry)
    if membership is None:
        return None
    return lambda: services.remove_member(brand=membership.brand, user_id=membership.user_id, by=SYSTEM, at=at)


def lowered(entry: Entry, at: datetime) -> Act | None:
    """Give the most that both roles may: the dump's, and the last one. Raises Unfit for a role that nobody has."""
    if entry.fields["role"] not in Role.values:
        raise Unfit("of a role that nobody has")
    membership = _membership(entry)
    if membership is None or _in_log(entry, membership.brand_id, ["member.role"], f"user:{membership.user_id}"):
        return None
    role = permissions.most_of_both(membership.role, entry.fields["role"])
    if role == membership.role:
        return None
    return lambda: services.change_role(brand=membership.brand, user_id=membership.user_id, role=role, by=SYSTEM, at=at)


def _membership(entry: Entry) -> Membership | None:
    theirs = Membership.objects.filter(brand=entry.fields["brand"], user=entry.fields["user"])
    return theirs.filter(created_at__lte=entry.at).select_related("brand").first()


def _in_log(entry: Entry, brand_id: uuid.UUID, actions: list[str], subject: str) -> bool:
    """Whether the dump, or somebody since the restore, says something about it that is no older."""
    later = AuditEntry.objects.filter(brand=brand_id, at__gte=entry.at)
    return later.filter(action__in=actions, subject=subject).exists()
