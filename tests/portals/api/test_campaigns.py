"""The settings of a campaign through the API: written and read as the studio does, inner ones by members only."""

import pytest

from accounts.models import Brand
from campaigns.models import Campaign
from portals import addresses
from portals.api.serializers import campaigns as shapes
from portals.marketers.forms.campaigns import CampaignForm, as_written
from tests.portals.api.conftest import Caller

pytestmark = pytest.mark.django_db
SETTINGS = {"proof_of_work": False, "answer_hours": 48, "report_threshold": 5, "accent": "#123456"}
INSIDE = {"answer_hours", "report_threshold"}


def test_settings_are_written_read_back_and_inner_ones_stay_inside(
    owner: Caller, visitor: Caller, stranger: Caller, campaign: Campaign
) -> None:
    path = f"campaigns/{campaign.slug}/"
    before = owner.get(path).json()
    assert {name: before[name] for name in SETTINGS} == {name: getattr(campaign, name) for name in SETTINGS}
    changed = owner.call("patch", path, SETTINGS).json()
    assert {name: changed[name] for name in SETTINGS} == SETTINGS
    assert owner.get("campaigns/").json()["results"] == [owner.get(path).json()]
    for other in (visitor, stranger):
        shown = other.get(path).json()
        assert (shown["proof_of_work"], INSIDE & set(shown)) == (False, set())
    made = owner.post("campaigns/", {"title": "New", **SETTINGS, "answer_hours": None}).json()
    assert {name: made[name] for name in SETTINGS} == {**SETTINGS, "answer_hours": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [("proof_of_work", "perhaps"), ("answer_hours", 0), ("answer_hours", 721), ("report_threshold", 101)],
)
def test_settings_out_of_bounds_are_refused_by_field(
    owner: Caller, campaign: Campaign, field: str, value: object
) -> None:
    answer = owner.call("patch", f"campaigns/{campaign.slug}/", {field: value})
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {field})


def test_the_studio_and_the_api_write_the_same_settings(campaign: Campaign) -> None:
    """A setting that one of the two forgets fails here; what differs is named."""
    studio, api = set(CampaignForm.base_fields), set(shapes.CampaignWritten().get_fields())
    assert studio - api == {"max_photo_mb", "max_video_mb"}  # the API counts bytes
    # Questions and terms have forms of their own.
    assert api - studio == {"max_photo_bytes", "max_video_bytes", "questions", "terms"}
    assert set(as_written(campaign)) == studio


def test_a_campaign_says_where_its_brands_logo_is(visitor: Caller, campaign: Campaign, brand: Brand) -> None:
    path = f"campaigns/{campaign.slug}/"
    assert visitor.get(path).json()["brand"]["logo_url"] == ""
    key = f"{brand.pk}/brand/logo"
    Brand.objects.filter(pk=brand.pk).update(
        logo_key=key, logo_print_key=key, logo_width=320, logo_height=80, logo_ground="any"
    )
    brand.refresh_from_db()
    link = visitor.get(path).json()["brand"]["logo_url"]
    assert link == addresses.absolute(addresses.logo_url(brand))
