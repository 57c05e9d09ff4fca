"""Links, tokens, invitations and memberships that ended since the dump end again; what the dump never knew stays so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from accounts import permissions, queries, services
from accounts.actors import SYSTEM
from accounts.models import (
    ApiToken,
    Brand,
    Contributor,
    ContributorIdentity,
    ContributorToken,
    Invitation,
    Membership,
    User,
)
from accounts.roles import Role
from tests import factories
from tests.galleries import stage
from tests.ugc_platform.journal.restores import DUMP, RESTORED, SINCE, lost, replay, sealed
from ugc_platform import journal

pytestmark = pytest.mark.django_db
LATER = RESTORED + timedelta(hours=1)


def a_link(of: Brand | None = None, email: str = "kim@example.org") -> tuple[ContributorToken, str]:
    """The link of a page that the dump knows, and its secret."""
    person, secret = services.create_contributor(
        brand=of or factories.brand(), name="Kim", email=email, locale="en", at=stage.AT
    )
    return person.tokens.get(), secret


def test_a_link_that_its_owner_ended_is_ended_again() -> None:
    (link, secret), (_other, kept) = a_link(), a_link()
    with lost():
        fan = queries.actor_of_contributor(link.contributor)
        services.revoke_link(contributor=link.contributor, link_id=link.pk, by=fan, at=SINCE)
    assert queries.contributor_link(secret) == link, "the restore has revived it"
    assert replay() == {"link": 1}
    assert (queries.contributor_link(secret), queries.contributor_link(kept) is None) == (None, False)
    assert replay() == {"nothing to do": 1}


def test_links_that_ended_by_a_joining_of_pages_are_ended_again() -> None:
    brand = factories.brand()
    links = [a_link(brand) for _ in range(2)]
    with lost():
        ids = [link.contributor_id for link, _secret in links]
        into, _former = services.join_contributors(
            brand_id=brand.pk, ids=ids, address="kim@example.org", by=SYSTEM, at=SINCE
        )
        services.issue_contributor_token(contributor=into, at=SINCE)
    assert replay() == {"link": 2}
    assert [queries.contributor_link(secret) for _link, secret in links] == [None, None]
    assert replay() == {"nothing to do": 2}


def test_a_link_of_after_the_restore_is_another_one_with_an_old_number() -> None:
    link, secret = a_link()
    ContributorToken.objects.filter(pk=link.pk).update(created_at=RESTORED)
    sealed("link", link=link.pk)
    assert replay() == {"nothing to do": 1}
    assert queries.contributor_link(secret) is not None


def test_who_unsubscribed_gets_no_more_mail_again() -> None:
    link, _secret = a_link()
    same, _secret = a_link(link.contributor.brand)
    other, _secret = a_link(link.contributor.brand, "sam@example.org")
    with lost():
        services.refuse_mail(brand=link.contributor.brand, email="kim@example.org", at=SINCE)
    assert set(replay()) == {"unsubscribed", "nothing to do"}
    refused = ContributorIdentity.objects.exclude(mail_refused_at=None)
    assert set(refused.values_list("contributor", flat=True)) == {link.contributor_id, same.contributor_id}
    assert replay() == {"nothing to do": 2}
    assert other.contributor.identity.mail_refused_at is None


def test_who_was_blocked_is_blocked_again_until_a_member_says_otherwise() -> None:
    link, _secret = a_link()
    person, by = link.contributor, factories.owner(link.contributor.brand)
    with lost():
        services.block_contributor(contributor=Contributor.objects.get(pk=person.pk), reason="Kim!", by=by, at=SINCE)
    assert not queries.is_blocked(brand_id=person.brand_id, email="kim@example.org")
    assert replay() == {"blocked": 1}
    assert queries.is_blocked(brand_id=person.brand_id, email="kim@example.org")
    person.refresh_from_db()
    assert person.blocked_reason.startswith("Blocked before the database was restored")
    assert replay() == {"nothing to do": 1}
    services.unblock_contributor(contributor=person, by=by, at=LATER)
    assert replay(at=LATER + timedelta(hours=1)) == {"nothing to do": 1}
    assert not queries.is_blocked(brand_id=person.brand_id, email="kim@example.org")


def a_token(of: Brand) -> tuple[ApiToken, str]:
    secret = factories.api_token(of)
    return ApiToken.objects.get(prefix=secret[:8]), secret


def test_a_token_that_was_revoked_opens_nothing_again() -> None:
    brand = factories.brand()
    (token, secret), (_other, kept) = a_token(brand), a_token(brand)
    with lost():
        services.revoke_token(token=token, by=factories.owner(brand), at=SINCE)
    assert queries.actor_of_token(secret, RESTORED), "the restore has revived it"
    assert replay() == {"token": 1}
    assert (queries.actor_of_token(secret, RESTORED), queries.actor_of_token(kept, RESTORED) is None) == (None, False)
    assert replay() == {"nothing to do": 1}


def test_who_was_removed_is_removed_again_with_their_tokens() -> None:
    brand = factories.brand()
    gone, kept = factories.member(brand, Role.MARKETER), factories.member(brand, Role.MARKETER)
    person = User.objects.get(pk=gone.user_id or 0)
    _token, secret = services.create_token(
        brand=brand, user=person, name="x", scopes=["read"], by=gone, at=factories.NOW
    )
    with lost():
        services.remove_member(brand=brand, user_id=person.pk, by=SYSTEM, at=SINCE)
    assert replay() == {"token": 1, "removed": 1}
    assert role_of(brand, person.pk) is None
    assert role_of(brand, kept.user_id) == Role.MARKETER
    assert queries.actor_of_token(secret, RESTORED) is None
    assert replay() == {"nothing to do": 2}
    Membership.objects.create(brand=brand, user=person, role=Role.VIEWER, created_at=LATER)
    assert replay(at=LATER) == {"nothing to do": 2}, "who was asked back since stays"


def role_of(brand: Brand, user_id: int | None) -> str | None:
    return Membership.objects.filter(brand=brand, user=user_id).values_list("role", flat=True).first()


@pytest.mark.parametrize(
    ("known", "said", "then"),
    [
        (Role.OWNER, [Role.MODERATOR], Role.MODERATOR),
        (Role.MARKETER, [Role.VIEWER], Role.VIEWER),
        (Role.VIEWER, [Role.OWNER], Role.VIEWER),  # nothing is added
        (Role.MODERATOR, [Role.VIEWER, Role.OWNER], Role.MODERATOR),  # the last word
        (Role.MODERATOR, [Role.MARKETER], Role.VIEWER),  # what both may
    ],
)
def test_who_had_less_to_say_has_no_more_again(known: Role, said: list[Role], then: Role) -> None:
    brand = factories.brand()
    person = factories.member(brand, known).user_id or 0
    with lost():
        for number, role in enumerate(said):
            at = SINCE + timedelta(seconds=number)
            services.change_role(brand=brand, user_id=person, role=role, by=SYSTEM, at=at)
    assert role_of(brand, person) == known
    assert replay() == ({"nothing to do": 1} if then == known else {"role": 1})
    assert role_of(brand, person) == then
    services.change_role(brand=brand, user_id=person, role=Role.OWNER, by=SYSTEM, at=LATER)
    assert replay(at=LATER + timedelta(hours=1)) == {"nothing to do": 1}, "what was said after that counts"


def test_the_last_owner_stays_and_a_person_is_told() -> None:
    brand = factories.brand()
    former = factories.owner(brand).user_id or 0
    link, secret = a_link()
    with lost():
        heir = factories.member(brand, Role.OWNER)
        services.remove_member(brand=brand, user_id=former, by=heir, at=SINCE)
        fan = queries.actor_of_contributor(link.contributor)
        services.revoke_link(contributor=link.contributor, link_id=link.pk, by=fan, at=SINCE)
    outcome = journal.replay(since=DUMP, at=RESTORED)
    assert (outcome.done, role_of(brand, former)) == ({"link": 1}, Role.OWNER)
    (why,) = outcome.left_out.values()
    assert why.startswith("LastOwner: This is the last owner.")
    assert queries.contributor_link(secret) is None
    factories.member(brand, Role.OWNER)
    assert replay() == {"removed": 1, "nothing to do": 1}


def invited(brand: Brand, at: datetime = stage.AT) -> tuple[Invitation, str]:
    return services.invite(brand=brand, email="new@example.org", role="viewer", by=factories.owner(brand), at=at)


def test_an_invitation_that_was_taken_back_or_used_opens_nothing_again() -> None:
    brands = [factories.brand() for _ in range(3)]
    (_taken, first), (_used, second), (_kept, third) = [invited(brand) for brand in brands]
    person = factories.user("new@example.org")
    with lost():
        services.revoke_invitation(invitation=_taken, by=SYSTEM, at=SINCE)
        services.accept_invitation(secret=second, user=person, at=SINCE)
        services.remove_member(brand=brands[1], user_id=person.pk, by=SYSTEM, at=SINCE)
    assert replay() == {"invitation": 2, "nothing to do": 1}
    for secret in (first, second):
        with pytest.raises(services.InvitationInvalid):
            services.accept_invitation(secret=secret, user=person, at=RESTORED)
    assert services.accept_invitation(secret=third, user=person, at=RESTORED).brand == brands[2]
    assert replay() == {"nothing to do": 3}


@pytest.mark.parametrize("one", list(Role))
@pytest.mark.parametrize("other", list(Role))
def test_the_most_of_two_roles_is_never_more_than_either(one: Role, other: Role) -> None:
    both = permissions.most_of_both(one, other)
    for right in permissions.RIGHTS:
        assert both not in right.roles or {one, other} <= right.roles
    assert both == one or one != other


def test_everybody_signs_in_again_after_a_restore(capsys: pytest.CaptureFixture[str]) -> None:
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=LATER)
    call_command("replay", "--since", DUMP.isoformat(), "--dry-run")
    assert "1  sessions ended" in capsys.readouterr().out
    assert Session.objects.count() == 1
    call_command("replay", "--since", DUMP.isoformat())
    assert Session.objects.count() == 0


def test_entries_about_people_name_nobody() -> None:
    brand = factories.brand()
    link, _secret = a_link(brand)
    services.refuse_mail(brand=brand, email="kim@example.org", at=SINCE)
    ContributorToken.objects.filter(pk=link.pk).update(revoked_at=SINCE)
    services.block_contributor(contributor=link.contributor, reason="Kim sends spam", by=SYSTEM, at=SINCE)
    services.revoke_token(token=a_token(brand)[0], by=SYSTEM, at=SINCE)
    services.revoke_invitation(invitation=invited(brand)[0], by=SYSTEM, at=SINCE)
    services.remove_member(brand=brand, user_id=factories.member(brand).user_id or 0, by=SYSTEM, at=SINCE)
    journal.keep(at=SINCE)
    found, refused = journal.read(since=DUMP)
    assert ({entry.kind for entry in found}, refused) == (
        {"link", "token", "invitation", "unsubscribed", "blocked", "removed"},
        {},
    )
    written: list[Any] = [value for entry in found for value in entry.fields.values()]
    assert [value for value in written if "@" in str(value) or "Kim" in str(value)] == []
