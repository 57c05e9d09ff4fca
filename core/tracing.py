"""Which request or task a line of the log belongs to: a word of the context, set at the doors and read by the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NOBODY = "-"
_current: ContextVar[str] = ContextVar("trace", default=NOBODY)


def current() -> str:
    """The name of what goes on here: a request's id, or a task's with that of the request that asked for it."""
    return _current.get()


@contextmanager
def of(name: str) -> Iterator[None]:
    """Name what goes on until the block ends."""
    token = _current.set(name)
    try:
        yield
    finally:
        _current.reset(token)
