"""The doctor: names what is ill and what to do, and leaves nothing behind."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ugc_platform import celery_app, doctor


def finding(name: str) -> doctor.Finding:
    return {found.check: found for found in [doctor._finding(name, doctor.CHECKS[name])]}[name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "cache", "storage", "media", "mail"])
def test_a_healthy_part_is_ok(name: str) -> None:
    found = finding(name)
    assert found.ok, found
    assert found.advice == ""


def test_storage_check_leaves_nothing_behind() -> None:
    place = Path(settings.STORAGES["objects"]["OPTIONS"]["location"])
    finding("storage")
    assert [path for path in place.rglob("*") if path.is_file() and "doctor" in str(path)] == []


def test_a_broker_that_is_away_is_explained(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(celery_app, "connection_for_write", _refuses)
    found = finding("broker")

    assert not found.ok
    assert "CELERY_BROKER_URL" in found.advice


def _refuses() -> object:
    raise ConnectionRefusedError("nobody there")


def test_a_broker_that_forgets_work_is_named() -> None:
    class Forgetful:
        def config_get(self, name: str) -> dict[str, str]:
            return {name: "allkeys-lru"}

    with pytest.raises(doctor.CheckFailed, match="forgets work"):
        doctor._keeps_work(Forgetful())  # type: ignore[arg-type]


def test_private_files_that_others_can_read_are_named(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)

    found = finding("isolation")

    assert not found.ok
    assert str(tmp_path / "secret_key") in found.says

    (tmp_path / "secret_key").chmod(0o600)
    assert finding("isolation").ok


ALL_WALLS = {"network_namespace": True, "seccomp": True, "landlock": 4}


@pytest.mark.parametrize(
    ("missing", "word"),
    [("network_namespace", "No network namespace"), ("seccomp", "No seccomp"), ("landlock", "No Landlock")],
)
def test_a_missing_wall_is_said_and_the_others_hold(missing: str, word: str) -> None:
    assert "No " not in doctor._walls(ALL_WALLS)
    assert word in doctor._walls({**ALL_WALLS, missing: 0})


def test_a_media_child_that_could_reach_the_network_is_ill() -> None:
    with pytest.raises(doctor.CheckFailed, match="could reach the network"):
        doctor._walls({"landlock": 4})


def test_the_child_tells_its_walls_truly() -> None:
    """Where it says that a filter can be installed, one really can."""
    import mediakit
    from mediakit import landlock, sandbox

    with mediakit.Isolated() as child:
        child.warm()
        told = child.facts
    assert (told["landlock"], told["seccomp"]) == (landlock.version(), sandbox.can_filter())
    program = "import sys; from mediakit import sandbox; sys.exit(not sandbox.without_syscalls())"
    done = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, check=False)
    assert (done.returncode == 0) == told["seccomp"]


def test_command_exits_non_zero_and_answers_in_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ill() -> str:
        raise doctor.CheckFailed("It hurts.", "Rest.")

    monkeypatch.setattr(doctor, "CHECKS", {"head": lambda: "clear", "foot": ill})

    with pytest.raises(CommandError):
        call_command("doctor", "--json")

    assert json.loads(capsys.readouterr().out) == {
        "ok": False,
        "checks": [
            {"check": "head", "ok": True, "says": "clear", "advice": ""},
            {"check": "foot", "ok": False, "says": "It hurts.", "advice": "Rest."},
        ],
    }
    with pytest.raises(CommandError):
        call_command("doctor")
    assert "Rest." in capsys.readouterr().out
