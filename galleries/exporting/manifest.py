"""The manifest of an export: one row per delivered file with its rights, and what was left out and why.

`manifest.json` keeps values as they are; `manifest.csv` has the same columns, written so that no spreadsheet
runs a cell as a formula. Pure.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import cells

COLUMNS = (
    "file",
    "submission_id",
    "asset_id",
    "sha256",
    "width",
    "height",
    "duration_s",
    "creator",
    "credit_line",
    "caption",
    "alt",
    "source",
    "permalink",
    "captured_at",
    "captured_at_kind",
    "approved_at",
    "grant_ids",
    "terms_version",
    "scope",
    "expires_at",
    "evidence_grade",
    "ledger_head",
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """Everything that the two files say."""

    about: Mapping[str, Any]
    rows: Sequence[Row]
    refused: Sequence[Row]


def to_json(manifest: Manifest) -> bytes:
    """The manifest as JSON: what the export is, `rows`, and `refused` with reasons."""
    whole = {
        **manifest.about,
        "rows": [{name: row[name] for name in COLUMNS} for row in manifest.rows],
        "refused": list(manifest.refused),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode() + b"\n"


def to_csv(manifest: Manifest) -> bytes:
    """The rows as CSV: UTF-8, comma, every cell quoted, lists joined by spaces."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in manifest.rows:
        writer.writerow([cell(row[name]) for name in COLUMNS])
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """One cell as text; a list is joined by spaces."""
    return cells.plain(" ".join(str(part) for part in value) if isinstance(value, list | tuple) else value)
