"""What a browser may load: our own files, pictures from the bucket; nothing foreign, nothing inline without a nonce."""

from typing import Any

from csp.constants import NONCE, NONE, SELF


def strict(*, objects_from: str) -> dict[str, Any]:
    """Describe the Content-Security-Policy; `objects_from` is the origin of signed links, or empty."""
    stores = [objects_from] if objects_from else []
    return {
        "DIRECTIVES": {
            "default-src": [SELF],
            "script-src": [SELF, NONCE],
            "style-src": [SELF, NONCE],  # the nonce is for a brand's own accent
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
