"""The way in for a web server such as gunicorn."""

import os
import re
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from core import work_folders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")

_django = get_wsgi_application()
work_folders.clear()
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request. Every door speaks UTF-8, whatever a request claims.

    Django would believe any codec that Python knows, also `hex`, and fail before its own error handling begins.
    """
    environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
