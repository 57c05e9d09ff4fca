"""The files that set-up makes of a page's styles and scripts, so that a phone asks for them in one go.

A bundle is used only while its sources are exactly those that it was made from: who edits a style or a script sees the
edit, and a set-up that never made them serves the single files.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ROOM = Path(__file__).parent
MADE_FROM = ROOM / "static" / "vendor" / "bundles.json"


def fresh() -> bool:
    """Whether bundles of the present sources stand: asked once a process, anew each time while developing."""
    return _matches(MADE_FROM) if settings.DEBUG else _matched(MADE_FROM)


def _matches(made_from: Path) -> bool:
    try:
        sources: dict[str, str] = json.loads(made_from.read_text())
        return all(hashlib.sha256((ROOM / name).read_bytes()).hexdigest() == known for name, known in sources.items())
    except (OSError, ValueError):
        return False


_matched = lru_cache(maxsize=4)(_matches)
