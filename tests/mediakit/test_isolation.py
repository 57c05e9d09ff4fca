"""The child cannot hurt us: limits end it, its death is only a code, and nothing outlives its parent."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import mediakit
from mediakit import isolation, wire
from tests.mediakit import media


def _alive(pid: int) -> bool:
    """A zombie that nobody has collected yet is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("sources") / "photo"
    source.write_bytes(media.encoded(media.textured(1200, 900), "JPEG"))
    return source


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("sources") / "big"
    source.write_bytes(media.encoded(media.textured(5000, 4000), "PNG", compress_level=1))
    return source


def test_isolated_and_direct_runs_agree(photo: Path, out: Path, tmp_path: Path, isolated: mediakit.Isolated) -> None:
    direct = tmp_path / "direct"
    direct.mkdir()

    there, here = isolated.run(photo, mediakit.REVIEW, out), mediakit.process(photo, mediakit.REVIEW, direct)

    assert [(r.spec, r.sha256) for r in there.renditions] == [(r.spec, r.sha256) for r in here.renditions]
    assert replace(there, renditions=()) == replace(here, renditions=())


def test_memory_limit_ends_the_worker_and_spares_the_child(big: Path, out: Path, isolated: mediakit.Isolated) -> None:
    tight = replace(mediakit.EXPORT, limits=replace(mediakit.EXPORT.limits, memory_bytes=60 * 1024 * 1024))
    isolated.warm()
    child = isolated.pid

    with pytest.raises(mediakit.Permanent) as refused:
        isolated.run(big, tight, out)

    assert refused.value.code == "too_complex"
    assert isolated.pid == child
    assert isolated.run(big, mediakit.EXPORT, out).renditions  # the negative control: the usual limit lets it pass


def test_cpu_limit_ends_the_worker(big: Path, out: Path, isolated: mediakit.Isolated) -> None:
    hasty = replace(mediakit.EXPORT, limits=replace(mediakit.EXPORT.limits, photo_seconds=0.05))

    with pytest.raises(mediakit.Permanent) as refused:
        isolated.run(big, hasty, out, timeout=20)

    assert refused.value.code == "too_complex"


def test_clock_limit_is_temporary(big: Path, out: Path, isolated: mediakit.Isolated) -> None:
    with pytest.raises(mediakit.Temporary) as refused:
        isolated.run(big, mediakit.EXPORT, out, timeout=0.03)

    assert refused.value.code == "slow"


def test_killed_child_is_temporary_and_replaced(photo: Path, out: Path) -> None:
    with mediakit.Isolated() as isolated:
        isolated.warm()
        assert isolated.pid
        os.kill(isolated.pid, signal.SIGKILL)

        with contextlib.suppress(mediakit.Temporary):  # noticed before or during the job: both are fine
            isolated.run(photo, mediakit.REVIEW, out)

        assert isolated.run(photo, mediakit.REVIEW, out).kind == "photo"


def test_stopped_child_is_noticed(photo: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "GRACE_SECONDS", 0.2)
    with mediakit.Isolated() as isolated:
        isolated.warm()
        child = isolated.pid
        assert child
        os.kill(child, signal.SIGSTOP)

        with pytest.raises(mediakit.Temporary) as refused:
            isolated.run(photo, mediakit.REVIEW, out, timeout=0.2)

        assert refused.value.code == "slow"
        assert not _alive(child)


def test_child_is_recycled(photo: Path, out: Path) -> None:
    with mediakit.Isolated(recycle_after=1) as isolated:
        isolated.run(photo, mediakit.REVIEW, out)
        first = isolated.pid
        isolated.run(photo, mediakit.REVIEW, out)

        assert isolated.pid != first


def test_threads_take_turns(photo: Path, tmp_path: Path, isolated: mediakit.Isolated) -> None:
    kinds: list[str] = []

    def work(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        kinds.append(isolated.run(photo, mediakit.REVIEW, folder).kind)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kinds == ["photo"] * 4


def test_missing_source_is_temporary(out: Path, isolated: mediakit.Isolated) -> None:
    with pytest.raises(mediakit.Temporary) as refused:
        isolated.run(out / "nothing", mediakit.REVIEW, out)

    assert refused.value.code == "unavailable"


def test_interrupting_callback_leaves_a_usable_child(tmp_path: Path, out: Path) -> None:
    source = media.video(tmp_path / "v.mp4", media.frames(60, 640, 480))

    def stop(_share: float) -> None:
        raise InterruptedError("enough")

    with mediakit.Isolated() as isolated:
        with pytest.raises((InterruptedError, mediakit.Temporary)):
            isolated.run(source, mediakit.PUBLIC, out, progress=stop)
        assert isolated.run(source, mediakit.REVIEW, out).kind == "video"


_PARENT = """
    import os, sys, time
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    import mediakit
    isolated = mediakit.Isolated()
    isolated.warm()
    if os.fork() == 0:
        time.sleep(30)  # a sibling that inherited the pipes, as Celery's prefork workers do
        os._exit(0)
    print(isolated.pid, flush=True)
    time.sleep(30)
"""


def test_child_leaves_when_its_parent_is_killed() -> None:
    root = str(Path(mediakit.__file__).parent.parent)
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_PARENT), root], stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _alive(child)
        parent.kill()
        parent.wait()
        deadline = time.monotonic() + 5
        while _alive(child) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert not _alive(child)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)
        assert parent.stdout is not None
        parent.stdout.close()


FREEDOMS = "socket,fork,exec,kill,private memory,shared memory"
_INSIDE = """
    import mmap, os, socket, sys
    sys.path.insert(0, sys.argv[1])
    from mediakit import sandbox
    if sys.argv[2] == "guarded":
        sandbox.without_network()
        sandbox.limit(cpu=5, memory=400 << 20)
        assert sandbox.without_syscalls()
    said = []
    for name, act in {
        "socket": lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3])), 1).close(),
        "fork": lambda: os._exit(0) if os.fork() == 0 else os.wait(),
        "exec": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "kill": lambda: os.kill(os.getppid(), 0),
        "private memory": lambda: mmap.mmap(-1, 3 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
        "shared memory": lambda: mmap.mmap(-1, 3 << 30),
    }.items():
        try:
            act()
            said.append(name)
        except (OSError, MemoryError):
            pass
    print(",".join(said))
"""


@pytest.mark.parametrize(("mode", "possible"), [("guarded", ""), ("free", FREEDOMS)])
def test_sandbox_takes_away_network_programs_signals_and_memory(mode: str, possible: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        root = str(Path(mediakit.__file__).parent.parent)
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(_INSIDE), root, mode, port],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )

    assert done.stdout.strip() == possible


def test_child_has_no_environment_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    with mediakit.Isolated() as isolated:
        isolated.warm()
        assert isolated.pid
        environment = Path(f"/proc/{isolated.pid}/environ").read_bytes().decode()

    names = {entry.partition("=")[0] for entry in environment.split("\0") if entry}
    threads = {"VIPS_CONCURRENCY", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MALLOC_ARENA_MAX"}
    # The C library cuts its tunables apart in place while it reads them.
    assert {name for name in names if not name.startswith("glibc.malloc.")} <= {
        *("GLIBC_TUNABLES", "LANG", "PATH", "LD_LIBRARY_PATH"),
        *threads,
    }
    assert "secret" not in environment


def _honest(out: Path, isolated: mediakit.Isolated, photo: Path) -> dict[str, object]:
    report = isolated.run(photo, mediakit.REVIEW, out)
    data: dict[str, object] = json.loads(wire.report_line(report))["report"]
    return data


@pytest.mark.parametrize("lie", ["link", "size", "spec", "sha256", "missing", "type"])
def test_lying_child_is_not_believed(lie: str, photo: Path, out: Path, isolated: mediakit.Isolated) -> None:
    data = _honest(out, isolated, photo)
    assert wire.report_from(data, mediakit.REVIEW, out).kind == "photo"
    renditions = data["renditions"]
    assert isinstance(renditions, list)
    path = out / "photo-1280.jpg"
    if lie == "link":
        path.unlink()
        path.symlink_to("/etc/passwd")
    elif lie == "size":
        renditions[0]["bytes"] += 1
    elif lie == "spec":
        renditions[0]["spec"] = "../../etc/passwd"
    elif lie == "sha256":
        data["sha256"] = "x" * 64
    elif lie == "missing":
        path.unlink()
    else:
        data["camera_model"] = ["a", "list"]

    with pytest.raises(mediakit.Temporary) as refused:
        wire.report_from(data, mediakit.REVIEW, out)

    assert refused.value.code == "crashed"


def test_unknown_code_from_the_child_becomes_crashed() -> None:
    error = wire.error_from({"kind": "permanent", "code": "<script>", "detail": "x"})

    assert (type(error), error.code) == (mediakit.Temporary, "crashed")
