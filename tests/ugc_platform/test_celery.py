"""The clock and the workers as the guide starts them: they need no folder, obey LOG_LEVEL, and name what they do."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from celery import beat, shared_task
from django.conf import settings

from core import tracing
from ugc_platform import celery_app

ROOT = Path(settings.BASE_DIR)
SAID: list[str] = []


@shared_task(name="tests.tell_trace")
def tell_trace() -> None:
    SAID.append(tracing.current())


def run(*arguments: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    given = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder / "not-there-yet"),
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
        "CELERY_BROKER_URL": "memory://",
        "PYTHONUNBUFFERED": "1",
        **environment,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "ugc_platform", *arguments],
        cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_beat_runs_as_the_guide_starts_it_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    command = next(line for line in (ROOT / "docs" / "production.md").read_text().splitlines() if " beat " in line)
    arguments = command.split("#")[0].split("ugc_platform ")[1].split()
    with run(*arguments, folder=tmp_path) as running:
        assert running.stdout
        said: list[str] = []
        for line in running.stdout:
            said.append(line)
            if "sweep" in line or "Traceback" in line:
                break
        running.terminate()
    assert "Traceback" not in "".join(said), said
    assert not (tmp_path / "not-there-yet" / "beat").exists()


def test_the_clock_strikes_each_minute_without_a_file() -> None:
    scheduler = beat.Service(celery_app, scheduler_cls=celery_app.conf.beat_scheduler).get_scheduler()
    assert type(scheduler) is beat.Scheduler
    assert repr(scheduler.schedule["sweep"].schedule) == "<freq: 1.00 minute>"


@pytest.mark.parametrize("level", ["INFO", "ERROR"])
def test_the_log_of_a_worker_obeys_our_level_and_not_its_own(tmp_path: Path, level: str) -> None:
    program = (
        "import logging; from ugc_platform.celery import app; app.finalize(); app.log.setup(loglevel='CRITICAL');"
        "print(logging.getLevelName(logging.getLogger('celery').getEffectiveLevel()))"
    )
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": "x", "LOG_LEVEL": level}
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, capture_output=True, text=True)
    assert said.stdout.strip() == level, said.stderr


def test_a_task_is_traced_to_the_request_that_asked_for_it() -> None:
    SAID.clear()
    with tracing.of("request-1"):
        sent = tell_trace.apply_async()
        assert tracing.current() == "request-1"
    (said,) = SAID
    assert said == f"request-1/{sent.id}"
    assert tracing.current() == tracing.NOBODY


def test_the_name_of_the_asker_travels_with_the_message() -> None:
    from ugc_platform.celery import name_the_asker

    headers: dict[str, Any] = {}
    with tracing.of("request-2"):
        name_the_asker(headers=headers)
    assert headers == {"asked_by": "request-2"}
