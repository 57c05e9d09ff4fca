"""The application owns nothing: what only an owner may do is refused to it, by the database and not by us."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import pre_migrate
from psycopg import errors

from tests import roles
from ugc_platform import database_roles, doctor

pytestmark = pytest.mark.django_db(transaction=True)
# Every way around the guard of an append-only table, and around its table.
WAYS_AROUND = [
    "TRUNCATE rights_ledgerevent CASCADE",
    "TRUNCATE moderation_decision CASCADE",
    "ALTER TABLE rights_ledgerevent DISABLE TRIGGER ALL",
    "ALTER TABLE rights_ledgerevent DISABLE TRIGGER rights_ledgerevent_append_only",
    "DROP TRIGGER rights_ledgerevent_append_only ON rights_ledgerevent",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION fanfare_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "DROP FUNCTION fanfare_append_only() CASCADE",
    "ALTER TABLE rights_ledgerevent DROP COLUMN hash",
    "ALTER TABLE rights_ledgerevent RENAME TO other",
    "ALTER TABLE rights_ledgerevent OWNER TO current_user",
    "ALTER TABLE rights_grant DROP CONSTRAINT grant_grade_known",
    "DROP TABLE rights_ledgerevent CASCADE",
    "CREATE RULE r AS ON INSERT TO rights_ledgerevent DO INSTEAD NOTHING",
    "CREATE TABLE other (word text)",
    "CREATE ROLE other SUPERUSER",
    "UPDATE django_migrations SET applied = now()",
]
# No control needed: whoever owns the tables has them, and only the cluster's owner makes roles.
FOR_NOBODY = {"ALTER TABLE rights_ledgerevent OWNER TO current_user", "CREATE ROLE other SUPERUSER"}


def run(statement: str) -> None:
    """Do it and take it back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        transaction.set_rollback(True)


@pytest.fixture
def owner() -> Iterator[None]:
    with roles.owning():
        yield


@pytest.mark.parametrize("way", WAYS_AROUND)
def test_the_application_finds_no_way_around_a_guard(way: str) -> None:
    if way.endswith("OWNER TO current_user"):
        way = way.replace("current_user", database_roles.application())
    with pytest.raises(Exception) as refused:  # noqa: PT011 the cause is asked next
        run(way)
    assert isinstance(refused.value.__cause__, errors.InsufficientPrivilege)


@pytest.mark.parametrize("way", sorted(set(WAYS_AROUND) - FOR_NOBODY))
def test_control_the_owner_could_do_each_of_them(owner: None, way: str) -> None:
    run(way)


def test_the_application_cannot_become_the_owner(settings: Any) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 the cause is asked next
        run(f"SET ROLE {settings.DATABASE_OWNER['USER']}")
    assert isinstance(refused.value.__cause__, errors.InsufficientPrivilege)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; RESET SESSION AUTHORIZATION")
    assert current_user() == database_roles.application()


def test_the_doctor_finds_nothing_too_much_for_the_application() -> None:
    assert database_roles.excess() == []
    found = doctor._finding("roles", doctor.roles)
    assert (found.ok, found.says) == (True, "the application owns nothing")


def test_the_doctor_names_what_one_role_for_all_may(owner: None) -> None:
    assert database_roles.excess() == list(database_roles._WORDS.values())
    found = doctor._finding("roles", doctor.roles)
    assert not found.ok
    assert "it may switch triggers off" in found.says
    assert "DATABASE_OWNER_URL" in found.advice


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("GRANT TRUNCATE ON rights_grant TO {role}", "it may empty tables"),
        ("GRANT TRIGGER ON rights_grant TO {role}", "it may add triggers"),
        ("GRANT CREATE ON SCHEMA public TO {role}", "it may make tables"),
        ("GRANT SET ON PARAMETER session_replication_role TO {role}", "it may switch triggers off"),
        ("ALTER FUNCTION fanfare_append_only() OWNER TO {role}", "it owns tables, functions or the schema"),
        ("ALTER TABLE rights_grant OWNER TO {role}", "it owns tables, functions or the schema"),
    ],
)
def test_each_power_is_seen_by_itself(owner: None, given: str, said: str) -> None:
    role = database_roles.application()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(given.format(role=role))
        cursor.execute(f"SET SESSION AUTHORIZATION {role}")
        found = database_roles.excess()
        cursor.execute("RESET SESSION AUTHORIZATION")
        transaction.set_rollback(True)
    assert said in found
    assert "it is a superuser" not in found


def test_migrating_is_done_by_the_owner_who_lets_the_application_in(settings: Any) -> None:
    seen = []

    def note(**_more: Any) -> None:
        seen.append(current_user())

    pre_migrate.connect(note)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(note)
    assert set(seen) == {settings.DATABASE_OWNER["USER"]}
    assert current_user() == database_roles.application()
    assert database_roles.excess() == []


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_a_new_table_is_open_to_the_application_after_it_was_let_in() -> None:
    with roles.owning(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE brand_new (word text)")
    try:
        with pytest.raises(Exception, match="permission denied"):
            run("INSERT INTO brand_new VALUES ('early')")
        with roles.owning():
            database_roles.let_application_in()
        run("INSERT INTO brand_new VALUES ('late')")
    finally:
        with roles.owning(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE brand_new")


def test_with_one_role_for_all_nothing_changes_hands(settings: Any) -> None:
    settings.DATABASE_OWNER = {}
    with database_roles.as_owner():
        assert current_user() == database_roles.application()
        database_roles.let_application_in()
