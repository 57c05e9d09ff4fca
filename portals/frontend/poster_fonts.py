"""Make the two typefaces fit for print: TrueType files of one weight each, from the variable WOFF2 files in a folder.

Run by `build.py` as `python poster_fonts.py FOLDER NODE`. WOFF2 is packed with Brotli, which Node speaks and Python
does not, so Node unpacks it.
"""

import subprocess
import sys
import types
from pathlib import Path

# File before the subset's name, and where on its axes a poster stands.
STYLES = {"display": {"wght": 700, "opsz": 96}, "text": {"wght": 500}}
SUBSETS = ("latin", "latin-ext")
UNPACK = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"


def speak_brotli(node: str) -> None:
    """Stand in for the module that fontTools asks for."""

    def decompress(packed: bytes) -> bytes:
        return subprocess.run([node, "-e", UNPACK], input=packed, capture_output=True, check=True, timeout=60).stdout

    module = types.ModuleType("brotli")
    module.decompress = decompress  # type: ignore[attr-defined]
    sys.modules["brotli"] = module


def make(folder: Path) -> None:
    """Write `poster-<style>-<subset>.ttf` beside each font."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    for style, wanted in STYLES.items():
        for subset in SUBSETS:
            variable = TTFont(folder / f"{style}-{subset}.woff2")
            axes = {axis.axisTag for axis in variable["fvar"].axes}
            place = {axis: value for axis, value in wanted.items() if axis in axes}
            font = instancer.instantiateVariableFont(variable, place)
            font.flavor = None
            font.save(folder / f"poster-{style}-{subset}.ttf")


if __name__ == "__main__":
    speak_brotli(sys.argv[2])
    make(Path(sys.argv[1]))
