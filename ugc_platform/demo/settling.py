"""The demo's brands, people and campaigns."""

import datetime
import io
from collections.abc import Iterable

from accounts import processing as accounts_processing, services as accounts_services
from accounts.actors import SYSTEM, Actor
from accounts.models import Brand, Membership, User
from accounts.roles import Role
from accounts.services import brands as accounts_brands
from campaigns import processing as campaigns_processing, services as campaigns_services
from campaigns.models import Campaign
from rights import default_terms, scopes as rights_scopes
from ugc_platform.demo import content, logos, pictures

DAY = datetime.timedelta(days=1)
HERO_SEEDS = {"Where the path took you": 21, "The first cup": 17, "Summer in a cup": 29}


def settle_brand(demo: content.DemoBrand, at: datetime.datetime) -> Brand:
    """The brand with its members; made when missing."""
    brand = Brand.objects.filter(slug=demo.slug).first() or _create(demo, at)
    for local, role in demo.members:
        user = accounts_brands.member_user(email=f"{local}@{demo.domain}", password=content.PASSWORD)
        Membership.objects.get_or_create(
            brand=brand, user=user, defaults={"role": role, "created_at": brand.created_at}
        )
    return brand


def _create(demo: content.DemoBrand, at: datetime.datetime) -> Brand:
    brand = accounts_services.create_brand(
        slug=demo.slug,
        name=demo.name,
        owner_email=f"owner@{demo.domain}",
        by=SYSTEM,
        at=at - 150 * DAY,
        password=content.PASSWORD,
    )
    accounts_services.update_brand(
        brand=brand,
        by=SYSTEM,
        at=at - 150 * DAY,
        legal_name=demo.legal_name,
        address=demo.address,
        contact_email=f"hello@{demo.domain}",
        website=f"https://www.{demo.domain}/",
        privacy_url=f"https://www.{demo.domain}/privacy",
        accent=demo.accent,
        timezone=demo.timezone,
    )
    drawn = io.BytesIO(logos.DRAWN[demo.slug]())
    return accounts_processing.set_logo(brand=brand, file=drawn, by=SYSTEM, at=at - 150 * DAY)


def member(brand: Brand, role: Role) -> Actor:
    """A member of the brand with this role, or its owner where nobody has it."""
    membership = Membership.objects.filter(brand=brand, role=role).select_related("user").first()
    user: User = membership.user if membership else Membership.objects.get(brand=brand, role=Role.OWNER).user
    held = role if membership else Role.OWNER
    return Actor(kind="member", brand_id=brand.pk, role=held, user_id=user.pk)


def settle_campaign(demo: content.DemoCampaign, brand: Brand, at: datetime.datetime) -> Campaign:
    """The campaign, open since its first day; made when missing."""
    found = Campaign.objects.filter(brand=brand, title=demo.title).first()
    if found is not None and found.state != "draft":
        return found
    by, begin = member(brand, Role.MARKETER), at - demo.days * DAY
    campaign = found or campaigns_services.create_whole(
        brand=brand,
        title=demo.title,
        by=by,
        at=begin - DAY,
        tagline=demo.tagline,
        brief=demo.brief,
        email_policy=demo.email_policy,
        proof_of_work=demo.proof_of_work,
        answer_hours=48,
        hashtags=demo.hashtags,
        questions=[dict(question) for question in demo.questions],
    )
    campaign = _settle_terms(campaign, demo, by, begin - DAY)
    picture = io.BytesIO(pictures.wide(demo.motifs[0], HERO_SEEDS[demo.title]))
    motif = demo.motifs[0].__name__
    campaign = campaigns_processing.set_hero(
        campaign=campaign, file=picture, alt=content.ALT_TEXTS[motif], by=by, at=begin - DAY
    )
    return campaigns_services.open_campaign(campaign=campaign, by=by, at=begin)


def _settle_terms(campaign: Campaign, demo: content.DemoCampaign, by: Actor, at: datetime.datetime) -> Campaign:
    """Our own words in the campaign's language, and their translations."""
    first, *others = (default_terms.in_language(code, brand_name=campaign.brand.name) for code in demo.terms)
    campaign = campaigns_services.set_terms(
        campaign=campaign,
        text=first.text,
        summary=first.summary,
        scopes=rights_scopes.presets(demo.scopes),
        locale=first.locale,
        by=by,
        at=at,
    )
    for words in others:
        campaign = campaigns_services.translate_terms(
            campaign=campaign, locale=words.locale, text=words.text, summary=words.summary, by=by, at=at
        )
    return campaign


def close_what_is_over(campaigns: list[Campaign], at: datetime.datetime) -> None:
    """End the campaigns whose time is over in the demo."""
    over = {demo.title for demo in content.CAMPAIGNS if demo.closed}
    for campaign in campaigns:
        if campaign.title in over and campaign.state == "live":
            by = member(campaign.brand, Role.MARKETER)
            campaigns_services.close_campaign(campaign=campaign, by=by, at=at - 40 * DAY)


def is_whole(brands: Iterable[Brand]) -> bool:
    """Whether the demo was loaded to its end: closing what is over is the last thing that happens."""
    over = {demo.title for demo in content.CAMPAIGNS if demo.closed}
    return Campaign.objects.filter(brand__in=list(brands), title__in=over, state="closed").count() == len(over)
