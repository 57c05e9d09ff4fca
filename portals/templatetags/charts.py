"""Charts as plain SVG with their table: no script, no style attributes, readable on paper."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django import template

register = template.Library()

HEIGHT = 100


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _share(value: float | None, top: float) -> float:
    return 0.0 if value is None or top <= 0 else round(value / top * HEIGHT, 2)


@register.inclusion_tag("components/chart_columns.html")
def column_chart(rows: Iterable[tuple[object, object]], title: str, unit: str = "") -> dict[str, Any]:
    """Columns over time from (label, value) pairs; a missing value (None) leaves a gap, zero stays zero."""
    pairs = [(label, _number(value)) for label, value in rows]
    top = max((value for _, value in pairs if value is not None), default=0.0)
    columns = [
        {
            "x": at * 10 + 1,
            "y": HEIGHT - _share(value, top),
            "height": _share(value, top),
            "label": label,
            "value": value,
        }
        for at, (label, value) in enumerate(pairs)
    ]
    return {"title": title, "unit": unit, "columns": columns, "width": max(10, len(pairs) * 10), "top": top}


@register.inclusion_tag("components/chart_bars.html")
def bar_chart(rows: Iterable[tuple[object, object]], title: str, unit: str = "") -> dict[str, Any]:
    """Bars by name from (label, value) pairs, each labelled directly."""
    pairs = [(label, _number(value)) for label, value in rows]
    top = max((value for _, value in pairs if value is not None), default=0.0)
    bars = [{"label": label, "value": value, "share": _share(value, top)} for label, value in pairs]
    return {"title": title, "unit": unit, "bars": bars}


class Tabled(Protocol):
    """A figure whose rows have more than one number."""

    label: str
    rows: Iterable[Mapping[str, Any]]
    columns: Iterable[tuple[str, str]]


@register.inclusion_tag("components/chart_funnel.html")
def funnel_chart(measure: Tabled) -> dict[str, Any]:
    """Steps one after another as bars with number and share, and all their numbers as a table."""
    rows = list(measure.rows)
    top = max((row["value"] for row in rows if row["value"] is not None), default=0)
    bars = [{**row, "width": _share(_number(row["value"]), top)} for row in rows]
    columns = list(measure.columns)
    table = [(row["label"], [row["value"], *(row[key] for key, _heading in columns)]) for row in rows]
    return {"title": measure.label, "bars": bars, "columns": [heading for _key, heading in columns], "table": table}
