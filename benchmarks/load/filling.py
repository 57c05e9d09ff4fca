"""Fills a database with as many submissions as one asks for, each with its people, files, decisions, places, messages
and a valid ledger.

A few submissions are made by the product's own services; the rest are copies of them, made inside PostgreSQL with other
keys and other times. So whatever a migration adds is copied, too. The ledger's events are hashed one after the other,
as the services do, and go in by COPY.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

STEP_SECONDS = 20  # between one copy and the next: a million of all kinds reach back for a year
SMALL_SHARE = 10  # one in so many belongs to the other brand
# What is copied, in the order of its references. Where a name is the key of a row it names copies of that row.
COPIED = (
    "accounts.Contributor",
    "accounts.ContributorIdentity",
    "submissions.Submission",
    "submissions.StateChange",
    "submissions.Asset",
    "submissions.Rendition",
    "submissions.Work",
    "moderation.Decision",
    "moderation.DecisionNote",
    "moderation.Appeal",
    "moderation.AppealNote",
    "conversations.Message",
    "conversations.Thread",
    "galleries.Placement",
)
# What each fact of the ledger is kept in, and the row that opens who it was.
FACTS = ("rights.Grant", "rights.Release", "rights.Revocation")
COPY_OF = """
CREATE FUNCTION pg_temp.copy_of(id uuid, n integer) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT md5(id::text || ':' || n)::uuid $$
"""
# Asset by asset other bytes, other pictures.
SPECIAL = {
    ("submissions.Asset", "original_key"): "replace(t.original_key, t.id::text, pg_temp.copy_of(t.id, n)::text)",
    ("submissions.Asset", "original_sha256"): "md5(t.id::text || n) || md5(n || t.id::text)",
    ("submissions.Asset", "fingerprint"): "md5('p' || t.id || n) || md5('q' || t.id || n)",
    ("submissions.Asset", "fingerprint_bands"): (
        "ARRAY(SELECT (band << 16) | ('x' || substr(md5('p' || t.id || n) || md5('q' || t.id || n), band * 4 + 1, 4))"
        "::bit(16)::int FROM generate_series(0, 15) band)"
    ),
    ("submissions.Rendition", "key"): (
        "replace(t.key, t.asset_id::text, pg_temp.copy_of(t.asset_id, n)::text) || '-' || n"
    ),
    ("submissions.Submission", "caption"): "t.caption || ' ' || n",
    ("galleries.Placement", "key"): "md5(t.key || ':' || n)",
    ("accounts.ContributorIdentity", "email"): "CASE WHEN t.email = '' THEN '' ELSE n || t.email END",
}


@dataclass(frozen=True)
class Cast:
    """The submissions of one brand that are copied, and how often."""

    brand: uuid.UUID
    submissions: tuple[uuid.UUID, ...]
    copies: int


def copy_of(original: uuid.UUID | str, number: int) -> uuid.UUID:
    """The key of a row's copy: the same that PostgreSQL computes."""
    return uuid.UUID(hashlib.md5(f"{original}:{number}".encode(), usedforsecurity=False).hexdigest())


@transaction.atomic
def fill(cast: Cast, *, unchecked: bool = False) -> None:
    """Copy a brand's submissions, all or nothing. `unchecked` leaves out foreign keys and triggers, for a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        if unchecked:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"DROP FUNCTION IF EXISTS pg_temp.copy_of; {COPY_OF}")
        _ledger(cursor, cast)
        for label in COPIED:
            _copy(cursor, apps.get_model(label), cast)


def settled() -> None:
    """Have the planner know what is there, as a server that has run for a while does."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(cursor: Any, model: type[models.Model], cast: Cast) -> None:
    fields = [field for field in _meta(model).concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    cursor.execute(
        f'INSERT INTO "{_meta(model).db_table}" ({columns}) SELECT {values} FROM generate_series(1, %s) n,'
        f' "{_meta(model).db_table}" t WHERE {_originals(model)} ORDER BY n DESC',
        [cast.copies, list(cast.submissions)],
    )


def _meta(model: type[models.Model]) -> Any:
    return model._meta  # noqa: SLF001 -- Django documents it


def _originals(model: type[models.Model]) -> str:
    """SQL for which rows are copied: those of the submissions that %s lists."""
    chosen = "(SELECT unnest(%s::uuid[]))"
    ways = {
        "submissions.Submission": "t.id IN {}",
        "accounts.Contributor": "t.id IN (SELECT contributor_id FROM submissions_submission WHERE id IN {})",
        "accounts.ContributorIdentity": (
            "t.contributor_id IN (SELECT contributor_id FROM submissions_submission WHERE id IN {})"
        ),
        "submissions.Rendition": "t.asset_id IN (SELECT id FROM submissions_asset WHERE submission_id IN {})",
        "submissions.Work": "t.asset_id IN (SELECT id FROM submissions_asset WHERE submission_id IN {})",
        "moderation.DecisionNote": "t.decision_id IN (SELECT id FROM moderation_decision WHERE submission_id IN {})",
        "moderation.AppealNote": "t.appeal_id IN (SELECT id FROM moderation_appeal WHERE submission_id IN {})",
        "galleries.Placement": (
            "t.kind = 'campaign' AND t.asset_id IN (SELECT id FROM submissions_asset WHERE submission_id IN {})"
        ),
    }
    return ways.get(_meta(model).label, "t.submission_id IN {}").format(chosen)


def _value(model: type[models.Model], field: Any) -> str:
    """SQL for one column of a copy."""
    special = SPECIAL.get((_meta(model).label, field.name))
    if special:
        return special
    column = f't."{field.column}"'
    target = field.remote_field and _meta(field.remote_field.model).label
    if target in COPIED or (isinstance(field, models.UUIDField) and not target):
        return f"pg_temp.copy_of({column}, n)"
    if isinstance(field, models.DateTimeField):
        return _earlier(column)
    return column


def _earlier(column: str) -> str:
    return f"{column} - n * interval '{STEP_SECONDS} seconds'"


def _ledger(cursor: Any, cast: Cast) -> None:
    """Chain the copies of the events behind what the brand's ledger holds, and the facts that they carry."""
    cursor.execute("SELECT sequence, hash FROM rights_ledgerhead WHERE brand_id = %s FOR UPDATE", [cast.brand])
    sequence, last = cursor.fetchone()
    cursor.execute(
        "SELECT id, sequence, kind, submission_id, body, at FROM rights_ledgerevent WHERE submission_id = ANY(%s)"
        " ORDER BY sequence",
        [list(cast.submissions)],
    )
    originals = cursor.fetchall()
    cursor.execute("SELECT coalesce(max(id), 0) FROM rights_ledgerevent")
    base = cursor.fetchone()[0]
    columns = "id, brand_id, sequence, kind, submission_id, body, prev_hash, hash, at"
    with cursor.copy(f"COPY rights_ledgerevent ({columns}) FROM STDIN") as rows:
        for row in _events(cast, originals, base, sequence, last):
            rows.write_row(row)
            sequence, last = row[2], row[7]
    cursor.execute(
        "SELECT setval(pg_get_serial_sequence('rights_ledgerevent', 'id'), (SELECT max(id) FROM rights_ledgerevent))"
    )
    first = sequence - cast.copies * len(originals)
    for label in (*FACTS, "rights.Opening"):
        _facts(cursor, apps.get_model(label), cast, [event[0] for event in originals], base, first)
    cursor.execute(
        "UPDATE rights_ledgerhead SET sequence = %s, hash = %s WHERE brand_id = %s", [sequence, last, cast.brand]
    )


def _events(
    cast: Cast, originals: Sequence[tuple[Any, ...]], base: int, sequence: int, last: str
) -> Iterator[tuple[Any, ...]]:
    """The rows of the copies, oldest first: copy n of event k has the id `base + (copies - n) * events + k`."""
    from rights import canonical

    bodies = [json.loads(body) for *_, body, _ in originals]
    for turn in range(cast.copies):
        number = cast.copies - turn
        shift = datetime.timedelta(seconds=STEP_SECONDS * number)
        for (_, _, kind, submission, _, at), original in zip(originals, bodies, strict=True):
            base, sequence = base + 1, sequence + 1
            text = canonical.encode(_body(original, number, sequence, shift))
            previous, last = last, canonical.chain(last, text)
            yield base, cast.brand, sequence, kind, copy_of(submission, number), text, previous, last, at - shift


def _body(original: dict[str, Any], number: int, sequence: int, shift: datetime.timedelta) -> dict[str, Any]:
    from rights import canonical

    body = {**original, "sequence": sequence}
    for name in ("submission", "person", "asset"):
        if body.get(name):
            body[name] = str(copy_of(body[name], number))
    if body["by"].startswith("contributor:"):
        body["by"] = f"contributor:{copy_of(body['by'].partition(':')[2], number)}"
    for name in ("at", "starts_at", "ends_at"):
        if body.get(name):
            body[name] = canonical.moment(datetime.datetime.fromisoformat(body[name]) - shift)
    return body


def _facts(cursor: Any, model: type[models.Model], cast: Cast, events: Sequence[int], base: int, sequence: int) -> None:
    """Copy what the events carry; which copy of which event follows from their order."""
    place = f"(%(copies)s - n) * {len(events)} + array_position(%(events)s::bigint[], t.event_id)"
    given = {"event": f"%(base)s + {place}", "sequence": f"%(sequence)s + {place}", "brand_id": "t.brand_id"}
    fields = _meta(model).concrete_fields
    values = ", ".join(given.get(field.name) or _value(model, field) for field in fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    cursor.execute(
        f'INSERT INTO "{_meta(model).db_table}" ({columns}) SELECT {values} FROM generate_series(1, %(copies)s) n,'
        f' "{_meta(model).db_table}" t WHERE t.event_id = ANY(%(events)s)',
        {"copies": cast.copies, "events": list(events), "base": base, "sequence": sequence},
    )
