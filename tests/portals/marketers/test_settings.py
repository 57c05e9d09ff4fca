"""Settings by hand: the profile, members and invitations, tokens shown once."""

import io
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import queries as accounts_queries, services as accounts_services
from accounts.models import ApiToken, Brand, Invitation, Membership, User
from accounts.roles import Role
from portals import addresses
from rights import queries as rights_queries
from rights.uses import CHANNELS
from tests import factories
from tests.portals import rooms
from tests.portals.marketers.conftest import House

pytestmark = pytest.mark.django_db

PROFILE = {
    "name": "Northlight",
    "contact_email": "hello@northlight.example",
    "retention_months": "12",
    "timezone": "Europe/London",
}


@pytest.fixture
def client(house: House) -> Client:
    return rooms.signed_in(house.brand, Role.OWNER)


def address(house: House, name: str) -> str:
    return reverse(f"marketers:{name}", kwargs={"brand": house.brand.slug})


def test_the_profile_is_saved(house: House, client: Client) -> None:
    client.post(address(house, "profile"), {**PROFILE, "accent": "#2F6F5E", "website": "northlight.example"})
    saved = Brand.objects.get(pk=house.brand.pk)
    assert (saved.name, saved.accent, saved.website) == ("Northlight", "#2f6f5e", "https://northlight.example")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"retention_months": "0"}, "retention_months"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"accent": "red"}, "accent"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"name": "x\x00"}, "name"),
    ],
)
def test_a_wrong_profile_is_sent_back_whole(house: House, client: Client, wrong: dict[str, str], field: str) -> None:
    answer = client.post(address(house, "profile"), {**PROFILE, "legal_name": "Kept Ltd", **wrong})
    assert field in answer.context["form"].errors
    assert "Kept Ltd" in answer.content.decode()


def logo(colour: str = "#123456") -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (400, 100), colour).save(body, "PNG")
    return SimpleUploadedFile("logo.svg", body.getvalue(), content_type="image/svg+xml")  # the content says what it is


def test_the_logo_is_set_shown_to_everybody_replaced_and_removed(house: House, client: Client) -> None:
    page, public = address(house, "logo"), Client()
    home = reverse("fans:campaign", kwargs={"slug": house.campaign.slug})

    def written() -> bool:
        return re.search(rf">\s*{house.brand.name}\s*</a>", public.get(home).text) is not None

    assert written()
    links = []
    for colour in ("#123456", "#654321"):
        assert client.post(page, {"logo": logo(colour)}).status_code == 302
        links.append(addresses.logo_url(Brand.objects.get(pk=house.brand.pk)))
        shown = public.get(home).content.decode()
        drawn = re.findall(
            rf'src="{links[-1]}" srcset="([^"]+)" sizes="144px" alt="{house.brand.name}" width="320" height="80" ',
            shown,
        )
        assert [one.split()[1] for one in drawn[0].split(", ")] == ["160w", "320w", "400w"]
        assert not written()
        assert drawn[0] in client.get(page).content.decode()
        for link in (one.split()[0] for one in drawn[0].split(", ")):
            file = public.get(link)
            assert (file.headers["Content-Type"], b"".join(file)[8:12]) == ("image/webp", b"WEBP")
    assert public.get(links[0]).status_code == 404
    assert client.post(page, {"remove": "1"}).status_code == 302
    assert public.get(links[1]).status_code == 404
    assert written()


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", b"\xff\xd8\xff\xe0broken"])
def test_a_logo_that_is_none_is_refused_with_a_sentence(house: House, client: Client, content: bytes) -> None:
    answer = client.post(address(house, "logo"), {"logo": SimpleUploadedFile("logo.png", content)})
    assert answer.context["form"].errors["logo"]
    assert Brand.objects.get(pk=house.brand.pk).logo_key == ""


def test_inviting_sends_a_mail_and_can_be_taken_back(house: House, client: Client) -> None:
    Invitation.objects.all().delete()
    client.post(address(house, "invite"), {"email": "kim@example.org", "role": "moderator"})
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("kim@example.org", "moderator")
    client.post(address(house, "revoke_invitation"), {"invitation": str(invitation.pk)})
    invitation.refresh_from_db()
    assert invitation.revoked_at
    for wrong in ({"email": "x", "role": "moderator"}, {"email": "kim@example.org", "role": "king"}, {}):
        assert client.post(address(house, "invite"), wrong).status_code == 422
    assert mail.outbox is not None


def test_the_last_owner_stays(house: House) -> None:
    first = Client()
    first.force_login(User.objects.get(pk=str(house.owner.user_id)))
    first.post(address(house, "change_role"), {"user": house.owner.user_id, "role": "viewer"})
    first.post(address(house, "remove_member"), {"user": house.owner.user_id})
    assert Membership.objects.get(brand=house.brand, user_id=str(house.owner.user_id)).role == Role.OWNER


def test_members_may_leave_but_not_remove_others(house: House) -> None:
    viewer = rooms.signed_in(house.brand, Role.VIEWER)
    own = Membership.objects.filter(brand=house.brand, role=Role.VIEWER).get()
    assert viewer.post(address(house, "remove_member"), {"user": house.owner.user_id}).status_code == 403
    assert viewer.post(address(house, "remove_member"), {"user": own.user_id}).headers["Location"] == "/studio/"
    assert not Membership.objects.filter(pk=own.pk).exists()


def test_a_token_is_shown_once_and_works_until_revoked(house: House, client: Client) -> None:
    page = address(house, "tokens")
    answer = client.post(page, {"name": "Library", "scopes": ["read"]})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert secret not in client.get(page).content.decode()
    assert accounts_queries.actor_of_token(secret, rooms.AT) is not None
    token = ApiToken.objects.get(name="Library")
    client.post(address(house, "revoke_token"), {"token": str(token.pk)})
    assert accounts_queries.actor_of_token(secret, rooms.AT) is None


def test_a_token_cannot_do_more_than_its_owner(house: House) -> None:
    viewer = rooms.signed_in(house.brand, Role.VIEWER)
    for data in (
        {"name": "x", "scopes": ["export"]},
        {"name": "", "scopes": ["read"]},
        {"name": "x"},
        {"scopes": ["\x00"]},
    ):
        assert not viewer.post(address(house, "tokens"), data).context["secret"]
    other = ApiToken.objects.get(name="Shop")
    assert viewer.post(address(house, "revoke_token"), {"token": str(other.pk)}).status_code == 404


def test_the_invited_join_with_one_click(house: House) -> None:
    user = factories.user("kim@example.org")
    _invitation, secret = accounts_services.invite(
        brand=house.brand, email=user.email, role=Role.MARKETER, by=house.owner, at=rooms.now()
    )
    page = reverse("marketers:invitation", kwargs={"secret": secret})
    visitor = Client().get(page)
    assert f"invitation={secret}" in visitor.content.decode()
    assert visitor.headers["Referrer-Policy"] == "no-referrer"
    invited = Client()
    invited.force_login(user)
    assert invited.post(page).headers["Location"] == f"/studio/{house.brand.slug}/"
    assert Membership.objects.get(brand=house.brand, user=user).role == Role.MARKETER
    assert invited.get(page).status_code == 404


def test_a_forwarded_invitation_opens_nothing(house: House) -> None:
    _invitation, secret = accounts_services.invite(
        brand=house.brand, email="kim@example.org", role=Role.OWNER, by=house.owner, at=rooms.now()
    )
    other = Client()
    other.force_login(factories.user())
    page = reverse("marketers:invitation", kwargs={"secret": secret})
    assert "another e-mail address" in other.post(page).content.decode()
    assert other.get("/studio/invitations/%00/").status_code == 404
    assert other.get("/studio/invitations/nonsense/").status_code == 404


def test_owners_change_which_evidence_is_enough_on_the_record(house: House, client: Client) -> None:
    page = address(house, "evidence")
    form = client.get(page).context["form"]
    taken = {channel: form[channel].initial for channel in CHANNELS}
    assert taken == rights_queries.grades_taken(brand_id=house.brand.pk, at=timezone.now())
    answer = client.post(page, taken | {"paid_ads": ["A", "D"]})
    assert answer.headers["Location"] == page
    after = rights_queries.grades_taken(brand_id=house.brand.pk, at=timezone.now())
    assert after == taken | {"paid_ads": ["A", "D"]}
    assert "rights.grades" in client.get(address(house, "audit")).content.decode()


@pytest.mark.parametrize("wrong", [[], ["C"], ["E"]])
def test_a_use_without_evidence_is_refused(house: House, client: Client, wrong: list[str]) -> None:
    page = address(house, "evidence")
    before = rights_queries.grades_taken(brand_id=house.brand.pk, at=timezone.now())
    answer = client.post(page, before | {"print": wrong})
    assert "print" in answer.context["form"].errors
    assert rights_queries.grades_taken(brand_id=house.brand.pk, at=timezone.now()) == before


@pytest.mark.parametrize("role", [Role.MARKETER, Role.MODERATOR, Role.VIEWER])
def test_others_do_not_change_the_evidence(house: House, role: Role) -> None:
    page = address(house, "evidence")
    assert rooms.signed_in(house.brand, role).post(page, {"print": ["D"]}).status_code in (403, 404)
