"""Fetch fonts, icons and the upload client at set-up and put what pages need into `portals/static/vendor/`.

Never stops the set-up: where packages cannot be had, it says so in one sentence; pages use the system's fonts, words
without icons, and send files with the plain form. Run as `python -m portals.frontend.build`; with `--not-again` a fetch
that failed within the last day is left alone, so that not every start waits for a registry that cannot be reached.
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
from typing import Any

from bootstrap import machine, npm
from bootstrap.npm import PATIENCE_SECONDS, Unavailable

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
PACKAGES = HERE / "node_modules"
FAILED = VENDOR.with_name("vendor.failed")  # holds the fingerprint of what could not be fetched
STAMP = "made-from.txt"
SOURCES = ("build.py", "icons.json", "package-lock.json", "poster_fonts.py", "uppy.js")
DAY_SECONDS = 86_400
# One file for each page in a hurry: name in vendor/, where it begins. Parts that come later stand beside it.
BUNDLES = {
    "submit.css": "submit.css",
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
# Arial stretched to the metrics of our faces, so that nothing jumps when they arrive (measured with fontTools,
# widths weighted by letter frequency; Display at weight 700).
FALLBACKS = """
@font-face { font-family: "Fanfare Text Fallback"; src: local("Arial"), local("Liberation Sans"); size-adjust: 103.3%;
  ascent-override: 93.9%; descent-override: 24.2%; line-gap-override: 0%; }
@font-face { font-family: "Fanfare Display Fallback"; src: local("Arial Bold"), local("Liberation Sans Bold");
  size-adjust: 95.4%; ascent-override: 97.5%; descent-override: 28.3%; line-gap-override: 0%; }
:root {
  --font-text: "Fanfare Text", "Fanfare Text Fallback", ui-sans-serif, system-ui, sans-serif;
  --font-display: "Fanfare Display", "Fanfare Display Fallback", ui-sans-serif, system-ui, sans-serif;
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
    (target / "fonts.css").write_text("".join(rules) + FALLBACKS)


def make_poster_fonts(target: Path) -> None:
    """Make TrueType files for posters; without them posters are set in Helvetica."""
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


def bundle(target: Path) -> None:
    """Make the upload client one file, with the licences of all that is inside."""
    inputs = esbuild("uppy.js", f"--outfile={target / 'uppy.js'}", facts=target / "facts.json")["inputs"]
    inside = {package_of(path) for path in inputs if "node_modules/" in path}
    (target / "LICENSE-uppy.txt").write_text("\n\n".join(licence(name) for name in sorted(inside)))


def esbuild(*words: str, facts: Path) -> dict[str, Any]:
    """Run it on sources of ours and say what it read and wrote."""
    command = [npm.tools()[0], "node_modules/esbuild/bin/esbuild", *words, "--bundle", "--minify", "--format=esm"]
    command += ["--target=es2022", "--legal-comments=none", f"--metafile={facts}"]
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
        inputs = esbuild(*begins, *more, facts=fresh / "facts.json")["inputs"]
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
        npm.fetch(HERE)
        copy_fonts(fresh)
        make_poster_fonts(fresh)
        copy_icons(fresh)
        copy_scripts(fresh)
        bundle(fresh)
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
            f"Fonts, icons and the upload client are missing ({in_words(reason)}): pages use the system's fonts, go "
            "without icons and send files with the plain form."
        )
        return 0
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; the next start makes it whole.", file=sys.stderr)
        return 130
    if made:
        print("Fonts, icons and the upload client are ready.")
    return 0


def bundled() -> bool:
    """Make the bundles of pages where their sources changed; a page can do without them."""
    try:
        return bundle_pages()
    except (Unavailable, OSError) as reason:
        print(f"The sending page's bundles could not be made ({in_words(reason)}): it takes the single files.")
        return False


def in_words(reason: Exception) -> str:
    """Our own sentence, or what the system said."""
    return str(reason.strerror if isinstance(reason, OSError) else reason)


if __name__ == "__main__":
    sys.exit(main())
