"""Every page for everybody: axe finds nothing in either theme, nothing is wider than a narrow phone, keys lead to the
content, motion stops where people ask for it, and pages without script still say what they have to say.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.journeys.browsing import DESKTOP, Window, settle
from tests.journeys.house import House, furnish
from tests.journeys.platform import PASSWORD, Platform, until

pytestmark = [pytest.mark.long, pytest.mark.journey, pytest.mark.services, pytest.mark.browser]


@pytest.fixture(scope="module")
def house(platform: Platform) -> House:
    return furnish(platform)


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def visitor(house: House, browser: Any, theme: str) -> Iterator[Window]:
    window = Window(browser, house.platform.address, **DESKTOP, color_scheme=theme, reduced_motion="reduce")
    yield window
    window.assert_calm()
    window.close()


@pytest.fixture
def colleague(house: House, visitor: Window, theme: str) -> Window:
    """Signed in, with the theme also in the cookie: the review room is dark unless somebody chose otherwise."""
    visitor.sign_in(house.owner, PASSWORD, "/studio/")
    visitor.context.add_cookies([{"name": "theme", "value": theme, "url": house.platform.address}])
    return visitor


def order_of_headings(page: Any) -> list[str]:
    """Levels that were skipped on the way down, and other than one first heading."""
    levels: list[int] = page.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]"
        ".filter(one => one.getClientRects().length).map(one => Number(one.tagName[1]))"
    )
    skipped = [f"h{above} → h{below}" for above, below in itertools.pairwise(levels) if below > above + 1]
    return skipped if levels.count(1) == 1 else [*skipped, f"{levels.count(1)} × h1"]


def judged(window: Window, paths: dict[str, str]) -> dict[str, list[str]]:
    """All pages with what is wrong in them; empty is what everybody hopes for."""
    found = {}
    for name, path in paths.items():
        page = window.go(path)
        settle(page)
        found[name] = [*violations(page), *order_of_headings(page)]
    return {name: wrong for name, wrong in found.items() if wrong}


def test_the_judges_see_what_is_wrong(house: House, browser: Any) -> None:
    window = Window(browser, house.platform.address, viewport={"width": 320, "height": 640})
    page = window.go("/")
    assert [*violations(page), *order_of_headings(page)] == []
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<h4>Deep</h4><img src=\"/static/no\">')")
    assert {one.partition(":")[0] for one in violations(page)} >= {"heading-order", "image-alt"}
    # What stands before it depends on how many campaigns are live.
    assert [one.rpartition(" ")[2] for one in order_of_headings(page)] == ["h4"]
    page.evaluate("() => (document.querySelector('h1').className = 'nowrap')")
    assert widest(page) > 0
    page.evaluate("() => { document.body.setAttribute('style', 'color: red'); fetch('http://foreign.example/') }")
    until(lambda: len(window.troubles) >= 3, 10, "the window notes the missing file, the style and the foreign address")
    window.close()


def test_axe_finds_nothing_on_public_pages(house: House, visitor: Window) -> None:
    assert judged(visitor, house.public) == {}


def test_axe_finds_nothing_in_review_and_studio(house: House, colleague: Window) -> None:
    assert judged(colleague, house.inside) == {}


def widest(page: Any) -> float:
    """How far the page can be scrolled to the side."""
    width: float = page.evaluate("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_nothing_scrolls_sideways_on_a_narrow_phone(house: House, browser: Any, scripted: bool) -> None:
    window = Window(
        browser,
        house.platform.address,
        viewport={"width": 320, "height": 640},
        is_mobile=True,
        has_touch=True,
        java_script_enabled=scripted,
    )
    window.sign_in(house.owner, PASSWORD, "/studio/")
    wide = {}
    for name, path in [*house.public.items(), *((f"inside: {name}", path) for name, path in house.inside.items())]:
        page = window.go(path)
        if name not in ("sign in", "forgotten password") and (over := widest(page)) > 0:
            wide[name] = over
    window.assert_calm()
    window.close()
    assert wide == {}


def test_the_first_tab_leads_past_the_head_to_the_content(house: House, browser: Any) -> None:
    window = Window(browser, house.platform.address, **DESKTOP)
    window.sign_in(house.owner, PASSWORD, "/studio/")
    for path in (house.public["campaign"], house.public["gallery"], house.inside["library"], house.inside["queue"]):
        page = window.go(path)
        page.keyboard.press("Tab")
        link = page.locator(".skip")
        assert link.evaluate("one => one === document.activeElement"), path
        box = link.bounding_box()
        assert box["x"] >= 0, path
        assert box["y"] >= 0, path
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", path
    window.assert_calm()
    window.close()


MOVING = """() => {
    const parts = ['', '::before', '::after'];
    const all = [...document.querySelectorAll('*')].flatMap(one => parts.map(part => [one, part]));
    const seconds = list => Math.max(...list.split(',').map(parseFloat));
    return all.filter(([one, part]) => {
        const style = getComputedStyle(one, part);
        return seconds(style.transitionDuration) > 0.011
            || (style.animationName !== 'none' && seconds(style.animationDuration) > 0.011);
    }).map(([one, part]) => one.tagName + '.' + one.className + part).slice(0, 5);
}"""


def test_nothing_moves_for_people_who_ask_for_calm(house: House, browser: Any) -> None:
    moving, still = (
        Window(browser, house.platform.address, **DESKTOP, reduced_motion=wish) for wish in ("no-preference", "reduce")
    )
    assert moving.go(house.public["gallery"]).evaluate(MOVING), "the question finds what moves"
    for window in (moving, still):
        window.sign_in(house.owner, PASSWORD, "/studio/")
    for path in [*house.public.values(), house.inside["queue"], house.inside["library"]]:
        if "/accounts/" not in path:
            assert still.go(path).evaluate(MOVING) == [], path
    for window in (moving, still):
        window.assert_calm()
        window.close()


def test_pages_say_what_they_have_to_say_without_script(house: House, browser: Any) -> None:
    window = Window(browser, house.platform.address, **DESKTOP, java_script_enabled=False)
    window.sign_in(house.owner, PASSWORD, "/studio/")
    for name, path in [*house.public.items(), *house.inside.items()]:
        if "/accounts/" in path:
            continue
        page = window.go(path)
        assert page.locator("h1").first.is_visible(), name
        assert page.locator("[data-needs-script]:visible").count() == 0, name
    queue = window.go(house.inside["queue"])
    queue.get_by_role("button", name="Reject").or_(queue.get_by_role("link", name="Reject")).click()
    queue.get_by_role("button", name="Does not fit the campaign").wait_for()
    gallery = window.go(house.public["gallery"])
    expect(gallery.locator(".photo-grid img")).to_have_count(2)
    gallery.get_by_role("link", name="Report").first.click()
    gallery.get_by_role("heading", name="Is something not right with this?").wait_for()
    window.close()
