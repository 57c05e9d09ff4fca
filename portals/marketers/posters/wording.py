"""What is written on a campaign's poster, and in which language; and where its short link leads."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import storage
from portals import addresses
from portals.marketers.posters import sheet

if TYPE_CHECKING:
    from accounts.models import Brand
    from campaigns.models import Campaign


def left_out(campaign: "Campaign") -> tuple[str, ...]:
    """What the PDF cannot write, for the page that offers it."""
    return sheet.compose(words(campaign), "a4").left_out


def short_address(campaign: "Campaign") -> str:
    """The short link in full."""
    return addresses.absolute(reverse("fans:short", kwargs={"code": campaign.short_code}))


def language_of(campaign: "Campaign") -> str:
    """The language that the campaign's terms are written in, as far as we speak it."""
    spoken = dict(settings.LANGUAGES)
    locale = campaign.terms.locale.split("-")[0] if campaign.terms else ""
    return locale if locale in spoken else "en"


def words(campaign: "Campaign") -> sheet.Words:
    """What stands on the poster."""
    address = short_address(campaign)
    split = urlsplit(address)
    with translation.override(language_of(campaign)):
        call = _("Scan, and send yours")
        small = _("You decide what may happen with your pictures, and can take them back at any time.")
    return sheet.Words(
        brand=campaign.brand.name,
        title=campaign.title,
        sentence=campaign.tagline,
        call=call,
        small=small,
        link=f"{split.netloc}{split.path}".rstrip("/"),
        address=address,
        colour=campaign.accent or campaign.brand.accent,
        logo=_logo(campaign.brand),
    )


def _logo(brand: "Brand") -> sheet.Logo | None:
    """The logo for print; the name stands there while the store does not answer."""
    if not (brand.logo_width and brand.logo_height):
        return None
    try:
        png = _bytes(brand.logo_print_key)
    except (storage.Missing, storage.Unavailable):
        return None
    return sheet.Logo(png, brand.logo_width, brand.logo_height, on_dark=brand.logo_ground == "dark")


def _bytes(key: str) -> bytes:
    with storage.open(key) as file, storage.translated(key):
        return file.read()
