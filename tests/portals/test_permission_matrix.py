"""Walks every address: it has a row in the matrix, and each role, visitor and foreign brand meets what the row says."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import services as accounts_services
from accounts.models import User
from conversations.inbox import services as inbox_services
from galleries import services as galleries_services
from galleries.models import Placement, TakeDown, TakeDownPlace
from outbox import services as outbox_services
from rights.uses import Use
from submissions.lifecycle import State
from tests import factories
from tests.portals import matrix, rooms

MEMBER_PAGES = ("moderators:", "marketers:")
WALKED = {name: row for name, row in matrix.ROWS.items() if row.roles is not None}


def addresses(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path, pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield path, f"{space}:{pattern.name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    found = dict(addresses(get_resolver()))
    ours = {name for path, name in found.items() if not path.startswith(tuple(matrix.PREFIXES))}
    assert ours - set(matrix.ROWS) == set()
    assert set(matrix.ROWS) - ours == set()
    for prefix in matrix.PREFIXES:
        assert any(path.startswith(prefix) for path in found)


def test_matrix_notices_a_new_address() -> None:
    """The negative control: an address without a row is found."""
    assert "fans:brand_new" not in matrix.ROWS
    assert {"fans:home", "fans:brand_new"} - set(matrix.ROWS) == {"fans:brand_new"}


class World:
    """One brand with one of everything, its members, and the owner of another brand."""

    def __init__(self) -> None:
        self.brand = factories.brand()
        self.campaign = factories.campaign(self.brand)
        self.submission = rooms.item(self.campaign, State.APPROVED)
        self.asset = self.submission.assets.get()
        owner = factories.owner(self.brand)
        at = factories.NOW
        self.gallery = galleries_services.create(brand=self.brand, title="Best", by=owner, at=at)
        self.export = galleries_services.request_export(
            brand=self.brand, gallery=self.gallery, use=Use("brand_page"), by=owner, at=at
        )
        placement = Placement.objects.create(
            key=uuid.uuid4().hex,
            brand=self.brand,
            kind="export",
            export=self.export,
            asset=self.asset,
            use=Use("brand_page").as_dict(),
            ledger_sequence=1,
            ledger_hash="0" * 64,
            created_at=at,
        )
        self.mail = outbox_services.queue(
            brand=self.brand, kind="page_link", key="one", to="somebody@example.org", at=at
        )
        self.reply = inbox_services.save_reply(
            brand=self.brand, name="Thanks", locale="en", text="Thank you, {name|you}!", by=owner, at=at
        )
        self.task = TakeDown.objects.create(
            brand=self.brand, submission=self.submission, cause="withdrawn", opened_at=at
        )
        TakeDownPlace.objects.create(brand=self.brand, take_down=self.task, placement=placement)

    def arguments(self, name: str) -> dict[str, Any]:
        """What the address needs, by the names of its parts."""
        parts = {
            "brand": self.brand.slug,
            "campaign": self.campaign.slug,
            "submission": self.submission.pk,
            "asset": self.asset.pk,
            "gallery": self.gallery.slug,
            "export": self.export.pk,
            "task": self.task.pk,
            "key": "views",
            "reply": self.reply.pk,
            "paper": "a4",
            "asked": self.submission.pk,
            "link": 1,
            "mail": self.mail.pk,
            "kind": "received",
            "locale": "de",
            "id": self.export.pk if "export" in name else self.submission.pk,
            "slug": self.gallery.slug if "galler" in name else self.campaign.slug,
        }
        # Two addresses may share a name (`/studio/` and a brand's own): the longer one is the brand's.
        wanted = max((path for path, known in addresses(get_resolver()) if known == name), key=len)
        return {part: value for part, value in parts.items() if f":{part}>" in wanted}

    def call(self, name: str, client: Client, **headers: str) -> Any:
        row = matrix.ROWS[name]
        body: dict[str, Any] = {"asset": str(self.asset.pk), "use": {"channel": "embed"}}
        options: dict[str, Any] = {"headers": headers}
        if name.startswith("api:") and row.method != "get":
            options |= {"data": body, "content_type": "application/json"}
        return getattr(client, row.method)(reverse(name, kwargs=self.arguments(name)), **options)


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return World()


@pytest.mark.parametrize("name", sorted(name for name in WALKED if name.startswith(MEMBER_PAGES)))
def test_page_is_for_the_roles_of_its_row(world: World, name: str) -> None:
    row = matrix.ROWS[name]
    for letter, role in matrix.ROLES.items():
        status = world.call(name, rooms.signed_in(world.brand, role)).status_code
        if letter in (row.roles or ()):
            assert status not in (401, 403), f"{role} may use {name}, but got {status}"
            assert status < 500
        else:
            assert status == 403, f"{role} may not use {name}, but got {status}"
    visitor = world.call(name, Client())
    assert visitor.status_code == 302
    assert visitor.headers["Location"].startswith("/accounts/login/")
    assert world.call(name, rooms.signed_in(factories.brand())).status_code == 404


@pytest.mark.parametrize("name", sorted(name for name in WALKED if name.startswith("api:")))
def test_call_is_for_the_roles_of_its_row(world: World, name: str) -> None:
    row = matrix.ROWS[name]
    for letter, role in matrix.ROLES.items():
        token = factories.api_token(world.brand, role)
        status = world.call(name, Client(), Authorization=f"Bearer {token}").status_code
        if letter in (row.roles or ()):
            assert status not in (401, 403, 404), f"{role} may call {name}, but got {status}"
            assert status < 500
        else:
            assert status == 403, f"{role} may not call {name}, but got {status}"
    assert world.call(name, Client()).status_code == 401
    foreign = world.call(name, Client(), Authorization=f"Bearer {factories.api_token(factories.brand())}")
    assert foreign.status_code == (200 if row.about == "own" else 404)
    if row.about == "own":
        assert foreign.json()["results"] == []


@pytest.mark.parametrize("name", sorted(name for name, row in matrix.ROWS.items() if row is matrix.CONTRIBUTOR))
def test_contributors_pages_know_only_their_own_token(world: World, name: str) -> None:
    _person, secret = accounts_services.create_contributor(
        brand=world.brand, name="Other", email="", locale="en", at=factories.NOW
    )
    parts = world.arguments(name)
    answers = []
    for token in (secret, "x" * 43):
        if name.startswith("api:"):
            method = "post" if name == "api:withdraw" else "get"
            call = getattr(Client(), method)
            response = call(reverse(name, kwargs=parts), headers={"Contributor-Token": token})
        else:
            method = "post" if name in matrix.CONTRIBUTORS_POSTS else "get"
            response = getattr(Client(), method)(reverse(name, kwargs={**parts, "token": token}))
        answers.append(response.status_code)
    assert answers == [matrix.CONTRIBUTORS_OWN.get(name, 404), 404]


def test_staff_pages_are_closed_to_members(world: World) -> None:
    client = rooms.signed_in(world.brand)
    assert client.get("/admin/").status_code == 302
    assert not User.objects.filter(is_staff=True).exists()
