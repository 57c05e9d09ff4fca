"""Make the two typefaces fit for print, and the display face light enough for a page in a hurry.

From the variable WOFF2 files in a folder come TrueType files of one weight each. Pages set titles in that one weight
only, so the display face is kept as it alone: 22 kB instead of 77, before the first title can be read. `build.py` runs
`python poster_fonts.py FOLDER NODE`. WOFF2 is packed with Brotli, which Node speaks and Python does not.
"""

import subprocess
import sys
import types
from pathlib import Path

# File before the subset's name, and where on its axes a poster stands.
STYLES = {"display": {"wght": 700, "opsz": 96}, "text": {"wght": 500}}
SUBSETS = ("latin", "latin-ext")
LIGHTER = "display"
UNPACK = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"
PACK = "process.stdout.write(require('zlib').brotliCompressSync(require('fs').readFileSync(0)))"


def speak_brotli(node: str) -> None:
    """Stand in for the module that fontTools asks for."""

    def run(program: str, given: bytes) -> bytes:
        return subprocess.run([node, "-e", program], input=given, capture_output=True, check=True, timeout=60).stdout

    module = types.ModuleType("brotli")
    module.decompress = lambda packed: run(UNPACK, packed)  # type: ignore[attr-defined]
    module.compress = lambda plain, **_how: run(PACK, plain)  # type: ignore[attr-defined]
    module.MODE_FONT = 2  # type: ignore[attr-defined]
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
            if style == LIGHTER:
                font.flavor = "woff2"
                font.save(folder / f"{style}-{subset}.woff2")


if __name__ == "__main__":
    speak_brotli(sys.argv[2])
    make(Path(sys.argv[1]))
