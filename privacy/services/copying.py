"""A copy of everything that is held about one person, as a ZIP that a person can read and a program, too.

It holds their own things and what was decided about them; no name of anybody else.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED

from django.template.loader import render_to_string
from zipstream import ZipStream

import mediakit
from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from accounts.models import Contributor
from core import storage
from privacy.services import wording
from privacy.services.held import held
from submissions.lifecycle import State
from submissions.models import Asset

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """The name of the file, and its bytes as they come; nothing is held in memory."""

    filename: str
    chunks: Iterator[bytes]


def copy(*, contributor: Contributor, by: Actor, at: datetime) -> Copy:
    """Make the copy of one person, for that person alone. Raises Denied."""
    accounts_permissions.require(by.kind == "contributor" and by.contributor_id == contributor.pk)
    originals = _originals(contributor)
    told = held(contributor, files={asset.pk: name for asset, name in originals}, at=at)
    name = re.sub(r"[^a-z0-9]+", "-", contributor.brand.slug.lower()).strip("-")
    # Now, not while it streams: the reader's language is active only here.
    page = render_to_string("privacy/copy.html", {"told": wording.worded(told)})
    return Copy(f"{name}-{at:%Y-%m-%d}.zip", _zip(told, page, originals))


def _originals(contributor: Contributor) -> list[tuple[Asset, str]]:
    """The files as they were sent, under names made by us, with the ending that their content has."""
    assets = (
        Asset.objects.filter(submission__contributor=contributor)
        .exclude(original_key="")
        .exclude(submission__state=State.ERASED)
        .order_by("submission__received_at", "submission_id", "position")
    )
    return [
        (asset, f"files/{number:04d}{mediakit.ending(asset.content_type)}")
        for number, asset in enumerate(assets, start=1)
    ]


def _zip(told: dict[str, Any], page: str, originals: Iterable[tuple[Asset, str]]) -> Iterator[bytes]:
    stream = ZipStream(compress_type=ZIP_STORED)
    stream.add(page.encode(), "index.html", compress_type=ZIP_DEFLATED)
    words = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    stream.add(words.encode(), "data.json", compress_type=ZIP_DEFLATED)
    yield from stream.all_files()
    for asset, name in originals:
        try:
            source = storage.open(asset.original_key)
        except storage.Missing:
            continue  # taken away between asking and reading: it was erased meanwhile
        stream.add(_chunks(source), name)
        yield from stream.all_files()
    yield from stream.finalize()


def _chunks(source: Any) -> Iterator[bytes]:
    with source:
        while chunk := source.read(CHUNK):
            yield chunk
