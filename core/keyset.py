"""Keyset pagination: a page of a queryset and opaque cursors to the pages beside it.

Unlike offsets it costs the same on page 1 and page 1,000, and nothing is skipped when rows arrive meanwhile.
"""

import base64
import binascii
import datetime
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class BadCursor(ValueError):
    """The cursor was not made by us, or for another list."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows of one page; `next` and `previous` are None at the ends."""

    items: list[Row]
    next: str | None
    previous: str | None


def page(queryset: "models.QuerySet[Row]", *, order: Sequence[str], cursor: str | None, size: int) -> Page[Row]:
    """Read one page. `order` names columns of the model, "-" for descending; together they must be unique.

    Raises BadCursor. Costs one query.
    """
    backwards, after = _decode(cursor, len(order)) if cursor else (False, None)
    names = [_flip(name) for name in order] if backwards else list(order)
    rows = queryset.order_by(*names)
    if after is not None:
        rows = rows.filter(_beyond(queryset.model, names, after))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    return Page(
        items=found,
        next=_encode(False, order, found[-1]) if found and (more or backwards) else None,
        previous=_encode(True, order, found[0]) if found and (more if backwards else after is not None) else None,
    )


def _flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(model: type[models.Model], names: Sequence[str], after: Sequence[Any]) -> Q:
    """(a, b) beyond (x, y): a > x, or a = x and b > y; each column in its own direction."""
    condition, same = Q(pk__in=[]), Q()
    for name, raw in zip(names, after, strict=True):
        field = name.lstrip("-")
        value = _value(model, field, raw)
        condition |= same & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{field: value})
    return condition


def _value(model: type[models.Model], name: str, raw: Any) -> Any:
    """A cursor's value as the column's own type, so that hostile cursors end here."""
    try:
        field = model._meta.get_field(name)  # noqa: SLF001 -- Django documents it
        value = field.to_python(raw)  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError, ValidationError, TypeError, ValueError, OverflowError) as error:
        raise BadCursor(str(error)) from error
    if value is None or (isinstance(value, str) and "\x00" in value):
        raise BadCursor("empty value")
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise BadCursor("number out of range")
    return value


def _moment(value: datetime.datetime) -> datetime.datetime:
    """In UTC, as ours are: PostgreSQL refuses offsets and edges of the calendar that Python takes."""
    if value.tzinfo is None:
        raise BadCursor("naive time")
    try:
        return value.astimezone(datetime.UTC)
    except OverflowError as error:
        raise BadCursor("no such time") from error


_PLAIN: dict[type, Callable[[Any], Any]] = {
    datetime.datetime: lambda value: value.isoformat(),
    datetime.date: lambda value: value.isoformat(),
    uuid.UUID: str,
}


def _encode(backwards: bool, order: Sequence[str], row: models.Model) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    plain = [_PLAIN.get(type(value), lambda same: same)(value) for value in values]
    raw = json.dumps([int(backwards), *plain], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(cursor: str, count: int) -> tuple[bool, list[Any]]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, *after = json.loads(raw)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise BadCursor("not a cursor") from error
    if backwards not in (0, 1) or len(after) != count or not all(isinstance(v, str | int) for v in after):
        raise BadCursor("not a cursor of this list")
    return bool(backwards), after
