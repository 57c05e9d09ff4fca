"""Tenant walls in the database itself: a row and the row it belongs to are of one brand, whoever writes them.

`anchor(table)` lets others point at a row together with its brand, `same_brand(table, column, of=…)` makes them.
`tests/test_tenant_walls.py` finds a table that was forgotten.
"""

from django.db import migrations


def anchor(table: str, *, key: str = "id") -> migrations.RunSQL:
    """The migration operation after which a foreign key may name a row of this table with its brand."""
    name = f"{table}_of_brand"
    return migrations.RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({key}, brand_id)",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def same_brand(table: str, column: str, *, of: str, key: str = "id") -> migrations.RunSQL:
    """The migration operation that ties a row's brand to the brand of the row it points at; nothing for NULL.

    Checked at the end of the transaction, as Django's own foreign keys are: earlier, two writers of one submission
    would hold its row while each waits for the other.
    """
    name = f"{table}_{column}_same_brand"
    return migrations.RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, brand_id)"
        f" REFERENCES {of} ({key}, brand_id) DEFERRABLE INITIALLY DEFERRED",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
