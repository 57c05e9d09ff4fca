"""Delivery services: which are known, what is never switched on, and who may tell us anything."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ugc_platform import mailing


@pytest.mark.parametrize("name", sorted(mailing.PROVIDERS))
def test_each_service_has_a_backend_and_one_address_for_events(name: str) -> None:
    made = mailing.provider(name, {"ANYMAIL_WEBHOOK_SECRET": "user:password", "PATH": "/bin"})
    assert made["EMAIL_BACKEND"] == f"anymail.backends.{name}.EmailBackend"
    assert made["ANYMAIL"]["WEBHOOK_SECRET"] == "user:password"
    assert made["ANYMAIL"]["SEND_DEFAULTS"] == {"track_opens": False, "track_clicks": False}
    assert made["MAIL_EVENTS_FROM"] == name
    assert len(mailing.events_from(name)) == 1


@pytest.mark.parametrize("name", sorted(mailing.PROVIDERS))
def test_who_does_not_sign_needs_a_password(name: str) -> None:
    """Anymail itself says which services are known by nothing but that password."""
    [address] = mailing.events_from(name)
    signs = not address.callback.view_class.warn_if_no_basic_auth  # type: ignore[attr-defined]
    assert (name in mailing.SIGNING) == signs
    assert bool(mailing.provider(name, {})["MAIL_EVENTS_FROM"]) == signs


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="Set EMAIL_PROVIDER to one of amazon_ses, brevo"):
        mailing.provider("pigeon", {})
