"""What a worker that was taken over could still reach on disk and in other processes: nothing of ours."""

import ctypes
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import mediakit
from mediakit import landlock

_INSIDE = """
    import ctypes, os, sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from mediakit import landlock, sandbox
    folder = Path(sys.argv[3])
    source, out = folder / "original", folder / "made"
    if sys.argv[2] == "guarded":
        assert landlock.confine(source, out)
        assert sandbox.without_syscalls()
    else:
        os.environ["FREE"] = "1"
    libc, parent = ctypes.CDLL(None, use_errno=True), os.getppid()
    signals = {"x86_64": (200, 234), "aarch64": (130, 131)}[os.uname().machine]

    def calls(*arguments):
        if libc.syscall(*arguments) != 0:
            raise OSError(ctypes.get_errno())

    said = []
    for name, act in {
        "source": lambda: source.read_bytes(),
        "made": lambda: (out / "a").write_bytes(b"1"),
        "library": lambda: Path(os.__file__).read_bytes(),
        "neighbour": lambda: (folder / "neighbour").read_bytes(),
        "write source": lambda: source.write_bytes(b"2"),
        "write beside": lambda: (folder / "b").write_bytes(b"2"),
        "link": lambda: (out / "l").symlink_to("/etc/passwd"),
        "swap folders": lambda: out.rename(folder / "other"),
        "environment": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
        "memory": lambda: open(f"/proc/{parent}/mem", "r+b").close(),
        "signal a thread": lambda: calls(signals[0], parent, 0),
        "signal a thread of a group": lambda: calls(signals[1], parent, parent, 0),
    }.items():
        try:
            act()
            said.append(name)
        except OSError:
            pass
    print(",".join(said))
"""
NEEDED = "source,made,library"
FREEDOMS = (
    "neighbour,write source,write beside,link,swap folders,environment,memory,signal a thread,"
    "signal a thread of a group"
)


@pytest.mark.parametrize(("mode", "possible"), [("guarded", NEEDED), ("free", f"{NEEDED},{FREEDOMS}")])
def test_worker_reaches_its_file_and_folder_and_nothing_else(mode: str, possible: str, tmp_path: Path) -> None:
    if not _kernel_has_landlock():
        pytest.skip("this kernel has no Landlock")
    (tmp_path / "made").mkdir()
    for name in ("original", "neighbour"):
        (tmp_path / name).write_bytes(b"1")
    root = str(Path(mediakit.__file__).parent.parent)

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_INSIDE), root, mode, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )

    assert done.stdout.strip() == possible


def _kernel_has_landlock() -> bool:
    asked: int = ctypes.CDLL(None).syscall(landlock.CREATE_RULESET, None, ctypes.c_size_t(0), landlock.ASK_VERSION)
    return asked > 0


class _Kernel:
    """Answers the three calls as kernels of some version do, and keeps what it was asked."""

    def __init__(self, version: int, *, ruleset: int = 0, restricted: int = 0) -> None:
        self.version, self.ruleset, self.restricted = version, ruleset, restricted
        self.sizes: list[int] = []
        self.rules = 0

    def prctl(self, *arguments: int) -> int:
        return 0

    def syscall(self, number: int, *arguments: object) -> int:
        if number == landlock.CREATE_RULESET and arguments[2] == landlock.ASK_VERSION:
            return self.version
        if number == landlock.CREATE_RULESET:
            assert isinstance(arguments[0], bytes)
            self.sizes.append(len(arguments[0]))
            return self.ruleset if self.ruleset < 0 else os.open(os.devnull, os.O_RDONLY)
        if number == landlock.ADD_RULE:
            self.rules += 1
            return 0
        return self.restricted


@pytest.mark.parametrize(
    ("kernel", "worked", "sizes"),
    [
        (_Kernel(-1), False, []),
        (_Kernel(1), True, [8]),
        (_Kernel(4), True, [16]),
        (_Kernel(7), True, [24]),
        (_Kernel(7, ruleset=-1), False, [24]),
        (_Kernel(7, restricted=-1), False, [24]),
    ],
)
def test_each_kernel_is_spoken_to_in_its_own_version(
    kernel: _Kernel, worked: bool, sizes: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_, **__: kernel)
    source = tmp_path / "original"
    source.write_bytes(b"1")

    assert landlock.confine(source, tmp_path) is worked
    assert kernel.sizes == sizes
    assert (kernel.rules > 0) is (kernel.ruleset == 0 and kernel.version > 0)
