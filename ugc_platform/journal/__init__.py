"""What a restored dump would have forgotten: every permission that ended, kept in the store within a minute of it.

An entry is one small object that never changes and names nobody: ids, codes, a time, and a seal that only this
installation can make. `replay` reads them after a restore and ends again what had ended. It only ever takes away, and
doing it twice changes nothing.
"""

from ugc_platform.journal.entries import FOLDER, ROOM, Entry, Unfit
from ugc_platform.journal.keeping import FIRST_LOOK, KEPT, OVERLAP, keep
from ugc_platform.journal.replaying import Outcome, read, replay

__all__ = [
    "FIRST_LOOK",
    "FOLDER",
    "KEPT",
    "OVERLAP",
    "ROOM",
    "Entry",
    "Outcome",
    "Unfit",
    "keep",
    "read",
    "replay",
]
