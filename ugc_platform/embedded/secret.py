"""The signing key of an embedded installation: made once, kept in the data folder, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from bootstrap import machine

SHORTEST = 50
FEWEST_DIFFERENT = 10


def is_weak(key: str) -> bool:
    """Say whether a key is too short, too monotonous or one of Django's development keys."""
    return len(key) < SHORTEST or len(set(key)) < FEWEST_DIFFERENT or key.startswith("django-insecure-")


def kept_in(path: Path) -> str:
    """Return the key in the file, making it first if needed; of two processes that race, both get the same key.

    Raises ImproperlyConfigured where the folder cannot hold it: this happens while the settings are read.
    """
    try:
        if not path.exists():
            machine.require_data_folder(path.parent)
            _make(path)
        return path.read_text().strip()
    except machine.Unfit as error:
        raise ImproperlyConfigured(str(error)) from None
    except OSError as error:
        raise ImproperlyConfigured(f"The key in {path} cannot be read ({error.strerror}).") from None


def _make(path: Path) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(64))
    # A link either appears whole or loses against the one that was first.
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
