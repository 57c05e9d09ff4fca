"""Contributors: a pseudonym, an identity beside it, a page of their own; and blocking."""

import pytest
from django.core.exceptions import ValidationError

from accounts import queries, services, tokens
from accounts.actors import Actor
from accounts.models import AuditEntry, Contributor, ContributorIdentity, ContributorToken
from accounts.permissions import Denied
from accounts.roles import Role
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_create_contributor_keeps_identity_apart_and_returns_the_secret_of_the_page() -> None:
    brand = factories.brand()
    contributor, secret = services.create_contributor(
        brand=brand, name="  Ada  Lovelace ", email="Ada@Example.org", locale="de", at=NOW
    )
    identity = contributor.identity
    assert (identity.name, identity.email, identity.locale) == ("Ada Lovelace", "Ada@example.org", "de")
    assert ContributorToken.objects.get().token_hash == tokens.digest(secret)
    found = queries.contributor_by_token(secret)
    assert found == contributor
    assert queries.actor_of_contributor(contributor) == Actor(
        kind="contributor", brand_id=brand.id, contributor_id=contributor.id
    )


def test_each_sending_is_a_new_pseudonym() -> None:
    brand = factories.brand()
    first, second = (factories.contributor(brand, email="ada@example.org") for _each in range(2))
    assert first.id != second.id


@pytest.mark.parametrize("change", [{"email": "nobody"}, {"name": "x" * 81}, {"locale": "x" * 11}])
def test_create_contributor_refuses_and_leaves_nothing(change: dict[str, str]) -> None:
    brand = factories.brand()
    with pytest.raises(ValidationError):
        services.create_contributor(brand=brand, at=NOW, **{"name": "Ada", "email": "", "locale": "en", **change})
    assert not Contributor.objects.exists()


def test_more_links_lead_to_the_same_page_until_revoked(django_assert_num_queries: object) -> None:
    contributor, first = services.create_contributor(brand=factories.brand(), name="", email="", locale="en", at=NOW)
    second = services.issue_contributor_token(contributor=contributor, at=NOW)
    assert [queries.contributor_by_token(secret) for secret in (first, second, "guessed", "")] == [
        contributor,
        contributor,
        None,
        None,
    ]
    ContributorToken.objects.filter(token_hash=tokens.digest(first)).update(revoked_at=NOW)
    assert queries.contributor_by_token(first) is None


def test_the_page_still_opens_after_the_identity_was_erased() -> None:
    contributor, secret = services.create_contributor(
        brand=factories.brand(), name="Ada", email="", locale="en", at=NOW
    )
    ContributorIdentity.objects.all().delete()
    found = queries.contributor_by_token(secret)
    assert found == contributor
    assert not hasattr(found, "identity")


def test_contributor_by_token_is_one_query(django_assert_num_queries: object) -> None:
    _contributor, secret = services.create_contributor(
        brand=factories.brand(), name="Ada", email="", locale="en", at=NOW
    )
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = queries.contributor_by_token(secret)
        assert found
        assert (found.identity.name, found.brand.name) == ("Ada", found.brand.name)


def test_block_takes_nothing_more_from_the_person_or_the_address() -> None:
    brand, other = factories.brand(), factories.brand()
    contributor = factories.contributor(brand, email="Ada@example.org")
    factories.contributor(brand, email="bob@example.org")
    by = factories.member(brand, Role.MODERATOR)
    services.block_contributor(contributor=contributor, reason=" Spam ", by=by, at=NOW)
    contributor.refresh_from_db()
    assert (contributor.blocked_at, contributor.blocked_by_id, contributor.blocked_reason) == (NOW, by.user_id, "Spam")
    asked = [(brand, " ada@EXAMPLE.org "), (brand, "bob@example.org"), (brand, ""), (other, "ada@example.org")]
    assert [queries.is_blocked(brand_id=of.id, email=email) for of, email in asked] == [True, False, False, False]

    services.unblock_contributor(contributor=contributor, by=by, at=NOW)

    contributor.refresh_from_db()
    assert (contributor.blocked_at, contributor.blocked_reason) == (None, "")
    assert not queries.is_blocked(brand_id=brand.id, email="ada@example.org")
    entries = AuditEntry.objects.filter(action__startswith="contributor.").order_by("pk")
    assert [entry.action for entry in entries] == ["contributor.block", "contributor.unblock"]
    assert not any("ada@" in f"{entry.subject}{entry.detail}".lower() for entry in entries)


def test_block_without_an_address_does_not_block_everybody_without_one() -> None:
    brand = factories.brand()
    by = factories.member(brand, Role.MODERATOR)
    services.block_contributor(contributor=factories.contributor(brand), reason="Spam", by=by, at=NOW)
    assert not queries.is_blocked(brand_id=brand.id, email="")


def test_block_needs_a_reason_and_a_reviewer_of_this_brand() -> None:
    brand = factories.brand()
    contributor = factories.contributor(brand)
    with pytest.raises(ValidationError):
        services.block_contributor(contributor=contributor, reason=" ", by=factories.owner(brand), at=NOW)
    for by in (factories.member(brand, Role.MARKETER), factories.member(factories.brand(), Role.OWNER)):
        with pytest.raises(Denied):
            services.block_contributor(contributor=contributor, reason="Spam", by=by, at=NOW)
        with pytest.raises(Denied):
            services.unblock_contributor(contributor=contributor, by=by, at=NOW)


def test_a_name_that_plays_tricks_becomes_a_plain_one() -> None:
    brand = factories.brand()
    contributor = factories.contributor(brand, name="\u202eA\x00d\ud800a\n\tL.\u2069")
    assert contributor.identity.name == "Ada L."
