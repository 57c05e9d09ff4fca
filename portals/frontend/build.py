"""Fetch fonts, icons, the upload client and the large view at set-up: what pages need goes to `portals/static/vendor/`.

Never stops the set-up: where packages cannot be had, it says so in one sentence; pages use the system's fonts, words
without icons, the plain form and plain links to pictures. Run as `python -m portals.frontend.build`; with `--not-again`
a fetch that failed within the last day is left alone, so that not every start waits for a registry out of reach.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from bootstrap import machine, npm
from bootstrap.npm import PATIENCE_SECONDS, Unavailable
from portals.frontend import esbuild

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
PACKAGES = HERE / "node_modules"
FAILED = VENDOR.with_name("vendor.failed")  # holds the fingerprint of what could not be fetched
STAMP = "made-from.txt"
SOURCES = (
    "build.py",
    "esbuild.py",
    "icons.json",
    "package-lock.json",
    "photoswipe.css",
    "photoswipe.js",
    "poster_fonts.py",
    "uppy.js",
)
# Libraries that a page fetches when somebody needs them: name in vendor/, and what is put into it.
LIBRARIES = {"uppy": ("uppy.js",), "photoswipe": ("photoswipe.js", "photoswipe.css")}
DAY_SECONDS = 86_400
# One file for each page in a hurry: name in vendor/, where it begins. Parts that come later stand beside it.
BUNDLES = {
    "fans.css": "fans.css",
    "submit.js": "../static/js/fans/submit.js",
    "uploads.js": "../static/js/fans/uploads/list.js",
}
MADE_FROM = "bundles.json"

# Family, package, file, name in vendor/, weights.
FONTS = (
    ("Fanfare Text", "@fontsource-variable/instrument-sans", "instrument-sans-{subset}-wght-normal", "text", "400 700"),
    (
        "Fanfare Display",
        "@fontsource-variable/bricolage-grotesque",
        "bricolage-grotesque-{subset}-opsz-normal",
        "display",
        "200 800",
    ),
)
SUBSETS = ("latin", "latin-ext")
# What stands until our faces arrive is stretched to their metrics, so that nothing jumps: Arial on most machines,
# Roboto on Android, DejaVu on a bare Linux. Measured with fontTools on letters by their frequency: size, ascent and
# descent in per cent, each weight of its own (a bold that a browser paints itself has other widths).
STAND_INS = (
    ("Fanfare Text Arial", "400", ("Arial", "ArialMT", "Liberation Sans", "Arimo"), (103.1, 94.1, 24.3)),
    ("Fanfare Text Arial", "700", ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold"), (98.6, 98.3, 25.3)),
    ("Fanfare Text Roboto", "400", ("Roboto", "Roboto-Regular"), (102.6, 94.5, 24.4)),
    ("Fanfare Text Roboto", "700", ("Roboto Bold", "Roboto-Bold"), (105.0, 92.4, 23.8)),
    ("Fanfare Text DejaVu", "400", ("DejaVu Sans", "DejaVuSans"), (89.8, 108.0, 27.8)),
    ("Fanfare Text DejaVu", "700", ("DejaVu Sans Bold", "DejaVuSans-Bold"), (82.4, 117.8, 30.3)),
    ("Fanfare Display Arial", "200 800", ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold"), (92.1, 100.9, 29.3)),
    ("Fanfare Display Roboto", "200 800", ("Roboto Bold", "Roboto-Bold"), (98.0, 94.9, 27.5)),
    ("Fanfare Display DejaVu", "200 800", ("DejaVu Sans Bold", "DejaVuSans-Bold"), (77.0, 120.9, 35.1)),
)
STACKS = """:root {
  --font-text: "Fanfare Text", "Fanfare Text Arial", "Fanfare Text Roboto", "Fanfare Text DejaVu", ui-sans-serif,
    system-ui, sans-serif;
  --font-display: "Fanfare Display", "Fanfare Display Arial", "Fanfare Display Roboto", "Fanfare Display DejaVu",
    ui-sans-serif, system-ui, sans-serif;
}
"""


def fingerprint() -> str:
    """Tell whether what stands in vendor/ was made from the present sources."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def face(family: str, file: str, weights: str, characters: str) -> str:
    """One `@font-face` rule."""
    return (
        f'@font-face {{ font-family: "{family}"; src: url("{file}") format("woff2"); font-weight: {weights};\n'
        f"  font-style: normal; font-display: swap; unicode-range: {characters}; }}\n"
    )


def stand_in(family: str, weights: str, names: tuple[str, ...], metrics: tuple[float, float, float]) -> str:
    """One `@font-face` rule for a font that the machine may have itself."""
    local = ", ".join(f'local("{name}")' for name in names)
    size, ascent, descent = metrics
    return (
        f'@font-face {{ font-family: "{family}"; src: {local}; font-weight: {weights};\n'
        f"  size-adjust: {size}%; ascent-override: {ascent}%; descent-override: {descent}%; line-gap-override: 0%; }}\n"
    )


def copy_fonts(target: Path) -> None:
    """Copy the subsets and write `fonts.css`."""
    rules = []
    for family, package, pattern, short, weights in FONTS:
        ranges = json.loads((PACKAGES / package / "unicode.json").read_text())
        for subset in SUBSETS:
            file = f"{short}-{subset}.woff2"
            shutil.copyfile(PACKAGES / package / "files" / f"{pattern.format(subset=subset)}.woff2", target / file)
            rules.append(face(family, file, weights, ranges[subset]))
        shutil.copyfile(PACKAGES / package / "LICENSE", target / f"LICENSE-{short}.txt")
    rules += [stand_in(*row) for row in STAND_INS]
    (target / "fonts.css").write_text("".join(rules) + STACKS)


def make_poster_fonts(target: Path) -> None:
    """Make TrueType files for posters, and a display face of one weight; without them posters are set in Helvetica."""
    command = [sys.executable, str(HERE / "poster_fonts.py"), str(target), npm.tools()[0]]
    try:
        subprocess.run(command, check=True, timeout=PATIENCE_SECONDS, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        print("The typefaces could not be made fit for print: posters are set in Helvetica.")


def symbol(name: str) -> str:
    """One icon as a symbol of the sprite."""
    drawing = (PACKAGES / "lucide-static" / "icons" / f"{name}.svg").read_text()
    match = re.search(r"<svg[^>]*>(.*)</svg>", drawing, flags=re.DOTALL)
    if match is None:
        raise Unavailable(f"the icon {name} is not a drawing we know how to read")
    body = re.sub(r"\s+", " ", match.group(1)).replace("> <", "><").replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def copy_icons(target: Path) -> None:
    """Write the sprite from the closed list of names."""
    names = json.loads((HERE / "icons.json").read_text())
    symbols = "\n".join(symbol(name) for name in names)
    (target / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
    shutil.copyfile(PACKAGES / "lucide-static" / "LICENSE", target / "LICENSE-icons.txt")


def bundle_libraries(target: Path) -> None:
    """Make each library one file of a kind, with the licences of all that is inside."""
    for name, sources in LIBRARIES.items():
        inputs = esbuild.run(*sources, f"--outdir={target}", facts=target / "facts.json")["inputs"]
        inside = {esbuild.package_of(path) for path in inputs if "node_modules/" in path}
        (target / f"LICENSE-{name}.txt").write_text("\n\n".join(esbuild.licence(package) for package in sorted(inside)))


def copy_scripts(target: Path) -> None:
    """Copy the worker that solves the proof of work; it needs nothing else."""
    shutil.copyfile(PACKAGES / "altcha" / "dist" / "workers" / "pbkdf2.js", target / "altcha-pbkdf2.js")
    shutil.copyfile(PACKAGES / "altcha" / "LICENSE.txt", target / "LICENSE-altcha.txt")


def bundle_pages() -> bool:
    """Make one file of what a page asks for at once, where its sources changed; false when nothing did.

    `portals/bundles.py` compares the sources with what is noted here before a page uses these files.
    """
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir()
        begins = [f"{name.rpartition('.')[0]}={source}" for name, source in BUNDLES.items()]
        more = ["--splitting", "--chunk-names=part-[name]-[hash]", "--external:*.woff2", f"--outdir={fresh}"]
        inputs = esbuild.run(*begins, *more, facts=fresh / "facts.json")["inputs"]
        room = HERE.parent
        files = sorted((HERE / path).resolve() for path in inputs)
        sources = {str(file.relative_to(room)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
        (fresh / MADE_FROM).write_text(json.dumps(sources, indent=1))
        return replace_bundles(fresh)
    except FileNotFoundError as error:
        raise Unavailable(f"a file is missing ({error.filename})") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def replace_bundles(fresh: Path) -> bool:
    """Put the bundles in place; the note of what they are made from goes first and comes last."""
    note = VENDOR / MADE_FROM
    if (
        note.exists()
        and note.read_text() == (fresh / MADE_FROM).read_text()
        and all((VENDOR / name).exists() for name in BUNDLES)
    ):
        return False
    note.unlink(missing_ok=True)
    for old in VENDOR.glob("part-*.js"):
        old.unlink()
    for made in sorted(fresh.iterdir(), key=lambda file: file.name == MADE_FROM):
        made.replace(VENDOR / made.name)
    return True


def build(*, again: bool) -> bool:
    """Make vendor/ anew where its sources changed; false when it stood already."""
    wanted = fingerprint()
    if text_of(VENDOR / STAMP) == wanted:
        return False
    if not again and failed_lately(wanted):
        raise Unavailable("an earlier attempt failed; `make frontend` tries again")
    try:
        make(wanted)
    except Exception:
        with suppress(OSError):
            FAILED.write_text(wanted)
        raise
    FAILED.unlink(missing_ok=True)
    return True


def failed_lately(wanted: str) -> bool:
    """Whether these very packages could not be had within the last day."""
    return text_of(FAILED) == wanted and time.time() - FAILED.stat().st_mtime < DAY_SECONDS


def text_of(path: Path) -> str:
    """What stands in a file; nothing when there is none."""
    return path.read_text() if path.exists() else ""


def make(wanted: str) -> None:
    """Fetch, and put everything into a fresh folder, which then takes the place of vendor/."""
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)  # first: where nothing can be written, nothing need be fetched
        npm.fetch(HERE, "fonts, icons and scripts")
        copy_fonts(fresh)
        make_poster_fonts(fresh)
        copy_icons(fresh)
        copy_scripts(fresh)
        bundle_libraries(fresh)
        (fresh / STAMP).write_text(wanted)
        shutil.rmtree(VENDOR, ignore_errors=True)
        fresh.rename(VENDOR)
    except FileNotFoundError as error:
        raise Unavailable(f"a file is missing ({error.filename})") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def main() -> int:
    """Build, one at a time, and say what happened; set-up goes on either way."""
    machine.say_anything()
    try:
        with machine.alone(HERE, say=print):
            made = build(again="--not-again" not in sys.argv[1:])
            made = bundled() or made
    except (Unavailable, OSError) as reason:
        print(
            f"Fonts, icons and scripts are missing ({in_words(reason)}): pages use the system's fonts, go without "
            "icons, send files with the plain form and open pictures as plain links."
        )
        return 0
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; the next start makes it whole.", file=sys.stderr)
        return 130
    if made:
        print("Fonts, icons and scripts are ready.")
    return 0


def bundled() -> bool:
    """Make the bundles of pages where their sources changed; a page can do without them."""
    try:
        return bundle_pages()
    except (Unavailable, OSError) as reason:
        print(f"The bundles of fans' pages could not be made ({in_words(reason)}): they take the single files.")
        return False


def in_words(reason: Exception) -> str:
    """Our own sentence, or what the system said."""
    return str(reason.strerror if isinstance(reason, OSError) else reason)


if __name__ == "__main__":
    sys.exit(main())
