"""Delivery services for mail, by django-anymail: which are known, and their settings from the environment."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern

# Those that sign what they tell us; the others are known by the password in the address they call.
SIGNING = frozenset({"mailersend", "mailgun", "postal"})
PROVIDERS = SIGNING | {"amazon_ses", "brevo", "mailjet", "mailtrap", "postmark", "resend", "sendgrid", "sparkpost"}
_PREFIX = "ANYMAIL_"
# Rewritten links would lead personal pages through somebody else's servers; whoever reads is nobody's figure.
_UNWATCHED = {"track_opens": False, "track_clicks": False}


def provider(name: str, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings for a delivery service; its keys are the variables `ANYMAIL_…`, as anymail names them."""
    if name not in PROVIDERS:
        raise ImproperlyConfigured(f"Set EMAIL_PROVIDER to one of {', '.join(sorted(PROVIDERS))}.")
    keys = {key.removeprefix(_PREFIX): value for key, value in environment.items() if key.startswith(_PREFIX)}
    return {
        "EMAIL_BACKEND": f"anymail.backends.{name}.EmailBackend",
        "ANYMAIL": {
            **keys,
            "SEND_DEFAULTS": _UNWATCHED,
            "IGNORE_UNSUPPORTED_FEATURES": True,
            "REQUESTS_TIMEOUT": 20,
        },
        # Nobody may tell us that an address is dead without proving who is talking.
        "MAIL_EVENTS_FROM": name if name in SIGNING or keys.get("WEBHOOK_SECRET") else "",
    }


def events_from(name: str) -> list[URLPattern]:
    """Return the address at which this delivery service tells what became of mail."""
    from anymail.urls import urlpatterns

    found = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    return [one for one in found if str(one.pattern).startswith(f"{name}/") and "inbound" not in str(one.pattern)]
