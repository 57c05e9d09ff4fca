"""A system that cannot give a wall is told apart from one that can; nothing breaks where it is missing."""

import errno
import os
import resource
from types import SimpleNamespace
from typing import Any

import pytest

from mediakit import sandbox


class _Libc:
    """A C library whose `prctl` answers as told."""

    def __init__(self, answer: int) -> None:
        self.answer, self.asked = answer, 0

    def prctl(self, *_: object) -> int:
        self.asked += 1
        return self.answer


def test_a_system_that_is_not_linux_offers_no_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_libc", lambda: SimpleNamespace())

    sandbox.die_with_parent()

    assert (sandbox.without_network(), sandbox.can_filter()) == (False, False)


def test_a_kernel_that_refuses_the_filter_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    libc = _Libc(-1)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(sandbox, "_libc", lambda: libc)

    assert sandbox.without_syscalls() is False
    assert libc.asked == 1  # the filter is not even tried: without the first step it would be a privilege


@pytest.mark.parametrize(("number", "known"), [(errno.EFAULT, True), (errno.EINVAL, False)])
def test_a_kernel_that_knows_filters_misses_the_one_it_was_not_given(
    number: int, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(sandbox, "_libc", lambda: _Libc(-1))
    monkeypatch.setattr("ctypes.get_errno", lambda: number)

    assert sandbox.can_filter() is known


def test_a_tighter_limit_stays_and_the_others_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[int, Any] = {}

    def setrlimit(name: int, value: tuple[int, int]) -> None:
        if name == resource.RLIMIT_CPU:
            raise ValueError("not allowed to raise maximum limit")
        held[name] = value

    monkeypatch.setattr(resource, "setrlimit", setrlimit)

    sandbox.limit(cpu=5, memory=400 << 20)

    assert held[resource.RLIMIT_CORE] == (0, 0)
    assert held[resource.RLIMIT_NOFILE] == (64, 64)
    data, space = held[resource.RLIMIT_DATA][0], held[resource.RLIMIT_AS][0]
    assert space - data == sandbox.ADDRESS_ROOM
    assert data > (400 << 20) + sandbox.HEADROOM


def test_memory_in_use_is_guessed_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    told = sandbox._data_in_use()

    def refuse(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("builtins.open", refuse)

    assert 0 < told != sandbox._data_in_use() == 512 * 1024**2


def test_gauge_reads_nothing_where_there_is_no_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise FileNotFoundError

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        gauge = sandbox.Gauge(os.getpid())

    assert gauge.read() == sandbox.Usage()
    gauge.close()
