"""Who may write which fact, and who may read."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import SYSTEM, VISITOR, Actor
from accounts.permissions import Denied
from accounts.roles import Role, Scope as TokenScope
from rights import services
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def actors(brand: Any) -> dict[str, Actor]:
    everybody = {role.value: factories.member(brand, role) for role in Role}
    everybody |= {
        "reading token": factories.member(brand, Role.OWNER, scopes=frozenset({TokenScope.READ})),
        "curating token": factories.member(brand, Role.OWNER, scopes=frozenset({TokenScope.CURATE})),
        "contributor": factories.contributor_actor(factories.contributor(brand)),
        "visitor": VISITOR,
        "system": SYSTEM,
    }
    other = factories.brand()
    everybody |= {
        "foreign owner": factories.member(other, Role.OWNER),
        "foreign contributor": factories.contributor_actor(factories.contributor(other)),
    }
    return everybody


def test_who_may_write_what() -> None:
    brand = factories.brand()
    terms = factories.terms(brand)

    def may(action: Any, by: Actor) -> bool:
        try:
            action(by)
        except Denied:
            return False
        return True

    actions = {
        "publish": lambda by: factories.terms(brand, by=by),
        "grant": lambda by: factories.grant(terms, by=by),
        "release": lambda by: services.release(
            brand_id=brand.id, submission_id=uuid.uuid4(), kind="music", answer="none", by=by, at=NOW
        ),
        "revoke": lambda by: services.revoke(brand_id=brand.id, submission_id=uuid.uuid4(), by=by, at=NOW),
        "forget": lambda by: services.forget(brand_id=brand.id, person=uuid.uuid4(), by=by),
    }
    allowed = {
        name: {action for action, call in actions.items() if may(call, by)} for name, by in actors(brand).items()
    }
    everything = set(actions)
    assert allowed == {
        "owner": everything,
        "marketer": everything,
        "moderator": everything - {"publish"},
        "viewer": {"grant", "release"},
        "reading token": {"grant", "release"},
        "curating token": everything,
        "contributor": everything - {"publish"},
        "visitor": {"grant", "release"},
        "system": everything,
        "foreign owner": set(),
        "foreign contributor": set(),
    }


def test_who_may_read() -> None:
    from rights import permissions

    brand = factories.brand()
    readers = {name for name, by in actors(brand).items() if permissions.can_read(by, brand.id)}
    assert readers == {"owner", "marketer", "moderator", "viewer", "reading token", "system"}
