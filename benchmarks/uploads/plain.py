"""The peer of the gateway: a bare web application that writes a body to the same disk and compares its checksum."""

import hashlib
import os
import tempfile
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CHUNK = 256 * 1024
FOLDER = Path(os.environ["DATA_DIR"]) / "plain"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Take a body whole, safe on the disk before it is answered, as the gateway does with a part."""
    left, found = int(environ.get("CONTENT_LENGTH") or 0), hashlib.sha256()
    if environ["REQUEST_METHOD"] == "PUT":
        FOLDER.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=FOLDER) as target:
            while left > 0 and (chunk := environ["wsgi.input"].read(min(CHUNK, left))):
                found.update(chunk)
                target.write(chunk)
                left -= len(chunk)
            target.flush()
            os.fsync(target.fileno())
        if b64encode(found.digest()).decode() != environ["HTTP_X_AMZ_CHECKSUM_SHA256"]:
            raise ValueError("other bytes arrived")
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]
