"""Builds what tests need, through the product's own services: what cannot happen there cannot happen here.

Every function takes what matters to the test and invents the rest; names count up, so nothing collides.
"""

import itertools
import uuid
from datetime import UTC, datetime
from typing import Any

from allauth.account.models import EmailAddress

from accounts import permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import SYSTEM, Actor
from accounts.models import Brand, Contributor, Membership, User
from accounts.roles import Role
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from rights import default_terms, services as rights_services
from rights.models import Grant, Terms
from rights.scopes import Scope, presets

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def number() -> int:
    """Return a number that was not used before in this run."""
    return next(_numbers)


def user(email: str = "") -> User:
    """Return a person with a log-in, a proven address and PASSWORD."""
    made = User.objects.create_user(email or f"person{number()}@example.org", PASSWORD)
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


def brand(slug: str = "", *, owner_email: str = "", name: str = "", at: datetime = NOW) -> Brand:
    """Return a brand with one owner."""
    slug = slug or f"brand-{number()}"
    return accounts_services.create_brand(
        slug=slug,
        name=name or slug.replace("-", " ").title(),
        owner_email=owner_email or f"owner@{slug}.example",
        password=PASSWORD,
        by=SYSTEM,
        at=at,
    )


def member(of: Brand, role: Role | str = Role.OWNER, *, scopes: frozenset[str] | None = None) -> Actor:
    """Return somebody new who acts for the brand in this role; `scopes` as if by a token."""
    person = user()
    Membership.objects.create(brand=of, user=person, role=role, created_at=NOW)
    return Actor(kind="member", brand_id=of.id, role=Role(role), user_id=person.pk, scopes=scopes)


def owner(of: Brand) -> Actor:
    """Return the brand's first owner."""
    first = Membership.objects.filter(brand=of, role=Role.OWNER).order_by("pk").select_related("user")[0]
    found = accounts_queries.actor_in_brand(first.user, of.slug)
    assert found
    return found[0]


def api_token(of: Brand, role: Role | str = Role.OWNER, *, scopes: tuple[str, ...] | None = None) -> str:
    """Return the secret of a bearer token with all scopes of the role, or with these."""
    person = User.objects.get(pk=member(of, role).user_id or 0)
    wanted = scopes if scopes is not None else tuple(permissions.scopes_of(role))
    _token, secret = accounts_services.create_token(
        brand=of, user=person, name="test", scopes=wanted, by=SYSTEM, at=NOW
    )
    return secret


def contributor(of: Brand, *, name: str = "Ada", email: str = "", at: datetime = NOW) -> Contributor:
    """Return somebody who sends things in."""
    person, _secret = accounts_services.create_contributor(brand=of, name=name, email=email, locale="en", at=at)
    return person


def contributor_actor(person: Contributor) -> Actor:
    """Return the contributor as one who acts."""
    return accounts_queries.actor_of_contributor(person)


def campaign(of: Brand | None = None, *, by: Actor | None = None, at: datetime = NOW, **fields: Any) -> Campaign:
    """Return a live campaign with terms that offer every preset."""
    made = draft(of, by=by, at=at, **fields)
    made = with_terms(made, by=by or SYSTEM, at=at)
    return campaigns_services.open_campaign(campaign=made, by=by or SYSTEM, at=at)


def draft(of: Brand | None = None, *, by: Actor | None = None, at: datetime = NOW, **fields: Any) -> Campaign:
    """Return a campaign that is not open yet and has no terms."""
    title = fields.pop("title", f"Summer {number()}")
    return campaigns_services.create(brand=of or brand(), title=title, by=by or SYSTEM, at=at, **fields)


def with_terms(
    made: Campaign,
    *,
    by: Actor = SYSTEM,
    at: datetime = NOW,
    scopes: tuple[Scope, ...] = (),
    locale: str = "en",
) -> Campaign:
    """Return the campaign with default terms that offer these scopes, or every preset."""
    words = default_terms.in_language(locale, brand_name=made.brand.name)
    return campaigns_services.set_terms(
        campaign=made,
        text=words.text,
        summary=words.summary,
        scopes=scopes or presets(("pages", "social", "screens", "ads", "edits", "ai")),
        locale=words.locale,
        by=by,
        at=at,
    )


def terms(
    of: Brand | None = None, *, scopes: tuple[Scope, ...] = (), at: datetime = NOW, text: str = "", by: Actor = SYSTEM
) -> Terms:
    """Return published terms without a campaign."""
    return rights_services.publish_terms(
        brand_id=(of or brand()).id,
        family=f"terms-{number()}",
        locale="en",
        text=text or "You may show it.",
        summary=["You may show it."],
        scopes=scopes or presets(("pages", "social", "screens", "ads", "edits", "ai")),
        by=by,
        at=at,
    )


def grant(
    under: Terms,
    *,
    submission_id: uuid.UUID | None = None,
    asset_id: uuid.UUID | None = None,
    scopes: tuple[str, ...] = ("pages",),
    at: datetime = NOW,
    by: Actor = SYSTEM,
    grade: str = "A",
) -> Grant:
    """Return what somebody allowed on the form."""
    return rights_services.grant(
        terms=under,
        submission_id=submission_id or uuid.uuid4(),
        asset_id=asset_id,
        scopes=scopes,
        evidence=rights_services.Evidence(locale="en", control="submit-form/checkbox:accept", grade=grade),
        person=uuid.uuid4(),
        by=by,
        at=at,
    )
