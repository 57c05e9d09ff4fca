"""Renews an export's lease from beside the work: one video may take longer than a lease lasts."""

import datetime
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError, connection

from galleries.models import Export
from galleries.services import export_work

EVERY_SECONDS = 20.0
# A store that hangs must not hold an export for ever.
LONGEST = datetime.timedelta(hours=6)
Clock = Callable[[], datetime.datetime]
logger = logging.getLogger(__name__)


@contextmanager
def kept_alive(export: Export, *, clock: Clock, every: float = EVERY_SECONDS) -> Iterator[None]:
    """Renew the lease until the block ends. A lost fence is found by the next write of the work itself."""
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(export, clock, every, done), name="export-lease", daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(export: Export, clock: Clock, every: float, done: threading.Event) -> None:
    until = clock() + LONGEST
    try:
        while not done.wait(every) and clock() < until:
            export_work.renew(export=export, at=clock())
    except export_work.FenceLost:
        logger.info("export %s is somebody else's now", export.pk)
    except DatabaseError as error:
        # The lease runs out and the sweep gives the export to another worker.
        logger.warning("lease of export %s not renewed: %s", export.pk, error)
    finally:
        connection.close()
