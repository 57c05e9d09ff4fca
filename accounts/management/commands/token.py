"""`token USER --brand SLUG [--scopes …]`: prints a new API token, alone on stdout."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import permissions, queries, services
from accounts.actors import SYSTEM
from accounts.models import User
from accounts.roles import Scope


class Command(BaseCommand):
    """Makes a token that scripts can pipe onward."""

    help = "Print a new API token, alone on stdout. It is shown this once and stored only as a digest."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person, the brand and what the token may do."""
        parser.add_argument("user", metavar="USER", help="e-mail address")
        parser.add_argument("--brand", required=True, metavar="SLUG")
        parser.add_argument(
            "--scopes",
            nargs="+",
            choices=Scope.values,
            metavar="SCOPE",
            help=f"from {', '.join(Scope.values)}; by default all that the role allows, except originals",
        )
        parser.add_argument("--name", default="command line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one sentence why not."""
        user = User.objects.filter(email__iexact=options["user"], is_active=True).first()
        found = queries.actor_in_brand(user, options["brand"]) if user else None
        if user is None or found is None:
            raise CommandError(f"{options['user']} is not a member of a brand {options['brand']}.")
        actor, brand = found
        scopes = options["scopes"] or [
            scope for scope in permissions.scopes_of(actor.role or "") if scope != Scope.ORIGINALS
        ]
        try:
            _token, secret = services.create_token(
                brand=brand, user=user, name=options["name"], scopes=scopes, by=SYSTEM, at=timezone.now()
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(secret)
