"""Names of classes are written whole wherever they are given, so that whoever tidies the sheets finds what is used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import portals

ROOM = Path(portals.__file__).parent
HOUSE = ROOM.parent
# Given by PhotoSwipe, which brings its own sheet.
FOREIGN = "pswp"
# What scripts give to be found again by tests and other scripts, without a look of its own.
HOOKS: set[str] = {"js"}

COMPOSED = {
    ".html": re.compile(r'class="(?:[^"]*[\w-]\{\{|[^"]*\}\}[\w-]|[^"]*-\{%|[^"]*%\}-)[^"]*"'),
    ".js": re.compile(r'(?:className|classList|"class")[^;\n]*(?:`[^`]*\$\{|"[\w -]*-"\s*\+)'),
    ".py": re.compile(r'class=\\?"[^"]*(?:[\w-]\{|\}[\w-])'),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Everything of ours that can give a class to an element."""
    for room in (ROOM, HOUSE / "privacy", HOUSE / "conversations"):
        for path in sorted(room.rglob("*.*")):
            built = {"node_modules", "vendor", "emails"} & set(path.parts)
            if path.suffix in COMPOSED and not built:
                yield path, path.read_text("utf-8")


def sheets() -> set[str]:
    """Every class that our sheets know."""
    found: set[str] = set()
    for path in sorted((ROOM / "static" / "css").glob("*.css")):
        bare = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        found |= set(re.findall(r"\.([A-Za-z_][\w-]*)", re.sub(r"\{[^{}]*\}", " ", bare)))
    return {name for name in found if not name.startswith(FOREIGN)}


def test_no_class_is_put_together_at_run_time() -> None:
    composed = [
        f"{path.relative_to(HOUSE)}: {found.group()}"
        for path, text in sources()
        for found in COMPOSED[path.suffix].finditer(text)
    ]
    assert composed == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (".js", "button.className = `lightbox-${name}`;"),
        (".js", 'box.classList.add("is-" + state);'),
        (".html", '<span class="badge badge-{{ tone }}">'),
        (".html", '<li class="badge badge-{% if ok %}good{% else %}bad{% endif %}">'),
        (".py", '\'<img class="logo logo-on-{}" src="{}">\''),
    ],
)
def test_one_that_is_would_be_seen(kind: str, line: str) -> None:
    assert COMPOSED[kind].search(line)


def test_every_class_of_the_sheets_is_given_somewhere() -> None:
    written = {word for _path, text in sources() for word in re.findall(r"[A-Za-z_][\w-]*", text)}
    assert sheets() - written == set()


def test_every_class_that_a_script_gives_has_its_styles() -> None:
    given: set[str] = set()
    for path, text in sources():
        if path.suffix == ".js":
            named = re.findall(r'className ?[=:] ?"([^"]*)"|classList\.(?:add|toggle)\("([^"]*)"', text)
            given |= {name for pair in named for one in pair for name in one.split()}
    known = sheets()
    assert "lightbox-words" in given & known
    assert given - known - HOOKS == set()


def test_every_class_of_a_template_has_its_styles() -> None:
    known, missing = sheets() | HOOKS, []
    for path, text in sources():
        if path.suffix == ".html":
            missing += [f"{path.relative_to(HOUSE)}: {name}" for name in classes(text) - known - of_its_own(text)]
    assert missing == []


def test_a_class_without_styles_would_be_seen() -> None:
    planted = '<p class="small {% if late %}no-such-look{% endif %}">'
    assert classes(planted) - sheets() == {"no-such-look"}


def classes(text: str) -> set[str]:
    """The classes that a template may give."""
    given = re.findall(r'\bclass="([^"]*)"', text)
    return {name for value in given for name in re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", value).split()}


def of_its_own(text: str) -> set[str]:
    """The classes that a page without our sheets, a saved file, styles itself."""
    return {
        name for style in re.findall(r"<style.*?</style>", text, re.DOTALL) for name in re.findall(r"\.([\w-]+)", style)
    }
