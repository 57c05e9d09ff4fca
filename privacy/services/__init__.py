"""Every write about people's own wishes, and the copy of everything that is held about one of them."""

from privacy.services.copying import Copy, copy
from privacy.services.erasing import Progress, erase, progress
from privacy.services.files import remove_files, sweep

__all__ = ["Copy", "Progress", "copy", "erase", "progress", "remove_files", "sweep"]
