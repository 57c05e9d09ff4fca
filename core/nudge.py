"""Tell the workers, once the transaction has committed, that a row wants their attention.

A nudge may be lost or doubled: the row is the truth and the sweep repairs. So a broker that is away
never makes a request fail.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from importlib import import_module
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
_held_back: ContextVar[bool] = ContextVar("held_back", default=False)


@contextmanager
def held_back() -> Iterator[None]:
    """Tell nobody meanwhile: for a loader that does the work of its rows itself, at moments of its own."""
    token = _held_back.set(True)
    try:
        yield
    finally:
        _held_back.reset(token)


def nudge(task_name: str, *, queue: str = "default", countdown: float = 0, **kwargs: Any) -> None:
    """After commit, enqueue the task of that name: names may point up where imports may not."""
    if _held_back.get():
        return
    plain = {key: str(value) if isinstance(value, uuid.UUID) else value for key, value in kwargs.items()}
    transaction.on_commit(partial(_send, task_name, queue, countdown, plain))


def _send(task_name: str, queue: str, countdown: float, kwargs: dict[str, Any]) -> None:
    if current_app.conf.task_always_eager:
        # This process may not have read the room's tasks yet; unknown ones would go to the broker.
        import_module(task_name.rpartition(".")[0])
    try:
        # A signature honours eager mode, send_task does not.
        current_app.signature(task_name).apply_async(kwargs=kwargs, queue=queue, countdown=countdown)
    except (OperationalError, RedisError) as error:
        logger.warning("nudge lost, the sweep will repeat it: %s (%s)", task_name, type(error).__name__)
