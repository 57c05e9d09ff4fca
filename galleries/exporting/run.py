"""Runs one export from claim to publication: choose, write the ZIP, check again, store, publish.

The row is the truth: whatever happens here, it ends ready, waiting for another try, or failed with a sentence.
"""

import datetime
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from core import storage, work_folders
from core.faults import faultpoint
from galleries.exporting import archive, delivery, manifest, records
from galleries.exporting.heartbeat import Clock, kept_alive
from galleries.exporting.names import file_name
from galleries.exporting.records import Delivered, Plan, Refused
from galleries.models import Export
from galleries.services import export_work

logger = logging.getLogger(__name__)
# How often the ZIP is made anew within one attempt when permissions end or words change meanwhile.
ROUNDS = 3


def run_export(*, export_id: uuid.UUID, at: datetime.datetime, clock: Clock) -> None:
    """Make the export if it is waiting; `clock` tells the time while it runs. Calling it again is harmless."""
    export = export_work.claim(export_id=export_id, at=at)
    if export is None:
        return
    try:
        with kept_alive(export, clock=clock), work_folders.work_folder() as folder:
            _make(export, folder, clock)
    except export_work.FenceLost:
        logger.info("export %s was taken over", export.pk)
    except storage.Unavailable as error:
        # It is nobody's fault in here: the export waits for the store, however long that takes.
        export_work.postpone(export=export, error=error, at=clock())
    except Exception as error:
        # Whatever went wrong, the row must say so, and be tried again.
        logger.exception("export %s failed", export.pk)
        export_work.fail(export=export, error=_failure(error), at=clock())


def discard(*, export_id: uuid.UUID) -> None:
    """Remove the file of a void export from the store; the row keeps its hash."""
    export = Export.objects.filter(pk=export_id, state=Export.State.VOID).exclude(key="").first()
    if export is not None:
        storage.delete(export.key)
        export_work.forget_file(export_id=export.pk)


def _failure(error: Exception) -> str:
    if isinstance(error, export_work.Changed):
        return _("Permissions or words in it kept changing while it was made.")
    return _("Something went wrong while it was made (%(kind)s).") % {"kind": type(error).__name__}


def _make(export: Export, folder: Path, clock: Clock) -> None:
    for round_ in range(ROUNDS):
        try:
            _one_round(export, folder, clock)
        except export_work.Changed:
            if round_ == ROUNDS - 1:
                raise
            logger.info("export %s is made anew: a permission ended or words changed meanwhile", export.pk)
        else:
            return


def _one_round(export: Export, folder: Path, clock: Clock) -> None:
    plan = records.plan(export, at=clock())
    export_work.renew(export=export, at=clock(), done=0, total=len(plan.allowed) + len(plan.refused))
    work = _Work(export, plan, folder, clock)
    target = folder / "export.zip"
    written = archive.write(target, work.entries(), work.tail)
    key = f"{export.brand_id}/{export.pk}/export-1-{written.sha256}.zip"
    faultpoint("before_export_put")
    with target.open("rb") as file:
        storage.put(key, file, "application/zip")
    faultpoint("before_export_publish")
    made = export_work.Made(key=key, bytes=written.bytes, sha256=written.sha256)
    try:
        export_work.publish(
            export=export, items=records.items(export, work.delivered, work.refused), made=made, at=clock()
        )
        logger.info("export %s done: %d files, %d bytes", export.pk, len(work.delivered), made.bytes)
    except (export_work.Changed, export_work.FenceLost):
        # Nobody will ever point at this object; a later round has another key.
        storage.delete(key)
        raise


class _Work:
    """What one round has delivered and refused so far."""

    def __init__(self, export: Export, plan: Plan, folder: Path, clock: Clock) -> None:
        self._export, self._plan, self._folder, self._clock = export, plan, folder, clock
        self.delivered: list[Delivered] = []
        self.refused: list[Refused] = list(plan.refused)

    def entries(self) -> Iterator[archive.Entry]:
        """Make one file after the other; each exists on disk only while it is being written into the ZIP."""
        for number, candidate in enumerate(self._plan.allowed, start=1):
            try:
                file = delivery.make(candidate, self._folder, last_try=self._is_last_try())
            except delivery.NoFile as reason:
                self.refused.append(Refused(candidate.asset, ((reason.code, str(reason)),)))
            else:
                words = candidate.caption or candidate.creator
                name = file_name(number=number, words=words, extension=file.extension)
                self.delivered.append(Delivered(candidate, name, file))
                yield archive.Entry(name, file.path)
            export_work.renew(export=self._export, at=self._clock(), done=len(self.delivered) + len(self.refused))

    def tail(self) -> dict[str, bytes]:
        """The manifest, written last: only now is known what is inside."""
        records.check_again(self._export, self.delivered, at=self._clock())
        content = records.manifest_of(self._export, self._plan, self.delivered, self.refused, at=self._clock())
        return {"manifest.json": manifest.to_json(content), "manifest.csv": manifest.to_csv(content)}

    def _is_last_try(self) -> bool:
        return self._export.attempts >= export_work.MOST_ATTEMPTS
