"""The adapter leans on inner names of django-allauth, which any release may change: it was read against this one.

Whoever raises the version reads allauth's `account/adapter.py` and `core/internal/ratelimit.py` beside
`accounts/adapters.py` first, then changes it here.
"""

import inspect
from importlib.metadata import version
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows import password_reset
from allauth.core.internal import httpkit, ratelimit

from accounts.adapters import AccountAdapter

READ_AGAINST = "65.21.1"


def test_the_adapter_was_read_against_this_allauth() -> None:
    assert version("django-allauth") == READ_AGAINST, "read allauth's adapter beside accounts/adapters.py first"


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("_get_login_attempts_cache_key", ["self", "request", "credentials"]),
        ("_rollback_login_failed_rl_usage", ["self"]),
        ("_delete_login_attempts_cached_email", ["self", "request", "credentials"]),
        ("pre_authenticate", ["self", "request", "credentials"]),
        ("is_open_for_signup", ["self", "request"]),
        ("send_mail", ["self", "template_prefix", "email", "context"]),
        ("get_client_ip", ["self", "request"]),
        ("clean_email", ["self", "email"]),
        ("get_login_redirect_url", ["self", "request"]),
    ],
)
def test_what_the_adapter_replaces_is_there_to_be_replaced(name: str, takes: list[str]) -> None:
    assert _is_replaced(name)
    assert list(inspect.signature(getattr(DefaultAccountAdapter, name)).parameters) == takes
    assert list(inspect.signature(getattr(AccountAdapter, name)).parameters) == takes


def test_every_inner_name_that_is_replaced_stands_here() -> None:
    ours = {name for name in vars(AccountAdapter) if name.startswith("_") and not name.startswith("__")}
    assert {name for name in ours if hasattr(DefaultAccountAdapter, name)} == {
        "_get_login_attempts_cache_key",
        "_rollback_login_failed_rl_usage",
        "_delete_login_attempts_cached_email",
    }
    assert not _is_replaced("authenticate"), "negative control: it is used as it is"


@pytest.mark.parametrize(
    ("caller", "call"),
    [
        (DefaultAccountAdapter.pre_authenticate, "self._get_login_attempts_cache_key(request, **credentials)"),
        (DefaultAccountAdapter.pre_authenticate, 'action="login_failed"'),
        (DefaultAccountAdapter.authenticate, "self.pre_authenticate(request, **credentials)"),
        (DefaultAccountAdapter.authenticate, "self._rollback_login_failed_rl_usage()"),
        (password_reset, "adapter._delete_login_attempts_cached_email(request, email=address.email)"),
    ],
)
def test_what_is_replaced_is_still_called(caller: Any, call: str) -> None:
    assert call in inspect.getsource(caller)


def test_what_the_adapter_calls_is_there_to_be_called() -> None:
    consume, clear = (inspect.signature(one).parameters for one in (ratelimit.consume, ratelimit.clear))
    assert {"request", "app", "action", "config", "key"} <= set(consume) & set(clear)
    assert list(inspect.signature(ratelimit.RateLimitUsage.rollback).parameters) == ["self"]
    assert next(iter(inspect.signature(httpkit.headed_redirect_response).parameters)) == "viewname"
    assert callable(DefaultAccountAdapter.stash_verified_email)
    assert callable(DefaultAccountAdapter.validation_error)


def _is_replaced(name: str) -> bool:
    return name in vars(AccountAdapter)
