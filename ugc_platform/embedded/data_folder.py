"""The folder in which an embedded installation keeps everything: made if needed, refused in one sentence if unfit."""

import tempfile
from pathlib import Path

from ugc_platform.embedded.errors import EmbeddedError


def require_writable(path: Path) -> None:
    """Make the folder and write something into it: rights alone do not tell of a full or read-only disk.

    Raises EmbeddedError.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"fanfare")
    except FileExistsError:
        raise EmbeddedError(f"DATA_DIR is {path}, which is a file: set it to a folder.") from None
    except OSError as error:
        raise EmbeddedError(
            f"DATA_DIR is {path}, where nothing can be written ({error.strerror}): set it to a folder of your own."
        ) from None
