"""Words that several rooms use: for values of the rights ledger (channels, people, music), for sizes, for trouble."""

from typing import TYPE_CHECKING

from django.utils.formats import localize
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from core import storage
from rights import ages, scopes

if TYPE_CHECKING:
    from django.utils.functional import Promise

CHANNELS: "dict[str, Promise]" = {
    "brand_page": _("Our own pages"),
    "embed": _("Embeds"),
    "wall": _("Walls at events"),
    "organic_social": _("Social posts"),
    "email": _("E-mail"),
    "retail_screen": _("Screens in shops"),
    "print": _("Print"),
    "paid_ads": _("Paid advertising"),
}


def channel(key: str) -> str:
    """The channel as people call it."""
    return str(CHANNELS.get(key, key))


def age(band: ages.Band) -> str:
    """An age band as people say it."""
    if band.least == 0:
        return gettext("Under %(age)d") % {"age": band.most + 1}
    if band.most >= ages.OLDEST:
        return gettext("%(age)d or older") % {"age": band.least}
    if band.least == band.most:
        return str(band.least)
    return gettext("%(least)d to %(most)d") % {"least": band.least, "most": band.most}


def scope(key: str) -> str:
    """The tick box as fans read it."""
    return str(scopes.PRESETS[key].label) if key in scopes.PRESETS else key


def too_many_files(most: int) -> str:
    """What is said about a file too many."""
    sentence = ngettext("Please send one file only.", "Please send at most %(most)d files at once.", most)
    return sentence % {"most": most}


def size(count: int) -> str:
    """A size as people tell it, whether the limit was set in thousands or in powers of two."""
    mega, kilo = (1024**2, 1024) if count % 1024 == 0 else (1_000_000, 1000)
    unit, label = (mega, gettext("%(count)s MB")) if count >= mega else (kilo, gettext("%(count)s kB"))
    rounded = round(count / unit, 1)
    return label % {"count": localize(int(rounded) if rounded == int(rounded) else rounded)}


def store_trouble(error: storage.Unavailable, passing: str) -> str:
    """What to tell who meant to send or read a file: the sentence for trouble that passes, or that it does not."""
    if isinstance(error, storage.Refused):
        return gettext("Our storage has to be repaired first. Please come back later; nothing you wrote is lost.")
    return passing


def photos_and_videos(photos: int, videos: int) -> str:
    """How many of each, as people say it; nothing of neither."""
    told = {
        "photos": ngettext("%(count)s photo", "%(count)s photos", photos) % {"count": localize(photos)},
        "videos": ngettext("%(count)s video", "%(count)s videos", videos) % {"count": localize(videos)},
    }
    if photos and videos:
        return gettext("%(photos)s and %(videos)s") % told
    return told["videos"] if videos else told["photos"] if photos else ""
