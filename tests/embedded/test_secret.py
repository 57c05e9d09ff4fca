"""The signing key of an embedded installation."""

import stat
from pathlib import Path

import pytest

from ugc_platform.embedded import secret


def test_kept_in_makes_a_strong_private_key_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret_key"

    first = secret.kept_in(path)
    second = secret.kept_in(path)

    assert first == second
    assert not secret.is_weak(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [child.name for child in path.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("key", ["", "short", "a" * 60, "django-insecure-" + "abcdefghijklmnopqrstuvwxyz" * 2])
def test_is_weak_refuses_keys_one_can_guess(key: str) -> None:
    assert secret.is_weak(key)
