"""The whole story in a real browser: a campaign is made, fans send from phones, it is decided, shown and taken back.

Nothing may be asked of another site, no script may fail and the content security policy stays on: see browsing.Window.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys import fans, team
from tests.journeys.platform import Platform, unique
from tests.journeys.told import Told

pytestmark = [pytest.mark.long, pytest.mark.journey, pytest.mark.services, pytest.mark.browser]


@pytest.fixture
def told(platform: Platform, browser: Any) -> Iterator[Told]:
    brand = unique("harbour")
    platform.found_brand(brand, owner=f"owner@{brand}.example")
    roles = {"marketer": "marketer", "first": "moderator", "second": "moderator"}
    platform.add_members(brand, {f"{person}@{brand}.example": role for person, role in roles.items()})
    story = Told(platform, browser, brand)
    yield story
    for window in story.windows:
        window.close()


def test_from_a_campaign_to_a_gallery_and_back(told: Told) -> None:
    marketer = told.member("marketer")
    team.make_campaign(told, marketer)
    fan = fans.send_three_files(told)
    doubter = fans.send_without_script(told)
    fans.send_with_a_double_tap(told)
    moderator = team.decide_by_keyboard(told)
    team.lose_a_race(told, moderator)
    fans.read_the_reason(doubter)
    team.make_gallery(told, marketer)
    fans.look_at_gallery(told)
    team.make_export(told, marketer)
    team.talk(told, marketer, fan)
    fans.report(told)
    team.see_the_report(told, moderator)
    team.stay_outside(told)
    fans.withdraw(told, fan)
    fans.erase(told, fan)
    for window in told.windows:
        window.assert_calm()
