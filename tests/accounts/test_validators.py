"""What people type about brands and members."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts import validators
from accounts.roles import Role


@pytest.mark.parametrize(
    ("check", "given", "clean"),
    [
        (validators.clean_email, " Ada@Example.ORG ", "Ada@example.org"),
        (validators.clean_slug, " Nord-Kaffee ", "nord-kaffee"),
        (validators.clean_colour, " #E4572E ", "#e4572e"),
        (validators.clean_colour, "", ""),
        (validators.clean_timezone, "Europe/Berlin", "Europe/Berlin"),
        (validators.clean_role, "viewer", Role.VIEWER),
        (validators.clean_scopes, ["export", "read", "export"], ["read", "export"]),
        (validators.clean_scopes, "read", ["read"]),
    ],
)
def test_clean(check: Any, given: Any, clean: Any) -> None:
    assert check(given) == clean


@pytest.mark.parametrize(
    ("check", "given"),
    [
        (validators.clean_email, "ada"),
        (validators.clean_email, ""),
        (validators.clean_email, "ada@example.org\nBcc: eve@example.org"),
        (validators.clean_slug, ""),
        (validators.clean_slug, "nord kaffee"),
        (validators.clean_slug, "café"),
        (validators.clean_slug, "x" * 61),
        (validators.clean_colour, "red"),
        (validators.clean_colour, "#e4572"),
        (validators.clean_colour, "#e4572e;"),
        (validators.clean_timezone, "Berlin"),
        (validators.clean_timezone, "../etc/passwd"),
        (validators.clean_role, "admin"),
        (validators.clean_scopes, []),
        (validators.clean_scopes, ["manage"]),
        (validators.clean_scopes, None),
    ],
)
def test_clean_refuses_with_a_sentence(check: Any, given: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        check(given)
    assert all(message.endswith(".") for message in refusal.value.messages)
