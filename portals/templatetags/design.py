"""Tags of the design system: icons, status badges, fields, pictures, and what a strict CSP allows.

They only render; whatever front-end package was not fetched is left out, and its words stay.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portals import accent as accents, addresses, bundles
from portals.states import STATES, StateLook

if TYPE_CHECKING:
    from accounts.models import Brand

register = template.Library()

SPRITE = Path(__file__).parents[1] / "static/vendor/icons.svg"
THEMES = ("light", "dark")
FACES = {"text": "vendor/text-latin.woff2", "display": "vendor/display-latin.woff2"}
# These point along the line of reading, so they turn round where it runs the other way.
TURNING = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right"})
RATIO_FIRST, RATIO_STEP = 0.4, 1.05
# Names of classes are written whole, here and everywhere: a search for what is still used finds them.
RATIOS = (
    "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "r16", "r17",
    "r18", "r19", "r20", "r21", "r22", "r23", "r24", "r25", "r26", "r27", "r28", "r29", "r30", "r31", "r32", "r33",
    "r34", "r35", "r36", "r37", "r38", "r39", "r40", "r41", "r42",
)  # fmt: skip
# As `.logo` in components.css draws it: 2.25 rem high, 13 rem wide at most.
LOGO_HEIGHT, LOGO_WIDEST = 36, 208
LOGO_GROUNDS = {"light": "logo logo-on-light", "dark": "logo logo-on-dark"}


@lru_cache(maxsize=2)
def _symbols(changed_at: float) -> Mapping[str, str]:
    """Inner drawing of each icon, by name; read again when the file changes."""
    found = re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', SPRITE.read_text(), flags=re.DOTALL)
    return dict(found)


def icon_body(name: str) -> str:
    """The drawing of an icon, or nothing where icons were not fetched."""
    try:
        return _symbols(SPRITE.stat().st_mtime).get(name, "")
    except OSError:
        return ""


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an outline icon; decorative unless it has a label of its own."""
    body = icon_body(name)
    if not body:
        return format_html('<span class="visually-hidden">{}</span>', label) if label else SafeString("")
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' stroke-linejoin="round" focusable="false" {}>{}</svg>',
        "icon icon-turns" if name in TURNING else "icon",
        spoken,
        mark_safe(body),  # noqa: S308  # our own build wrote the sprite from a closed list
    )


@register.simple_tag
def static_if_present(path: str) -> str:
    """The address of a static file, or nothing where the file was not built."""
    if getattr(staticfiles_storage, "hashed_files", None) is None and finders.find(path) is None:
        return ""
    try:
        return str(staticfiles_storage.url(path))
    except ValueError:  # the manifest does not know the file
        return ""


@register.simple_tag
def bundled(name: str) -> str:
    """The address of a page's bundle, or nothing: then the page takes the single files."""
    return static_if_present(f"vendor/{name}") if bundles.fresh() else ""


@register.simple_tag
def vendor_styles(*, preload: bool = True) -> SafeString:
    """Link the fetched fonts; without them the system's own fonts stand. A page in a hurry preloads none."""
    sheet = static_if_present("vendor/fonts.css")
    if not sheet:
        return SafeString("")
    early = font_preloads("text") if preload else SafeString("")
    return format_html('{}<link rel="stylesheet" href="{}">', early, sheet)


@register.simple_tag
def font_preloads(*faces: str) -> SafeString:
    """Ask for typefaces with the page itself: found only in the sheet, they would come a round trip later."""
    files = (static_if_present(FACES[face]) for face in faces)
    line = '<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>'
    return format_html_join("", line, ((file,) for file in files if file))


@register.simple_tag(takes_context=True)
def theme_attribute(context: Context, default: str = "") -> SafeString:
    """`data-theme` from the visitor's own choice (a cookie without identity), else the room's default."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request is not None else ""
    theme = chosen if chosen in THEMES else default
    return format_html(' data-theme="{}"', theme) if theme in THEMES else SafeString("")


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> SafeString:
    """The `nonce` attribute of this response, for the few inline blocks we write ourselves."""
    # django-csp's nonce is false until somebody has read it: reading it is what puts it into the header.
    value = str(getattr(context.get("request"), "csp_nonce", ""))
    return format_html(' nonce="{}"', value) if value else SafeString("")


@register.simple_tag
def brand_logo(brand: "Brand") -> SafeString:
    """The brand's logo, on the ground it can be seen on. Only for a brand that has one."""
    width, height = brand.logo_width or 1, brand.logo_height or 1
    files = sorted([(width, brand.logo_key), *((file.width, file.key) for file in brand.logo_files.all())])
    return format_html(
        '<img class="{}" src="{}" srcset="{}" sizes="{}px" alt="{}" width="{}" height="{}" fetchpriority="low">',
        LOGO_GROUNDS.get(brand.logo_ground, "logo"),
        addresses.logo_url(brand),
        ", ".join(f"{addresses.logo_url(brand, key)} {across}w" for across, key in files),
        round(min(LOGO_WIDEST, LOGO_HEIGHT * width / height)),
        brand.name,
        brand.logo_width,
        brand.logo_height,
    )


def _declarations(colours: accents.Accent) -> SafeString:
    return format_html(
        "--accent:{};--accent-ink:{};--accent-edge:{};--accent-text:{};"
        "--accent-tint:color-mix(in oklab,{} 14%,var(--paper))",
        colours.fill, colours.ink, colours.edge, colours.text, colours.fill,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def brand_style(context: Context, *wishes: object) -> SafeString:
    """A style block with the first usable accent (`#rrggbb`), adjusted until contrast holds."""
    for wish in wishes:
        try:
            pair = accents.guard(str(wish or ""))
        except ValueError:
            continue
        return format_html(
            '<style{}>:root,[data-theme="light"]{{{}}}'
            '@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{}}}}}'
            '[data-theme="dark"]{{{}}}</style>',
            nonce(context),
            *(_declarations(colours) for colours in (pair.light, pair.dark, pair.dark)),
        )
    return SafeString("")


@register.inclusion_tag("components/badge.html")
def badge(state: object, label: str = "", boxed: bool = False) -> dict[str, Any]:
    """A state as mark and word; unknown states show their own word, neutrally."""
    look = STATES.get(str(state)) or StateLook("badge-neutral", "circle-dashed", str(state))
    return {"tone": look.tone, "icon": look.icon, "label": label or look.label, "boxed": boxed}


@register.simple_tag
def state_mark(state: object) -> SafeString:
    """Only the mark of a state, for timelines and queue strips that say the word themselves."""
    look = STATES.get(str(state)) or StateLook("badge-neutral", "circle-dashed", "")
    return format_html('<span class="badge {}"><span class="badge-mark">{}</span></span>', look.tone, icon(look.icon))


@register.simple_tag
def ratio_class(width: object, height: object) -> str:
    """The class of the closed list in components.css that is nearest to a picture's proportions."""
    try:
        ratio = float(str(width)) / float(str(height))
        step = round(log(ratio / RATIO_FIRST) / log(RATIO_STEP))
    except (ValueError, ZeroDivisionError):
        ratio, step = 4 / 3, 25
    return RATIOS[min(len(RATIOS) - 1, max(0, step))]


@register.simple_tag
def tint(colour: object) -> SafeString:
    """A picture's dominant colour as placeholder: an SVG attribute, since style attributes are refused."""
    value = str(colour or "")
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return SafeString("")
    return format_html(
        '<svg class="photo-tint" aria-hidden="true"><rect width="100%" height="100%" fill="{}"/></svg>', value
    )


@register.inclusion_tag("components/photo.html")
def photo(**about: Any) -> dict[str, Any]:
    """A picture in its proportions; arguments as docs/design-system.md lists them."""
    shape = "photo-natural" if about.get("natural") else ratio_class(about.get("width"), about.get("height"))
    return {"loading": "lazy", **about, "shape": shape}


@register.filter
def clock(seconds: object) -> str:
    """A length as people read it: 0:07, 12:30, 1:02:03."""
    try:
        whole = round(float(str(seconds)))
    except ValueError:
        return ""
    minutes, rest = divmod(max(0, whole), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def figure(value: float, unit: str) -> tuple[str, str]:
    """A measured value and its unit as people read them: what is small is told small, never as 0.0."""
    if unit == "hours" and value < 1:
        minutes = round(value * 60)
        return (str(minutes) if minutes or not value else "< 1", gettext("min"))
    shown = max(round(value, 1), 0.1) if value else 0
    words = formats.number_format(shown, 1 if shown % 1 else 0)
    words = f"< {words}" if 0 < value < shown == 0.1 else words
    return words, {"hours": gettext("h"), "percent": "%"}.get(unit, "")
