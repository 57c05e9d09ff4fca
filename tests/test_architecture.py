"""What linters cannot see: one writer of state, tasks that exist, settings and links that are documented."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from celery import current_app
from django.core.management import get_commands

from submissions import lifecycle

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "accounts", "campaigns", "conversations", "core", "engagement", "galleries", "mediakit", "moderation", "outbox",
    "portals", "privacy", "rights", "submissions", "ugc_platform",
)  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def writes_of_submission_state(tree: ast.Module) -> list[int]:
    """Lines that pass `state=` to an update of submissions, or assign `submission.state`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            about = ast.unparse(node.func.value)
            if "Submission.objects" in about and any(word.arg == "state" for word in node.keywords):
                found.append(node.lineno)
        if isinstance(node, ast.Assign):
            targets = [ast.unparse(target) for target in node.targets]
            if any(re.fullmatch(r"(self\.)?submission\.state", target) for target in targets):
                found.append(node.lineno)
    return found


def test_only_move_writes_the_state_of_a_submission() -> None:
    writers = {str(path) for path, tree in sources() if writes_of_submission_state(tree)}
    assert writers <= {"submissions/services/moves.py"}


def test_a_second_writer_would_be_seen() -> None:
    """The negative control."""
    assert writes_of_submission_state(ast.parse("Submission.objects.filter(pk=1).update(state='approved')")) == [1]
    assert writes_of_submission_state(ast.parse("submission.state = 'approved'")) == [1]


def test_every_task_that_is_named_exists() -> None:
    current_app.loader.import_default_modules()
    named = {task for row in lifecycle.TABLE for task in row.nudges}
    for _path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= set((re.fullmatch(r"(?:\w+\.tasks\.\w+)", node.value) and [node.value]) or [])
    assert named - set(current_app.tasks) == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path) for path, tree in sources() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_files_and_functions_stay_short() -> None:
    long = []
    for path, tree in sources():
        lines = (ROOT / path).read_text("utf-8").count("\n")
        if lines > LONGEST_FILE:
            long.append(f"{path}: {lines} lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                size = node.end_lineno - node.lineno + 1
                if size > LONGEST_FUNCTION:
                    long.append(f"{path}:{node.lineno} {node.name}: {size} lines")
    assert long == []


def test_every_variable_is_documented() -> None:
    settings = (ROOT / "ugc_platform" / "settings.py").read_text("utf-8")
    names = set(re.findall(r'(?:env\.\w+|from_environment)\(\s*"([A-Z0-9_]+)"', settings))
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    assert names
    assert {name for name in names if f"`{name}`" not in guide} == set()


def documents() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def named_in_documents(pattern: str) -> set[str]:
    return {name for page in documents() for name in re.findall(pattern, page.read_text("utf-8"))}


def test_commands_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert named_in_documents(r"`make ([a-z]+)") - targets == set()
    assert named_in_documents(r"manage\.py ([a-z_]+)") - set(get_commands()) == set()


def test_modules_in_the_documents_exist() -> None:
    """In full, or as seen from the room that the page tells of."""
    kept = [
        path for room in (*ROOMS, "bootstrap", "benchmarks", "tests", "docs") for path in (ROOT / room).rglob("*.*")
    ]
    there = [f"/{path.relative_to(ROOT)}" for path in kept if path.suffix in {".py", ".md", ".conf"}] + ["/manage.py"]
    named = named_in_documents(r"`([\w./-]+\.(?:py|md|conf))`")
    assert "submissions/lifecycle.py" in named
    assert {name for name in named if not any(path.endswith(f"/{name}") for path in there)} == set()


def test_links_in_the_documents_lead_somewhere() -> None:
    broken = []
    for page in documents():
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            broken += [] if (page.parent / target).exists() else [f"{page.relative_to(ROOT)} → {target}"]
    assert broken == []
