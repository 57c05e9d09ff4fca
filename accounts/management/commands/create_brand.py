"""`create_brand SLUG --owner EMAIL`: a first brand with its owner, without demo data."""

from typing import Any

from allauth.account import app_settings as allauth_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.actors import SYSTEM
from accounts.models import User


class Command(BaseCommand):
    """Makes a brand and prints how its owner gets in."""

    help = "Make a brand and its first owner, and print a link with which the owner sets a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the short name and the owner."""
        parser.add_argument("slug", help="short name for addresses: small letters, digits and hyphens")
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument(
            "--name", default="", help="the name as people read it; by default made from the short name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one sentence why not."""
        name = options["name"] or options["slug"].replace("-", " ").title()
        try:
            brand = services.create_brand(
                slug=options["slug"], name=name, owner_email=options["owner"], by=SYSTEM, at=timezone.now()
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        owner = User.objects.get(memberships__brand=brand)
        self.stdout.write(f"{brand.name} is ready.")
        if owner.has_usable_password():
            self.stdout.write(f"{owner.email} signs in at {settings.SITE_URL}{reverse('account_login')} as before.")
        else:
            self.stdout.write(f"{owner.email} sets a password here, once: {password_link(owner)}")


def password_link(user: User) -> str:
    """Return an address where this person can set a password; it works once, and for some days."""
    key = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    route = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.SITE_URL}{route}"
