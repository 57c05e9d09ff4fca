"""The preview of a mail shows what the mail would say: the same moment, whatever region the member's browser names."""

import pytest

from conversations.emails import examples
from core import times
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_example_names_its_moment_as_the_mail_does() -> None:
    brand = factories.brand()
    brand.timezone = "Europe/Berlin"
    with times.in_regions("en-GB"):
        page = examples.page(
            brand=brand, kind="reminder_check", locale="en", subject="{campaign}", text="It opens {when}."
        )
    assert "It opens May 1, 2027, 10 a.m. (Berlin time)." in page
