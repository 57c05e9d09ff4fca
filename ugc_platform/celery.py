"""The Celery application: it reads its options from the settings and finds the tasks of every room.

Its log is that of the settings, too, and each line of it names the task and the request that asked for it.
"""

import logging.config
import os
from contextlib import ExitStack
from typing import Any

from celery import Celery, signals
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import tracing, work_folders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")

logger = logging.getLogger(__name__)
app = Celery("fanfare")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The traces of the tasks that run in this process: one, or several within each other where nothing is sent away.
_running: dict[str, ExitStack] = {}


@signals.setup_logging.connect
def log_as_the_settings_say(**_said: Any) -> None:
    """Whoever listens here keeps Celery from setting levels and handlers of its own: LOG_LEVEL holds everywhere."""
    logging.config.dictConfig(settings.LOGGING)


@signals.worker_init.connect
@signals.worker_process_init.connect
def clear_what_the_dead_left(**_said: Any) -> None:
    """A process of ours that was killed left people's originals in the temporary folder; its successor removes them."""
    work_folders.clear()


@signals.before_task_publish.connect
def name_the_asker(headers: dict[str, Any], **_said: Any) -> None:
    """Tell the task which request asked for it."""
    headers["asked_by"] = tracing.current()


@signals.task_prerun.connect
def begin_trace(task_id: str, task: Any, **_said: Any) -> None:
    """Name the lines of this task."""
    asked_by = getattr(task.request, "asked_by", None) or tracing.current()
    stack = _running[task_id] = ExitStack()
    stack.enter_context(tracing.of(f"{asked_by}/{task_id}"))


@signals.task_postrun.connect
def end_trace(task_id: str, **_said: Any) -> None:
    """The next lines are somebody else's."""
    if stack := _running.pop(task_id, None):
        stack.close()


@signals.beat_init.connect
def sweep_at_once(**_said: Any) -> None:
    """Who starts the clock after a night does not wait a minute for the first repair."""
    try:
        app.signature("ugc_platform.tasks.sweep").apply_async(expires=55)
    except (OperationalError, RedisError) as error:
        logger.warning("the broker is away, the first sweep comes with the clock (%s)", type(error).__name__)
