"""The design system's tags: strict about security policy, at ease when nothing was fetched."""

import re
from pathlib import Path

import pytest
from csp.middleware import CSPMiddleware
from django import forms
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from portals.states import STATES
from portals.templatetags import design

TEMPLATES = sorted(Path(__file__).parents[2].glob("portals/**/templates/**/*.html"))


def shown(source: str, **context: object) -> str:
    return Template("{% load design forms charts %}" + source).render(Context(context))


def test_icon_is_left_out_where_none_was_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(design, "SPRITE", tmp_path / "icons.svg")
    assert shown('{% icon "check" %}Approve') == "Approve"
    assert shown('{% icon "x" "Close" %}') == '<span class="visually-hidden">Close</span>'


def test_icon_draws_from_the_sprite(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sprite = tmp_path / "icons.svg"
    sprite.write_text('<svg><symbol id="check" viewBox="0 0 24 24"><path d="M1 1"/></symbol></svg>')
    monkeypatch.setattr(design, "SPRITE", sprite)
    design._symbols.cache_clear()
    assert '<path d="M1 1"/>' in shown('{% icon "check" %}')
    design._symbols.cache_clear()


def test_fonts_are_not_linked_where_none_were_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.staticfiles.finders.find", lambda path: None)
    monkeypatch.setattr(design, "staticfiles_storage", object())
    assert shown("{% vendor_styles %}") == ""


def test_fonts_missing_from_the_manifest_are_not_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Manifest:
        hashed_files = {"css/base.css": "css/base.1.css"}

        def url(self, path: str) -> str:
            raise ValueError(path)

    monkeypatch.setattr(design, "staticfiles_storage", Manifest())
    assert shown("{% vendor_styles %}") == ""


def test_brand_style_carries_the_nonce_and_a_readable_accent() -> None:
    request = RequestFactory().get("/")
    middleware = CSPMiddleware(lambda request: HttpResponse(shown("{% brand_style '' '#ffff00' %}", request=request)))
    response = middleware(request)
    assert isinstance(response, HttpResponse)
    style, made = response.content.decode(), str(getattr(request, "csp_nonce", ""))
    assert style.startswith(f'<style nonce="{made}">')
    assert f"'nonce-{made}'" in response.headers["Content-Security-Policy"]
    assert "--accent:#" in style


@pytest.mark.parametrize("wish", ["", None, "red;}</style><script>", "#12"])
def test_brand_style_is_nothing_without_a_colour(wish: object) -> None:
    assert shown("{% brand_style wish %}", wish=wish) == ""


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (400, 1000, "r0"),
        (1200, 800, "r27"),
        (1000, 1000, "r19"),
        (9000, 100, "r42"),
        (1, 100, "r0"),
        (0, 0, "r25"),
        ("", "", "r25"),
    ],
)
def test_ratio_class_is_in_the_closed_list(width: object, height: object, expected: str) -> None:
    assert design.ratio_class(width, height) == expected


def test_every_ratio_class_is_in_the_stylesheet() -> None:
    css = (Path(design.__file__).parents[1] / "static/css/components.css").read_text()
    found = {int(name): float(ratio) for name, ratio in re.findall(r"\.r(\d+) \{\s*--r: ([\d.]+);\s*\}", css)}
    expected = {at: round(design.RATIO_FIRST * design.RATIO_STEP**at, 3) for at in range(len(design.RATIOS))}
    assert [f"r{at}" for at in expected] == list(design.RATIOS)
    assert found == expected


def test_tint_refuses_what_is_not_a_colour() -> None:
    assert design.tint('"><script>') == ""
    assert 'fill="#aabbcc"' in design.tint("#aabbcc")


@pytest.mark.parametrize(
    ("seconds", "expected"), [(7, "0:07"), (72.4, "1:12"), (3723, "1:02:03"), (None, ""), (-1, "0:00")]
)
def test_clock_reads_like_a_clock(seconds: object, expected: str) -> None:
    assert design.clock(seconds) == expected


def test_badge_shows_an_unknown_state_as_its_own_word() -> None:
    assert "badge-neutral" in shown('{% badge "sleeping" %}')
    assert "sleeping" in shown('{% badge "sleeping" %}')


def test_every_submission_state_has_a_look() -> None:
    from submissions import lifecycle

    assert {str(state) for state in lifecycle.State} <= STATES.keys()


class Sample(forms.Form):
    title = forms.CharField(help_text="Fans see it first.")
    people = forms.ChoiceField(choices=[("no", "No")], widget=forms.RadioSelect)


def test_field_ties_hint_and_error_to_its_control() -> None:
    html = shown("{% field form.title %}", form=Sample({}))
    assert 'aria-describedby="id_title_hint id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"' in html


def test_error_summary_links_to_the_first_control() -> None:
    html = shown("{% error_summary form %}", form=Sample({}))
    assert 'href="#id_title"' in html
    assert 'href="#id_people_0"' in html


def test_error_summary_is_silent_when_all_is_well() -> None:
    assert shown("{% error_summary form none %}", form=Sample({"title": "a", "people": "no"}), none=None).strip() == ""


def test_columns_tell_missing_from_zero() -> None:
    html = shown('{% column_chart rows "A day" %}', rows=[("Mon", 2), ("Tue", None), ("Wed", 0)])
    assert html.count("not known") == 2
    assert 'height="100.0"' in html


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_content_security_policy(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<[^>]*\sstyle=", source), "style attributes are refused by the policy"
    assert not re.search(r"<[^>]*\son[a-z]+=", source), "inline handlers are refused by the policy"
    for opening in re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", source):
        assert "nonce" in opening or "application/json" in opening, opening


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0, "hours", ("0", "min")),
        (0.001, "hours", ("< 1", "min")),
        (0.04, "hours", ("2", "min")),
        (0.99, "hours", ("59", "min")),
        (1.0, "hours", ("1", "h")),
        (26.26, "hours", ("26.3", "h")),
        (0, "percent", ("0", "%")),
        (0.04, "percent", ("< 0.1", "%")),
        (33.333, "percent", ("33.3", "%")),
        (12, "people", ("12", "")),
    ],
)
def test_a_figure_is_never_told_as_a_nought_that_it_is_not(value: float, unit: str, told: tuple[str, str]) -> None:
    assert design.figure(value, unit) == told
