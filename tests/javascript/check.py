"""Checks the scripts and style sheets of `portals/static/`: format and rules by Biome, types by TypeScript over JSDoc,
and the modules that decide something by tests in Node. Run as `python -m tests.javascript.check`; with `--format` it
puts them in order first.

Where the tools cannot be had it says so in one sentence and is content, unless FANFARE_REQUIRE_NODE is set.
"""

import os
import subprocess
import sys
from pathlib import Path

from bootstrap import machine, npm

HERE = Path(__file__).resolve().parent
STATIC = Path("../../portals/static")
FRONTEND = Path("../../portals/frontend")
SOURCES = (
    *(str(STATIC / kind) for kind in ("js", "css")),
    *(str(FRONTEND / name) for name in ("fans.css", "photoswipe.css", "photoswipe.js", "uppy.js")),
    *(str(FRONTEND / name) for name in ("icons.json", "package.json")),
    ".",
)
PACKAGES = HERE / "node_modules"
STAMP = PACKAGES / "made-from.json"
OLDEST_NODE = 20  # happy-dom asks for it


def node() -> str:
    """A Node that the tools run on. Raises Unavailable."""
    found = npm.tools()[0]
    if npm.major_of(found) < OLDEST_NODE:
        wheel = npm.node_wheel()
        if wheel is None:
            raise npm.Unavailable(f"there is no Node {OLDEST_NODE} or newer on this machine")
        found = str(wheel / "bin" / "node")
    return found


def fetch() -> None:
    """Have exactly the tools that the lock file names. Raises Unavailable."""
    wanted = (HERE / "package-lock.json").read_text()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    with machine.alone(HERE, say=print):
        npm.fetch(HERE, "the checks of scripts and style sheets")
        STAMP.write_text(wanted)


def commands(node: str, *, tidy: bool) -> list[list[str]]:
    """What is run, in this order; each must succeed."""
    biome = [node, "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--config-path=."]
    tests = sorted(file.name for file in HERE.glob("*.test.mjs"))
    found = [
        [*biome, *SOURCES],
        [node, "node_modules/typescript/bin/tsc", "--project", "."],
        # Browsers know our files for modules by the page that asks, Node by looking inside.
        [node, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test", "--test-reporter=dot", *tests],
    ]
    return [[*biome, "--write", *SOURCES], *found] if tidy else found


def main() -> int:
    """Run them all; the first that fails ends it with its code."""
    machine.say_anything()
    try:
        tool = node()
        fetch()
    except (npm.Unavailable, OSError) as reason:
        print(f"Scripts and style sheets were not checked: {reason}.")
        return 1 if os.environ.get("FANFARE_REQUIRE_NODE") else 0
    for command in commands(tool, tidy="--format" in sys.argv[1:]):
        code = subprocess.run(command, cwd=HERE, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
