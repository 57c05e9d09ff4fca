"""Every reading of brands, members, tokens and contributors, walled to the brand of the person who asks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from accounts import permissions, tokens
from accounts.actors import Actor
from accounts.models import (
    ApiToken,
    AuditEntry,
    Brand,
    Contributor,
    ContributorIdentity,
    ContributorToken,
    Invitation,
    JoinedContributor,
    Membership,
    User,
)
from accounts.roles import Role


def brands_of(user: User) -> QuerySet[Brand]:
    """Return the brands a person belongs to, by name."""
    return Brand.objects.filter(memberships__user_id=user.pk).order_by(Lower("name"), "slug")


def logo_keys(brand_slug: str) -> list[str]:
    """Where the sizes of the brand's logo for pages are stored; none where it has none, or there is no such brand."""
    brand = Brand.objects.filter(slug=brand_slug).exclude(logo_key="").first()
    return [brand.logo_key, *brand.logo_files.values_list("key", flat=True)] if brand else []


def actor_in_brand(user: User, brand_slug: str) -> tuple[Actor, Brand] | None:
    """Return who the signed-in person is in this brand; None when not a member, as when there is no such brand."""
    membership = (
        Membership.objects.select_related("brand")
        .filter(brand__slug=brand_slug, user_id=user.pk, user__is_active=True)
        .first()
    )
    if membership is None:
        return None
    actor = Actor(kind="member", brand_id=membership.brand_id, role=Role(membership.role), user_id=user.pk)
    return actor, membership.brand


def actor_of_token(secret: str, at: datetime) -> tuple[Actor, Brand] | None:
    """Return who a bearer token stands for: None when unknown, revoked, expired, or its owner has left."""
    return _bearer(Q(token_hash=tokens.digest(secret)), at)


def actor_of_token_id(*, brand_id: UUID, token_id: UUID, at: datetime) -> Actor | None:
    """Return who a token stands for at this moment, with what it may; None as above."""
    found = _bearer(Q(pk=token_id, brand_id=brand_id), at)
    return found[0] if found else None


def _bearer(which: Q, at: datetime) -> tuple[Actor, Brand] | None:
    usable = Q(expires_at=None) | Q(expires_at__gt=at)
    live = ApiToken.objects.select_related("brand").filter(usable, which, revoked_at=None, user__is_active=True)
    if (token := live.first()) is None:
        return None
    role = (
        Membership.objects.filter(brand_id=token.brand_id, user_id=token.user_id).values_list("role", flat=True).first()
    )
    if role is None:
        return None
    actor = Actor(
        kind="member",
        brand_id=token.brand_id,
        role=Role(role),
        user_id=token.user_id,
        scopes=frozenset(token.scopes),
        token_id=token.id,
    )
    return actor, token.brand


def actor_of_member(*, brand_id: UUID, user_id: int) -> Actor | None:
    """Return who this person is in the brand at this moment; None for somebody who has left."""
    role = (
        Membership.objects.filter(brand_id=brand_id, user_id=user_id, user__is_active=True)
        .values_list("role", flat=True)
        .first()
    )
    return None if role is None else Actor(kind="member", brand_id=brand_id, role=Role(role), user_id=user_id)


def exporters(brand_id: UUID) -> QuerySet[User]:
    """Return the members who may take work out of the house, and so can take copies of it down."""
    theirs = Q(memberships__brand_id=brand_id, memberships__role__in=permissions.EXPORT.roles)
    return User.objects.filter(theirs, is_active=True).order_by("pk")


def contributor_by_token(secret: str) -> Contributor | None:
    """Return whose page this secret opens, with identity (absent after an erasure) and brand."""
    link = contributor_link(secret)
    return link.contributor if link else None


def contributor_link(secret: str) -> ContributorToken | None:
    """Return the link that this secret is, with its contributor, identity and brand; None once it was ended."""
    return (
        ContributorToken.objects.select_related("contributor__identity", "contributor__brand")
        .filter(token_hash=tokens.digest(secret), revoked_at=None)
        .first()
    )


@dataclass(frozen=True)
class Link:
    """One link that opens a contributor's page; `current` is the one that was just used."""

    number: int
    created_at: datetime
    seen_on: date | None
    current: bool


def contributor_links(contributor: Contributor, *, current: str) -> list[Link]:
    """Return the links that open this contributor's page, the newest first; the secret in use is marked."""
    used = tokens.digest(current)
    live = ContributorToken.objects.filter(contributor=contributor, revoked_at=None).order_by("-created_at", "-pk")
    return [Link(one.pk, one.created_at, one.seen_on, one.token_hash == used) for one in live]


def contributors_at(*, brand_id: UUID, address: str) -> QuerySet[Contributor]:
    """Return everybody whom mail to this e-mail address reaches, the newest first; nobody for no address."""
    known = Contributor.objects.filter(brand_id=brand_id).select_related("identity", "brand")
    if not address.strip():
        return known.none()
    # As the index is made, so that asking for an unknown address takes no longer than for a known one.
    same = ContributorIdentity.objects.annotate(address=Lower("email")).filter(
        brand_id=brand_id, address=address.strip().lower()
    )
    return in_reach(known.filter(pk__in=same.values("pk"))).order_by("-created_at", "pk")


def in_reach(people: QuerySet[Contributor]) -> QuerySet[Contributor]:
    """Keep those whose address still counts: an unproven one that was given from the page goes with its links.

    Once one was ended since then, a fresh link to it would let in again whom the owner shut out.
    """
    since = OuterRef("identity__email_kept_at")
    ended = ContributorToken.objects.filter(contributor=OuterRef("pk"), revoked_at__gte=since)
    return people.exclude(Q(Exists(ended)), identity__email_confirmed_at=None)


def link_ended_since(contributor_id: UUID, *, since: datetime) -> bool:
    """Whether one of the links to this page was ended at that moment or later."""
    return ContributorToken.objects.filter(contributor=contributor_id, revoked_at__gte=since).exists()


def contributor_by_confirmation(secret: str, at: datetime) -> Contributor | None:
    """Return whose address a confirmation link proves; None when it is forged, too old, or of an older address."""
    found = tokens.confirmed_by(secret, at=at)
    if found is None:
        return None
    contributor_id, mark = found
    person = in_reach(Contributor.objects.select_related("identity", "brand").filter(pk=contributor_id)).first()
    identity = getattr(person, "identity", None)
    fits = identity is not None and identity.email and tokens.address_mark(identity.email) == mark
    return person if fits else None


def actor_of_contributor(contributor: Contributor) -> Actor:
    """Return the contributor as one who acts."""
    return Actor(kind="contributor", brand_id=contributor.brand_id, contributor_id=contributor.id)


def contributor(actor: Actor, contributor_id: UUID) -> Contributor | None:
    """Return one contributor of the actor's brand, with identity."""
    if actor.brand_id is None or not permissions.can_view(actor, actor.brand_id):
        return None
    return (
        Contributor.objects.select_related("identity", "brand")
        .filter(brand_id=actor.brand_id, pk=contributor_id)
        .first()
    )


def joined_into(contributor: Contributor) -> UUID | None:
    """Which pseudonym this one is part of since pages were brought together; None for one that stands alone."""
    return JoinedContributor.objects.filter(former=contributor).values_list("into_id", flat=True).first()


def is_joined(contributor: Contributor) -> bool:
    """Whether this page holds, or is part of, pages that were brought together."""
    together = JoinedContributor.objects.filter(Q(into=contributor) | Q(former=contributor))
    return together.exists()


def joined_since(contributor_id: UUID, *, since: datetime) -> bool:
    """Whether this page was brought together with another one at that moment or later."""
    together = JoinedContributor.objects.filter(Q(into=contributor_id) | Q(former=contributor_id))
    return together.filter(at__gte=since).exists()


def standing_for(contributor_id: UUID, *, brand_id: UUID) -> Contributor | None:
    """Return who stands for this pseudonym now; None where nobody does any more."""
    into = JoinedContributor.objects.filter(former=contributor_id).values_list("into_id", flat=True).first()
    return Contributor.objects.filter(pk=into or contributor_id, brand_id=brand_id, identity__isnull=False).first()


def pseudonyms(contributor: Contributor) -> list[UUID]:
    """Return every pseudonym of this person: of all pages that were brought together with this one."""
    into = joined_into(contributor) or contributor.pk
    return [into, *JoinedContributor.objects.filter(into=into).values_list("former_id", flat=True)]


def is_blocked(*, brand_id: UUID, email: str) -> bool:
    """Whether the brand takes nothing more from this e-mail address."""
    address = email.strip()
    if not address:
        return False
    same_address = ContributorIdentity.objects.annotate(address=Lower("email")).filter(address=address.lower())
    return same_address.filter(brand_id=brand_id, contributor__blocked_at__isnull=False).exists()


@dataclass(frozen=True)
class Mailbox:
    """Where mail to a contributor goes, and what the address is good for.

    `proven`: whoever reads there has said so by our link. Until then it may be anybody's, and the name a stranger's.
    """

    email: str
    name: str
    locale: str
    refused: bool
    undeliverable: bool
    proven: bool


def mailbox(*, brand_id: UUID, contributor_id: UUID) -> Mailbox | None:
    """Return the address of a contributor; None when there is none (any more).

    A wish or a failure counts for the address, not for the page it was first noticed on.
    """
    person = ContributorIdentity.objects.filter(brand_id=brand_id, contributor_id=contributor_id).first()
    if person is None or not person.email or not in_reach(Contributor.objects.filter(pk=contributor_id)).exists():
        return None
    same = ContributorIdentity.objects.annotate(address=Lower("email")).filter(
        brand_id=brand_id, address=person.email.lower()
    )
    told = same.aggregate(refused=Count("mail_refused_at"), dead=Count("undeliverable_at"))
    return Mailbox(
        email=person.email,
        name=person.name,
        locale=person.locale,
        refused=told["refused"] > 0,
        undeliverable=told["dead"] > 0,
        proven=person.email_confirmed_at is not None,
    )


def members(actor: Actor) -> QuerySet[Membership]:
    """Return the members of the actor's brand, owners first as the roles are listed."""
    if actor.brand_id is None or not permissions.can_view(actor, actor.brand_id):
        return Membership.objects.none()
    return Membership.objects.filter(brand_id=actor.brand_id).select_related("user").order_by("created_at", "pk")


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """Return the brand's open invitations, newest first, expired ones included: they can be sent again."""
    if actor.brand_id is None or not permissions.can_manage(actor, actor.brand_id):
        return Invitation.objects.none()
    still_open = Invitation.objects.filter(brand_id=actor.brand_id, accepted_at=None, revoked_at=None)
    return still_open.select_related("invited_by").order_by("-created_at")


def invitation_by_secret(secret: str, at: datetime) -> Invitation | None:
    """Return the invitation this link opens, if it still does."""
    return (
        Invitation.objects.select_related("brand")
        .filter(token_hash=tokens.digest(secret), accepted_at=None, revoked_at=None, expires_at__gt=at)
        .first()
    )


def api_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own live tokens in the brand; an owner sees everybody's."""
    if actor.user_id is None or actor.brand_id is None or not permissions.can_view(actor, actor.brand_id):
        return ApiToken.objects.none()
    live = ApiToken.objects.filter(brand_id=actor.brand_id, revoked_at=None).select_related("user", "brand")
    if not permissions.can_manage(actor, actor.brand_id):
        live = live.filter(user_id=actor.user_id)
    return live.order_by("-created_at")


def audit(actor: Actor) -> QuerySet[AuditEntry]:
    """Return the brand's log, newest first, to its owners."""
    entries: QuerySet[AuditEntry] = AuditEntry.objects.all()
    if actor.brand_id is None or not permissions.can_manage(actor, actor.brand_id):
        return entries.none()
    return entries.filter(brand_id=actor.brand_id).select_related("words").order_by("-at", "-pk")
