"""`manage.py migrate` as the owner of the tables (`DATABASE_OWNER_URL`); then the application is let in to the rows."""

from typing import Any

from django.core.management.commands import migrate

from ugc_platform import database_roles


class Command(migrate.Command):
    """Django's own, by another role."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, and let the application read and write them."""
        with database_roles.as_owner():
            super().handle(*args, **options)
            database_roles.let_application_in()
