"""Make and curate galleries. Any submission of the brand may be put in; only what is publishable ever shows."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from accounts.models import Brand
from campaigns.models import Campaign
from core import slugs
from galleries import permissions, validators
from galleries.models import Gallery, GalleryItem
from galleries.queries.curation import Hidden, hidden
from galleries.services import placements
from submissions.models import Submission

# Words that would read like a part of the address.
_RESERVED = {"new", "edit", "feed"}


@dataclass(frozen=True)
class Curated:
    """A gallery after its items changed, and which of them will not show now, with the reason."""

    gallery: Gallery
    hidden: list[Hidden]


def create(
    *,
    brand: Brand,
    title: str,
    by: Actor,
    at: datetime.datetime,
    campaign: Campaign | None = None,
    introduction: str = "",
) -> Gallery:
    """A new gallery, not yet published. Its slug comes from the title, suffixed when taken."""
    accounts_permissions.require(permissions.can_create(by, brand.pk))
    gallery = Gallery(
        brand=brand,
        campaign=_campaign_of(brand.pk, campaign),
        title=validators.title(title),
        introduction=validators.introduction(introduction),
        created_at=at,
    )
    with transaction.atomic():
        _save_with_free_slug(gallery)
        accounts_services.record(brand=brand, by=by, action="gallery.created", subject=gallery.slug, at=at)
    return gallery


def update(*, gallery: Gallery, by: Actor, at: datetime.datetime, **fields: Any) -> Gallery:
    """Change `title`, `introduction`, `campaign` or `published`; other names raise ValidationError."""
    accounts_permissions.require(permissions.can_curate(by, gallery))
    changes = {name: _change(gallery, name, value) for name, value in fields.items() if name != "published"}
    with transaction.atomic():
        if changes:
            Gallery.objects.filter(pk=gallery.pk).update(**changes, version=F("version") + 1)
            gallery.refresh_from_db()
        if "published" in fields:
            return (publish if fields["published"] else unpublish)(gallery=gallery, by=by, at=at)
    return gallery


def publish(*, gallery: Gallery, by: Actor, at: datetime.datetime) -> Gallery:
    """Show the gallery to everybody. Publishing a published one keeps its first moment."""
    return _set_published(gallery, at, by=by, at=at, action="gallery.published")


def unpublish(*, gallery: Gallery, by: Actor, at: datetime.datetime) -> Gallery:
    """Take the page and its media addresses away; items and addresses stay for a later time."""
    return _set_published(gallery, None, by=by, at=at, action="gallery.unpublished")


def set_items(*, gallery: Gallery, submissions: list[uuid.UUID], by: Actor, at: datetime.datetime) -> Curated:
    """Put exactly these submissions in, in this order. Unknown and foreign ids raise ValidationError alike."""
    accounts_permissions.require(permissions.can_curate(by, gallery))
    wanted = validators.items(submissions)
    with transaction.atomic():
        return _rewrite(gallery, lambda _present: wanted, by=by, at=at)


def add_items(*, gallery: Gallery, submissions: list[uuid.UUID], by: Actor, at: datetime.datetime) -> Curated:
    """Append submissions; those that are in it already keep their place."""
    accounts_permissions.require(permissions.can_curate(by, gallery))
    with transaction.atomic():
        return _rewrite(gallery, lambda present: validators.items([*present, *submissions]), by=by, at=at)


def remove_item(*, gallery: Gallery, submission_id: uuid.UUID, by: Actor, at: datetime.datetime) -> Curated:
    """Take one submission out; its media addresses in this gallery end."""
    accounts_permissions.require(permissions.can_curate(by, gallery))
    with transaction.atomic():
        return _rewrite(gallery, lambda present: [pk for pk in present if pk != submission_id], by=by, at=at)


def _campaign_of(brand_id: uuid.UUID, campaign: Campaign | None) -> Campaign | None:
    if campaign is not None and campaign.brand_id != brand_id:
        raise ValidationError({"campaign": [_("There is no such campaign.")]})
    return campaign


def _change(gallery: Gallery, name: str, value: Any) -> Any:
    checks: dict[str, Callable[[Any], Any]] = {
        "title": validators.title,
        "introduction": validators.introduction,
        "campaign": lambda campaign: _campaign_of(gallery.brand_id, campaign),
    }
    if name not in checks:
        raise ValidationError({name: [_("This cannot be changed.")]})
    return checks[name](value)


def _save_with_free_slug(gallery: Gallery) -> None:
    for slug in slugs.candidates(gallery.title, fallback="gallery"):  # pragma: no branch
        if slug in _RESERVED or Gallery.objects.filter(slug=slug).exists():
            continue
        gallery.slug = slug
        try:
            with transaction.atomic():
                gallery.save(force_insert=True)
        except IntegrityError:
            continue  # somebody took it in between
        return


@transaction.atomic
def _set_published(
    gallery: Gallery, moment: datetime.datetime | None, *, by: Actor, at: datetime.datetime, action: str
) -> Gallery:
    accounts_permissions.require(permissions.can_curate(by, gallery))
    changing = Gallery.objects.filter(pk=gallery.pk, published_at__isnull=moment is not None)
    if changing.update(published_at=moment, version=F("version") + 1):
        accounts_services.record(brand=gallery.brand, by=by, action=action, subject=gallery.slug, at=at)
        if moment is not None:
            placements.place_in_gallery(gallery=gallery, at=at)
    gallery.refresh_from_db()
    return gallery


def _rewrite(
    gallery: Gallery, choose: Callable[[list[uuid.UUID]], list[uuid.UUID]], *, by: Actor, at: datetime.datetime
) -> Curated:
    """Replace the items under the gallery's lock, so that two people's changes follow each other."""
    locked = Gallery.objects.select_for_update(no_key=True).get(pk=gallery.pk)
    present = dict(locked.items.values_list("submission_id", "pk"))
    wanted = choose(list(present))
    _require_known(locked, set(wanted) - present.keys())
    _write_items(locked, present, wanted, at)
    Gallery.objects.filter(pk=locked.pk).update(version=F("version") + 1)
    placements.end_removed(gallery=locked, at=at)
    placements.place_in_gallery(gallery=locked, at=at)
    accounts_services.record(
        brand=locked.brand, by=by, action="gallery.items", subject=locked.slug, at=at, detail={"items": len(wanted)}
    )
    locked.refresh_from_db()
    return Curated(gallery=locked, hidden=hidden(locked, at=at))


def _require_known(gallery: Gallery, new: set[uuid.UUID]) -> None:
    known = set(Submission.objects.filter(brand_id=gallery.brand_id, pk__in=new).values_list("pk", flat=True))
    if missing := sorted(new - known):
        sentences = [_("There is no submission %(id)s.") % {"id": pk} for pk in missing[:10]]
        raise ValidationError({"submissions": sentences})


def _write_items(
    gallery: Gallery, present: dict[uuid.UUID, int], wanted: Iterable[uuid.UUID], at: datetime.datetime
) -> None:
    positions = {pk: position for position, pk in enumerate(wanted)}
    gallery.items.exclude(submission_id__in=positions).delete()
    kept = [GalleryItem(pk=row, position=positions[pk]) for pk, row in present.items() if pk in positions]
    GalleryItem.objects.bulk_update(kept, ["position"])
    GalleryItem.objects.bulk_create(
        GalleryItem(brand_id=gallery.brand_id, gallery=gallery, submission_id=pk, position=position, added_at=at)
        for pk, position in positions.items()
        if pk not in present
    )
