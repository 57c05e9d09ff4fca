"""Append-only tables: the model and its queryset refuse changes, a trigger refuses everybody else.

Use `AppendOnly` as the base of the model and `guard(table)` as an operation in its migration.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import migrations, models


class ChangeRefused(TypeError):
    """Code tried to change or delete a fact."""


def _refuse() -> NoReturn:
    raise ChangeRefused("This table only grows: append a new fact instead of changing an old one.")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset that can only read and append."""

    def update(self, **kwargs: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Append many; an insert that would change rows on conflict is refused."""
        if kwargs.get("update_conflicts"):
            _refuse()
        return super().bulk_create(objs, *args, **kwargs)

    def update_or_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()


class AppendOnly(models.Model):
    """Base of every table of facts."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only. The one `save()` override of the house: it refuses, it does no work."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse()


_FUNCTION = """
CREATE OR REPLACE FUNCTION fanfare_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

# TRUNCATE, and switching the trigger off, are left to the owner of the table, which the application is not.
_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION fanfare_append_only();
"""


def guard(table: str) -> migrations.RunSQL:
    """The migration operation that makes the database itself refuse UPDATE and DELETE on a table."""
    return migrations.RunSQL(
        sql=_FUNCTION + _GUARD.format(table=table),
        reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};",
    )
