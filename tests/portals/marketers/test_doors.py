"""Who may open which page of the studio: every address, every role, and somebody of another brand."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from portals.marketers import urls
from tests import factories
from tests.portals import rooms
from tests.portals.marketers.conftest import House

pytestmark = pytest.mark.django_db

EVERYBODY = set(Role)
MARKET = {Role.OWNER, Role.MARKETER}
MANAGE = {Role.OWNER}
WRITERS = {Role.OWNER, Role.MARKETER, Role.MODERATOR}

# Name, the parts of its address, and who may open it: pages by GET, actions by POST.
PAGES: dict[str, tuple[tuple[str, ...], set[Role]]] = {
    "campaigns": ((), EVERYBODY),
    "new_campaign": ((), MARKET),
    "campaign": (("campaign",), EVERYBODY),
    "edit_campaign": (("campaign",), MARKET),
    "preview": (("campaign",), EVERYBODY),
    "hero": (("campaign",), MARKET),
    "questions": (("campaign",), MARKET),
    "terms": (("campaign",), MARKET),
    "export_campaign": (("campaign",), MARKET),
    "library": ((), EVERYBODY),
    "item": (("submission",), EVERYBODY),
    "galleries": ((), EVERYBODY),
    "new_gallery": ((), MARKET),
    "gallery": (("gallery",), EVERYBODY),
    "edit_gallery": (("gallery",), MARKET),
    "pick": (("gallery",), MARKET),
    "export_gallery": (("gallery",), MARKET),
    "exports": ((), EVERYBODY),
    "export": (("export",), EVERYBODY),
    "take_downs": ((), EVERYBODY),
    "conversations": ((), EVERYBODY),
    "thread": (("submission",), EVERYBODY),
    "standard_replies": ((), WRITERS),
    "new_standard_reply": ((), WRITERS),
    "standard_reply": (("reply",), WRITERS),
    "insights": ((), EVERYBODY),
    "insight": (("campaign",), EVERYBODY),
    "answers": (("campaign",), EVERYBODY),
    "profile": ((), MANAGE),
    "logo": ((), MANAGE),
    "members": ((), EVERYBODY),
    "tokens": ((), EVERYBODY),
    "evidence": ((), MANAGE),
    "audit": ((), MANAGE),
}
ACTIONS: dict[str, tuple[tuple[str, ...], set[Role]]] = {
    "open": (("campaign",), MARKET),
    "close": (("campaign",), MARKET),
    "archive": (("campaign",), MARKET),
    "to_gallery": ((), MARKET),
    "original": (("submission", "asset"), MARKET),
    "place": (("gallery",), MARKET),
    "remove_item": (("gallery",), MARKET),
    "publish": (("gallery",), MARKET),
    "unpublish": (("gallery",), MARKET),
    "close_take_down": (("task",), MARKET),
    "export_again": (("export",), MARKET),
    **dict.fromkeys(
        ("thread", "assign_thread", "snooze_thread", "close_thread", "reopen_thread", "note_thread"),
        (("submission",), WRITERS),
    ),
    "delete_standard_reply": (("reply",), WRITERS),
    "invite": ((), MANAGE),
    "change_role": ((), MANAGE),
    "revoke_invitation": ((), MANAGE),
}
# Redirects, files and what depends on the row have tests of their own.
ELSEWHERE = {
    "home", "invitation", "settings", "hero_file", "poster_pdf", "poster_svg", "download", "insight_csv",
    "remove_member", "revoke_token", "mail", "letter", "letter_html", "send_mail_again", "try_address", "mail_words",
    "edit_mail_words", "preview_mail_words", "translate_terms", "drop_translation",
}  # fmt: skip


def address(house: House, name: str, parts: tuple[str, ...]) -> str:
    asset = house.item.assets.first()
    values: dict[str, Any] = {
        "campaign": house.campaign.slug,
        "submission": house.item.pk,
        "gallery": house.gallery.slug,
        "export": house.export.pk,
        "asset": asset.pk if asset else None,
        "task": 1,
        "reply": house.reply.pk,
    }
    return reverse(f"marketers:{name}", kwargs={"brand": house.brand.slug, **{part: values[part] for part in parts}})


def test_every_address_has_a_row() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {*PAGES, *ACTIONS, *ELSEWHERE}


@pytest.mark.parametrize("role", list(Role))
def test_pages_open_for_those_who_may(house: House, role: Role) -> None:
    client = rooms.signed_in(house.brand, role)
    answers = {name: client.get(address(house, name, parts)).status_code for name, (parts, _may) in PAGES.items()}
    assert answers == {name: 200 if role in may else 403 for name, (_parts, may) in PAGES.items()}


@pytest.mark.parametrize("role", list(Role))
def test_actions_are_refused_to_those_who_may_not(house: House, role: Role) -> None:
    client = rooms.signed_in(house.brand, role)
    for name, (parts, may) in ACTIONS.items():
        if role not in may:
            assert client.post(address(house, name, parts)).status_code == 403, name


def test_another_brands_owner_finds_nothing(house: House) -> None:
    stranger = rooms.signed_in(factories.brand(), Role.OWNER)
    for name, (parts, _may) in PAGES.items():
        assert stranger.get(address(house, name, parts)).status_code == 404, name
    for name, (parts, _may) in ACTIONS.items():
        assert stranger.post(address(house, name, parts)).status_code == 404, name


def test_things_of_another_brand_are_missing_in_ones_own(house: House) -> None:
    other = factories.brand()
    stranger = rooms.signed_in(other, Role.OWNER)
    own = f"/studio/{other.slug}/"
    for name, (parts, _may) in PAGES.items():
        if parts:
            path = address(house, name, parts).replace(f"/studio/{house.brand.slug}/", own)
            assert stranger.get(path).status_code == 404, name


def test_visitors_are_sent_to_sign_in(house: House) -> None:
    for name, (parts, _may) in PAGES.items():
        answer = Client().get(address(house, name, parts))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/"), name


def test_the_way_in_remembers_the_brand(house: House) -> None:
    client = rooms.signed_in(house.brand, Role.VIEWER)
    assert client.get("/studio/").headers["Location"] == f"/studio/{house.brand.slug}/campaigns/"
    assert client.get(f"/studio/{house.brand.slug}/settings/").headers["Location"].endswith("/members/")


def test_somebody_without_a_brand_is_told_what_to_do() -> None:
    client = Client()
    client.force_login(factories.user())
    for path in ("/studio/", "/review/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "Ask a colleague" in answer.content.decode()
