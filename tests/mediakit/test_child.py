"""The child's own rules, seen from inside: what becomes of each end of a worker, what the syscall filter answers."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mediakit
from mediakit import child, pipeline, sandbox, wire
from tests.mediakit import media


def _job(source: Path, out: Path, *, cpu: float = 5, wall: float = 10) -> dict[str, Any]:
    job: dict[str, Any] = json.loads(wire.request(source, mediakit.REVIEW, out, cpu=cpu, wall=wall))
    return job


def _code(answer: dict[str, Any]) -> str:
    return str(answer["error"]["code"])


@pytest.fixture
def silent() -> Iterator[int]:
    """A pipe on which the worker would speak."""
    reading, writing = os.pipe()
    yield writing
    os.close(reading)
    os.close(writing)


def test_a_photo_becomes_a_report_line(tmp_path: Path, out: Path, silent: int) -> None:
    source = tmp_path / "photo"
    source.write_bytes(media.encoded(media.textured(64, 48), "JPEG"))

    answer = json.loads(child._result(_job(source, out), silent))

    assert (answer["report"]["width"], answer["report"]["height"]) == (64, 48)


@pytest.mark.parametrize(
    ("raised", "kind", "code"),
    [
        (mediakit.Permanent("type", "x"), "permanent", "type"),
        (MemoryError(), "permanent", "too_complex"),
        (OSError(5, "disk"), "temporary", "unavailable"),
        (ZeroDivisionError("bug"), "permanent", "broken"),
    ],
)
def test_every_failure_becomes_a_code(
    raised: Exception, kind: str, code: str, out: Path, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(pipeline, "process", fail)

    error = json.loads(child._result(_job(out / "x", out), silent))["error"]

    assert (error["kind"], error["code"]) == (kind, code)


def _watched(program: str, out: Path, **limits: float) -> tuple[dict[str, Any], subprocess.Popen[bytes]]:
    """Watch another Python program as if it were a worker."""
    worker = subprocess.Popen([sys.executable, "-S", "-c", program], stdout=subprocess.PIPE, start_new_session=True)
    assert worker.stdout is not None
    with worker.stdout as speech:
        verdict = child._Watch(worker.pid, _job(out / "x", out, **limits), os.getppid()).until_end(speech.fileno())
    worker.returncode = 0  # the watch has collected it
    return verdict, worker


@pytest.mark.parametrize(
    ("program", "limits", "code"),
    [
        ("import time; time.sleep(30)", {"wall": 0.3}, "slow"),
        ("while True: pass", {"cpu": 0.2}, "too_complex"),
        ("x = b'x' * (500 << 20); input()\nimport time; time.sleep(9)", {}, "too_complex"),
        ("while True: print('x' * 60000)", {}, "crashed"),
        ("import os; os.abort()", {}, "crashed"),
        ("import os; os.kill(os.getpid(), 24)", {}, "too_complex"),
        ("print('[]')", {}, "crashed"),
        ("print('5')", {}, "crashed"),
        ("print('{}')", {}, "crashed"),
        ("print('{\"error\": 5}')", {}, "crashed"),
        ("print('[' * 100000)", {}, "crashed"),
    ],
    ids=[
        "clock",
        "cpu",
        "memory",
        "talk",
        "abort",
        "cpu signal",
        "list",
        "number",
        "empty word",
        "wrong word",
        "nested",
    ],
)
def test_every_end_of_a_worker_has_a_code(program: str, limits: dict[str, float], code: str, out: Path) -> None:
    verdict, worker = _watched(program, out, **limits)

    assert _code(verdict) == code
    assert not Path(f"/proc/{worker.pid}").exists()


def test_progress_is_passed_on_and_the_last_word_kept(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(child, "_say", said.append)
    lines = [
        {"progress": 0.25},
        {"progress": "much"},
        {"progress": None},
        {"progress": 7},
        {"report": {"kind": "photo"}, "secret": 1},
    ]

    verdict, _ = _watched(f"import json\nfor line in {lines!r}: print(json.dumps(line))", out)

    assert said == [{"progress": 0.25}, {"progress": 1.0}]
    assert verdict.keys() == {"report", "peak_bytes"}


def test_gauge_follows_a_process_and_reads_nothing_when_it_is_gone() -> None:
    before = time.process_time()
    gauge = sandbox.Gauge(os.getpid())
    used = gauge.read()
    gauge.close()

    assert used.cpu_seconds == pytest.approx(before, abs=2)
    assert 10 << 20 < used.resident_bytes < 8 << 30
    assert gauge.read() == sandbox.Usage()
    with subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE) as brief:
        late = sandbox.Gauge(brief.pid)
        brief.send_signal(signal.SIGKILL)
    assert late.read() == sandbox.Usage()
    late.close()


def _answer(program: bytes, arch: int, number: int, flags: int = 0) -> int:
    """Run a classic BPF program as the kernel does: the few instructions that ours uses."""
    data = {0: number, 4: arch, 16: flags}
    steps = list(struct.iter_unpack("=HBBI", program))
    at = held = 0
    while True:
        code, then, other, value = steps[at]
        if code == 0x06:
            return int(value)
        if code == 0x20:
            held, jump = data[value], 0
        else:
            holds = {0x15: held == value, 0x35: held >= value, 0x45: bool(held & value)}[code]
            jump = then if holds else other
        at += 1 + jump


@pytest.mark.parametrize("machine", sorted(sandbox.DENIED))
def test_filter_refuses_exactly_what_is_listed(machine: str) -> None:
    arch, clone, numbers = sandbox.DENIED[machine]
    program = sandbox._filter(arch, clone, numbers)
    refused = {number for number in range(600) if _answer(program, arch, number) != sandbox.SECCOMP_RET_ALLOW}

    assert refused == {*numbers, clone, sandbox.CLONE3}
    assert _answer(program, arch, clone, sandbox.CLONE_THREAD) == sandbox.SECCOMP_RET_ALLOW
    assert _answer(program, arch, sandbox.CLONE3) == sandbox.SECCOMP_RET_ENOSYS
    assert _answer(program, arch, sandbox.X32_BIT | 1) == sandbox.SECCOMP_RET_EPERM
    assert _answer(program, arch + 1, 0) == sandbox.SECCOMP_RET_EPERM


def test_unknown_machine_goes_without_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "mips")

    assert sandbox.without_syscalls() is False
