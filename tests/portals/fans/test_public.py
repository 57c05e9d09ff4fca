"""What anybody sees: the front page, invitations, terms, the QR code, galleries and the way to report."""

import datetime
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actors import SYSTEM
from accounts.models import Brand
from campaigns import services as campaigns_services
from campaigns.models import Campaign
from engagement.models import DailyViews
from galleries import services as galleries_services
from galleries.models import Gallery, Placement
from submissions.models import Asset, Submission
from tests import factories
from tests.galleries import stage
from tests.portals.fans import senders

pytestmark = pytest.mark.django_db


def page(name: str, slug: str, **more: str) -> str:
    return reverse(f"fans:{name}", kwargs={"slug": slug, **more})


def shown(campaign: Campaign, **said: Any) -> Submission:
    """Something approved and placed, with a stored file."""
    submission = stage.approved(campaign, at=timezone.now(), **said)
    for asset in submission.assets.all():
        stage.rendition(asset, "photo-640")
    galleries_services.place(submission_id=submission.pk, at=timezone.now())
    return submission


@pytest.fixture
def gallery(campaign: Campaign) -> Gallery:
    by = factories.owner(campaign.brand)
    made = galleries_services.create(
        brand=campaign.brand, title="A hundred mornings", by=by, at=timezone.now(), campaign=campaign
    )
    submissions = [shown(campaign, name="Mira", caption="A <cup> of tea"), shown(campaign, name="Jo")]
    galleries_services.set_items(gallery=made, submissions=[one.pk for one in submissions], by=by, at=timezone.now())
    return galleries_services.publish(gallery=made, by=by, at=timezone.now())


def test_the_front_page_lists_what_is_live(client: Client, campaign: Campaign) -> None:
    factories.draft(title="Secret plan")
    factories.campaign(title="Quiet one", listed=False)
    text = senders.text(client.get("/"))
    assert "Morning light" in text
    assert page("campaign", campaign.slug) in text
    assert "Secret plan" not in text
    assert "Quiet one" not in text


def test_the_front_page_knows_what_to_say_when_nothing_is_live(client: Client) -> None:
    assert "Nothing is open right now" in senders.text(client.get("/"))


def test_the_front_page_costs_the_same_with_one_or_three(client: Client, campaign: Campaign) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    factories.campaign()
    factories.campaign()
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)


def test_an_invitation_says_who_asks_and_what_they_keep(client: Client, campaign: Campaign) -> None:
    campaigns_services.set_hashtags(campaign=campaign, tags=["MorningLight"], by=SYSTEM, at=factories.NOW)
    text = senders.text(client.get(page("campaign", campaign.slug)))
    for words in (
        "Send yours",
        "#morninglight",
        campaign.brand.contact_email,
        "24 months",
        page("terms", campaign.slug),
    ):
        assert words in text
    assert f'<meta property="og:url" content="{settings.SITE_URL}/c/{campaign.slug}/">' in text


def test_what_others_sent_is_shown_by_its_place(client: Client, campaign: Campaign) -> None:
    shown(campaign, name="Mira", caption="A <cup> of tea")
    stage.waiting(campaign, caption="Nobody has looked at this yet")
    content = client.get(page("campaign", campaign.slug)).content.decode()
    key = Placement.objects.get().key
    assert f"/m/{key}/photo-640" in content
    assert "A &lt;cup&gt; of tea" in content
    assert "Mira" in content
    assert page("report_campaign", campaign.slug, key=key) in content
    assert "Nobody has looked at this yet" not in content


def test_a_number_is_only_said_of_what_was_counted(
    client: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portals.fans.views.public.SHOWN", 1)
    shown(campaign)
    assert numbered(client, campaign) == ("1", "1 photo somebody sent")
    shown(campaign)
    text = senders.text(client.get(page("campaign", campaign.slug)))
    assert numbered(client, campaign) == ("2", "2 photos people sent"), "all that are shown, not those of this page"
    assert "The latest one is shown here." in text
    assert text.count('<li class="tile ') == 1


def numbered(client: Client, campaign: Campaign) -> tuple[str, str]:
    """The number as it is seen, and the heading as it is read."""
    content = client.get(page("campaign", campaign.slug)).content.decode()
    number = re.search(r'class="shown-number" aria-hidden="true">([^<]*)<', content)
    heading = re.search(r'<h2 id="shown">(.*?)</h2>', content)
    assert number
    assert heading
    return number.group(1), re.sub(r"<[^>]+>", "", heading.group(1))


def test_a_video_is_not_counted_as_a_picture(client: Client, gallery: Gallery, campaign: Campaign) -> None:
    video = Submission.objects.filter(caption="A <cup> of tea").get().assets.get()
    Asset.objects.filter(pk=video.pk).update(kind="video")
    assert numbered(client, campaign) == ("2", "2 photos and videos people sent")
    assert "1 photo and 1 video from 2 people" in senders.text(client.get(page("gallery", gallery.slug)))
    Asset.objects.update(kind="video")
    assert numbered(client, campaign) == ("2", "2 videos people sent")


def test_what_may_not_be_shown_is_not_counted(client: Client, campaign: Campaign) -> None:
    shown(campaign)
    stage.withdraw(shown(campaign), at=timezone.now())
    shown(factories.campaign(campaign.brand))
    stage.waiting(campaign)
    assert numbered(client, campaign) == ("1", "1 photo somebody sent")


def test_the_brand_at_the_head_leads_to_the_brand(client: Client, campaign: Campaign, gallery: Gallery) -> None:
    def head(path: str) -> str:
        found = re.search(
            r'<header class="topbar">\s*(.*?)\s*<div class="topbar-end">', client.get(path).text, re.DOTALL
        )
        assert found
        return re.sub(r"\s*([<>])\s*", r"\1", found.group(1))

    name, own = campaign.brand.name, page("campaign", campaign.slug)
    paths = [own, page("terms", campaign.slug), page("submit", campaign.slug), page("gallery", gallery.slug)]
    Brand.objects.filter(pk=campaign.brand_id).update(website="https://linden.example/")
    assert {head(path) for path in paths} == {
        f'<a class="wordmark" href="https://linden.example/" rel="noopener">{name}</a>'
    }
    Brand.objects.filter(pk=campaign.brand_id).update(website="")
    assert {head(path) for path in paths} == {f'<a class="wordmark" href="{own}">{name}</a>'}
    report = page("report_campaign", campaign.slug, key=Placement.objects.filter(campaign=campaign)[0].key)
    for path in (*paths, report):
        assert 'href="/"' not in head(path), path


def test_an_invitation_costs_the_same_with_one_or_three_sendings(client: Client, campaign: Campaign) -> None:
    shown(campaign)
    client.get(page("campaign", campaign.slug))
    with CaptureQueriesContext(connection) as few:
        client.get(page("campaign", campaign.slug))
    for _ in range(2):
        shown(campaign)
    with CaptureQueriesContext(connection) as many:
        client.get(page("campaign", campaign.slug))
    assert len(many) == len(few)


def test_a_closed_invitation_stays_and_asks_for_nothing(client: Client, campaign: Campaign) -> None:
    campaigns_services.close_campaign(campaign=campaign, by=SYSTEM, at=factories.NOW)
    text = senders.text(client.get(page("campaign", campaign.slug)))
    assert "This campaign is closed." in text
    assert page("submit", campaign.slug) not in text


def test_an_invitation_ahead_says_when(client: Client, campaign: Campaign) -> None:
    ahead = timezone.now() + datetime.timedelta(days=3)
    Campaign.objects.filter(pk=campaign.pk).update(opens_at=ahead)
    text = senders.text(client.get(page("campaign", campaign.slug)))
    assert "Not open yet" in text
    assert page("submit", campaign.slug) not in text


@pytest.mark.parametrize("name", ["campaign", "terms", "qr", "submit", "remind", "calendar"])
def test_drafts_archived_and_missing_ones_look_alike(client: Client, name: str) -> None:
    draft = factories.with_terms(factories.draft())
    archived = factories.campaign()
    Campaign.objects.filter(pk=archived.pk).update(state="archived")
    answers = [client.get(page(name, slug)) for slug in (draft.slug, archived.slug, "no-such-thing")]
    assert {answer.status_code for answer in answers} == {404}


def test_terms_are_there_in_full_and_in_plain_words(client: Client, campaign: Campaign) -> None:
    text = senders.text(client.get(page("terms", campaign.slug)))
    assert campaign.terms is not None
    assert campaign.terms.summary[0] in text
    assert campaign.terms.text_hash in text
    assert "In paid advertising" in text


def test_the_qr_code_leads_to_the_invitation(client: Client, campaign: Campaign) -> None:
    answer = client.get(page("qr", campaign.slug))
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert f"{settings.SITE_URL}/c/{campaign.slug}/" in answer.content.decode()


def test_views_are_counted_without_a_cookie(client: Client, campaign: Campaign, gallery: Gallery) -> None:
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"}
    answers = [
        client.get(address, headers=browser)
        for address in (page("campaign", campaign.slug), page("gallery", gallery.slug))
    ]
    assert [answer.cookies for answer in answers] == [{}, {}]
    assert DailyViews.objects.get(campaign=campaign).views == 1
    assert DailyViews.objects.get(gallery=gallery).views == 1


def test_a_gallery_shows_pictures_names_and_the_way_to_take_part(
    client: Client, gallery: Gallery, campaign: Campaign
) -> None:
    content = client.get(page("gallery", gallery.slug)).content.decode()
    assert content.count('<li class="tile ') == 2
    assert "2 photos" in content
    assert "from 2 people" in content
    assert page("submit", campaign.slug) in content
    assert reverse("api:gallery-atom", kwargs={"slug": gallery.slug}) in content
    assert 'property="og:image"' in content


def test_a_gallery_that_is_not_published_is_missing(client: Client, gallery: Gallery) -> None:
    galleries_services.unpublish(gallery=gallery, by=factories.owner(gallery.brand), at=timezone.now())
    assert client.get(page("gallery", gallery.slug)).status_code == 404


def test_what_was_taken_back_is_gone_from_the_pages_at_once(
    client: Client, gallery: Gallery, campaign: Campaign
) -> None:
    stage.withdraw(Submission.objects.filter(caption="A <cup> of tea").get(), at=timezone.now())
    for address in (page("gallery", gallery.slug), page("campaign", campaign.slug)):
        content = client.get(address).content.decode()
        assert content.count('<li class="tile ') == 1
        assert "cup" not in content


@pytest.mark.parametrize("hostile", ["%00", "%ff%fe", "..%2f..%2fetc", "a" * 3000, "'--", "%F0%9F%8E%BA"])
@pytest.mark.parametrize("prefix", ["/c/", "/g/", "/me/", "/m/abc/", "/media/member/"])
def test_hostile_addresses_are_missing_not_broken(client: Client, prefix: str, hostile: str) -> None:
    assert client.get(f"{prefix}{hostile}/").status_code == 404


def test_pages_forbid_what_they_do_not_need(client: Client, campaign: Campaign) -> None:
    headers = client.get(page("campaign", campaign.slug)).headers
    assert "object-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
