"""What people do with exports: ask for one, fetch one. The work between is in `galleries.services.export_work`."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand
from campaigns.models import Campaign
from core.nudge import nudge
from galleries import permissions, uses
from galleries.models import Export, Gallery
from galleries.queries import old_words
from galleries.services import export_work, voiding
from rights.uses import Use

MOST_OPEN = 5
State = Export.State


class NotDownloadable(Exception):
    """There is no file to hand out; the text is a sentence for the person who asked."""


class TooMany(Exception):
    """The brand has enough exports on their way; the text is a sentence."""


@dataclass(frozen=True)
class Download:
    """What the portal hands out: an object key, a safe file name, and what was checked."""

    key: str
    filename: str
    bytes: int
    sha256: str


def request_export(
    *,
    brand: Brand,
    use: Use,
    by: Actor,
    at: datetime.datetime,
    gallery: Gallery | None = None,
    filter: Mapping[str, Any] | None = None,
) -> Export:
    """Ask for a ZIP of a gallery, or of what is approved in a campaign (`filter={"campaign": slug}`).

    Raises Denied, TooMany, ValidationError. Foreign galleries and campaigns are missing ones.
    """
    accounts_permissions.require(permissions.can_request_export(by, brand.pk))
    chosen = _checked_source(brand, gallery, dict(filter or {}))
    if Export.objects.filter(brand=brand, state__in=(State.WAITING, State.RUNNING)).count() >= MOST_OPEN:
        raise TooMany(_("Several exports are still being made. Please wait for one of them."))
    with transaction.atomic():
        export = Export.objects.create(
            brand=brand,
            gallery=gallery,
            filter=chosen,
            use=use.as_dict(),
            due_at=at,
            created_at=at,
            requested_by_id=by.user_id,
        )
        detail = {"use": use.as_dict(), "gallery": gallery.slug if gallery else None, "filter": chosen}
        accounts_services.record(
            brand=brand, by=by, action="export.requested", subject=f"export:{export.pk}", at=at, detail=detail
        )
        nudge(export_work.MAKE, queue="export", export_id=export.pk)
    return export


def request_again(*, export: Export, by: Actor, at: datetime.datetime) -> Export:
    """Ask for the same once more, of what may be used now. Raises Denied, TooMany, ValidationError."""
    return request_export(
        brand=export.brand,
        use=Use.kept(export.use),
        by=by,
        at=at,
        gallery=export.gallery,
        filter=export.filter,
    )


def _checked_source(brand: Brand, gallery: Gallery | None, chosen: dict[str, Any]) -> dict[str, str]:
    if gallery is not None:
        if chosen:
            raise ValidationError({"filter": [_("Name a gallery or a filter, not both.")]})
        if gallery.brand_id != brand.pk:
            raise ValidationError({"gallery": [_("There is no such gallery.")]})
        return {}
    if set(chosen) != {"campaign"}:
        raise ValidationError({"gallery": [_("Name a gallery, or a filter with a campaign.")]})
    slug = str(chosen["campaign"])
    if "\x00" in slug or not Campaign.objects.filter(brand=brand, slug=slug).exists():
        raise ValidationError({"filter": [_("There is no such campaign.")]})
    return {"campaign": slug}


def downloadable(*, export: Export, by: Actor, at: datetime.datetime) -> Download:
    """Check everything in the ZIP once more and hand it out. Raises Denied, NotDownloadable.

    The first download is written down: from then on a withdrawal opens a take-down task.
    """
    accounts_permissions.require(permissions.can_download(by, export))
    with transaction.atomic():
        # The submissions before the export: in this order an erasure takes them, too.
        export_work.lock_submissions(set(_inside(export).values()))
        locked = Export.objects.select_for_update(of=("self",)).select_related("brand", "gallery").get(pk=export.pk)
        _require_allowed(locked, at)
        Export.objects.filter(pk=locked.pk, downloaded_at=None).update(downloaded_at=at)
        accounts_services.record(
            brand=locked.brand, by=by, action="export.downloaded", subject=f"export:{locked.pk}", at=at
        )
    return _download(locked)


@transaction.atomic
def note_fetched(*, export: Export, by: Actor, at: datetime.datetime, fetched_at: datetime.datetime) -> None:
    """Write down, after a restore, that copies of it have been outside since then; what is known already stays."""
    if Export.objects.filter(pk=export.pk, downloaded_at=None).update(downloaded_at=fetched_at):
        detail = {"restored": fetched_at.isoformat()}
        accounts_services.record(
            brand=export.brand, by=by, action="export.downloaded", subject=f"export:{export.pk}", at=at, detail=detail
        )


def still_downloadable(*, export: Export, by: Actor, at: datetime.datetime) -> Download:
    """Ask the same without handing it out: nothing is written down. Raises Denied, NotDownloadable."""
    accounts_permissions.require(permissions.can_download(by, export))
    _require_allowed(export, at)
    return _download(export)


def _require_allowed(export: Export, at: datetime.datetime) -> None:
    _require_ready(export)
    if gone := export_work.forbidden(list(_inside(export)), use=Use.kept(export.use), at=at):
        raise NotDownloadable(_gone(len(gone)))
    if old_words.with_old_words(export.items.all()).exists():
        raise NotDownloadable(str(voiding.OLD_WORDS))


def _download(export: Export) -> Download:
    return Download(key=export.key, filename=_filename(export), bytes=export.bytes or 0, sha256=export.sha256)


def _inside(export: Export) -> dict[uuid.UUID, uuid.UUID]:
    """The assets in the ZIP, each with its submission."""
    return dict(export.items.exclude(file="").values_list("asset_id", "submission_id"))


def _require_ready(export: Export) -> None:
    sentences = {
        State.WAITING: _("This export is not ready yet."),
        State.RUNNING: _("This export is not ready yet."),
        State.FAILED: _("This export could not be made. Please make it again."),
        State.VOID: export.last_error or _("This export is no longer available. Please make it again."),
    }
    if export.state != State.READY:
        raise NotDownloadable(sentences[State(export.state)])


def _gone(number: int) -> str:
    if number == 1:
        return _("One item in this export may not be used any more. Please make a new export: it will leave it out.")
    sentence = _("%(number)s items in this export may not be used any more. Please make a new export without them.")
    return sentence % {"number": number}


def _filename(export: Export) -> str:
    stem = slugify(export.gallery.slug if export.gallery else str(export.filter.get("campaign", ""))) or "export"
    use = slugify("-".join(uses.words(Use.kept(export.use))).replace("_", "-"))
    return f"{export.brand.slug}-{stem}-{use}-{export.created_at:%Y-%m-%d}.zip"
