"""The way in for a web server such as gunicorn."""

import os
import re
from collections.abc import Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")

# A phone that lost its net says nothing more, not even that it is gone: it must not hold a thread for ever.
SILENCE_SECONDS = 30.0
_django = get_wsgi_application()
_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request. Every door speaks UTF-8, whatever a request claims.

    Django would believe any codec that Python knows, also `hex`, and fail before its own error handling begins.
    """
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(SILENCE_SECONDS)
    environ["CONTENT_TYPE"] = _CHARSET.sub("", environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)
