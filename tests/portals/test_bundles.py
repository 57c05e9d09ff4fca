"""Bundles of the public pages: used only while their sources are those that stand here; else the single files."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign
from portals import bundles
from portals.fans import pages
from tests import factories

ROOM = Path(bundles.__file__).parent
SINGLE = ["static/css/tokens.css", "static/css/base.css", "static/css/components.css", "static/css/public.css"]


@pytest.fixture
def campaign(db: None) -> Campaign:
    return factories.campaign(title="Morning light")


@pytest.fixture
def note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A note of what bundles were made from, in a room of its own."""
    monkeypatch.setattr(bundles, "ROOM", tmp_path)
    monkeypatch.setattr(bundles, "MADE_FROM", tmp_path / "bundles.json")
    (tmp_path / "base.css").write_text("a{}")
    made_from = {"base.css": hashlib.sha256(b"a{}").hexdigest()}
    (tmp_path / "bundles.json").write_text(json.dumps(made_from))
    return tmp_path


def test_a_bundle_counts_while_its_sources_are_unchanged(note: Path) -> None:
    assert bundles.fresh()


@pytest.mark.parametrize("change", ["edited", "gone", "torn note", "no note"])
def test_a_bundle_of_other_sources_does_not(note: Path, change: str) -> None:
    match change:
        case "edited":
            (note / "base.css").write_text("a{b:c}")
        case "gone":
            (note / "base.css").unlink()
        case "torn note":
            (note / "bundles.json").write_text('{"base')
        case _:
            (note / "bundles.json").unlink()
    assert not bundles.fresh()


def asked_for(client: Client, campaign: Campaign) -> tuple[list[str], list[str], list[str]]:
    """Styles, announced modules and scripts of the sending page."""
    html = client.get(reverse("fans:submit", kwargs={"slug": campaign.slug})).text
    return (
        re.findall(r'<link rel="stylesheet" href="/([^"]+)"', html),
        re.findall(r'<link rel="modulepreload" href="/([^"]+)"', html),
        re.findall(r'<script type="module" src="/([^"]+)"', html),
    )


def test_without_bundles_the_page_takes_the_single_files_and_announces_every_import(
    client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "fresh", lambda: False)
    styles, modules, scripts = asked_for(client, campaign)
    assert styles[:6] == [*SINGLE, "static/css/fans.css", "static/css/sending.css"]
    assert scripts == ["static/js/fans/submit.js"]
    assert {f"static/js/{name}.js" for name in pages.MODULES} == set(modules)
    assert eager(ROOM / scripts[0]) - {ROOM / scripts[0]} == {ROOM / name for name in modules}


def eager(module: Path) -> set[Path]:
    """A module and all that it imports before it runs."""
    named = re.findall(r'^import (?:[^"(]* from )?"([^"]+)";', module.read_text(), flags=re.MULTILINE)
    return {module}.union(*(eager((module.parent / name).resolve()) for name in named))


@pytest.mark.skipif(not bundles.fresh(), reason="the bundles are not made: make setup")
def test_with_bundles_it_is_one_sheet_and_one_script_without_imports(client: Client, campaign: Campaign) -> None:
    assert asked_for(client, campaign) == (["static/vendor/fans.css"], [], ["static/vendor/submit.js"])
    script = (ROOM / "static/vendor/submit.js").read_text()
    assert not re.search(r'\bimport\s*["{]|\bfrom\s*"', script)  # what comes later is import(…)
    sheet = (ROOM / "static/vendor/fans.css").read_text()
    assert "@import" not in sheet
    # The typefaces are asked for by their own addresses, which other pages have brought already.
    assert "url(text-latin.woff2)" in sheet
