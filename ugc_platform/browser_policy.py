"""What a browser may load on our pages: our own files and pictures from the bucket; nothing inline or foreign."""

from typing import Any

from csp.constants import NONCE, NONE, SELF


def strict(*, objects_from: str) -> dict[str, Any]:
    """Describe the Content-Security-Policy; `objects_from` is the origin of signed links, or empty."""
    stores = [objects_from] if objects_from else []
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "script-src": [SELF, NONCE],
            "style-src": [SELF],
            "img-src": [SELF, "blob:", *stores],
            "media-src": [SELF, "blob:", *stores],
            "connect-src": [SELF, *stores],
            "font-src": [SELF],
            "object-src": [NONE],
            "base-uri": [NONE],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
        }
    }
