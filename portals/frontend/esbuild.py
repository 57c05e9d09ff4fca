"""Runs esbuild on sources of ours and names the packages whose code it put into a bundle."""

import json
import subprocess
from pathlib import Path
from typing import Any

from bootstrap import npm
from bootstrap.npm import PATIENCE_SECONDS, Unavailable

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"


def run(*words: str, facts: Path) -> dict[str, Any]:
    """Run it on sources of ours and say what it read and wrote."""
    command = [npm.tools()[0], "node_modules/esbuild/bin/esbuild", *words, "--bundle", "--minify", "--format=esm"]
    # Without the last one it would obey a tsconfig.json in any folder around the clone.
    command += ["--target=es2022", "--legal-comments=none", f"--metafile={facts}", "--tsconfig-raw={}"]
    try:
        subprocess.run(command, cwd=HERE, check=True, timeout=PATIENCE_SECONDS, capture_output=True)
        found: dict[str, Any] = json.loads(facts.read_text())
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable("esbuild could not make a bundle") from error
    facts.unlink()
    return found


def package_of(path: str) -> str:
    """The package that a bundled file belongs to."""
    parts = path.rpartition("node_modules/")[2].split("/")
    return "/".join(parts[: 2 if parts[0].startswith("@") else 1])


def licence(name: str) -> str:
    """A package's licence text, or what it says of itself where it brings none."""
    folder = PACKAGES / name
    about = json.loads((folder / "package.json").read_text())
    texts = [file.read_text() for file in sorted(folder.iterdir()) if file.name.upper().startswith("LICEN")]
    return "\n".join([f"=== {name} {about['version']} ({about.get('license', 'see its home')})", *texts])
