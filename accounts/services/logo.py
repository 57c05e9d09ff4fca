"""The brand's logo as its row knows it; `accounts.processing` makes and stores the files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts import permissions
from accounts.actors import Actor
from accounts.models import Brand, LogoFile
from accounts.services.audit import record


@dataclass(frozen=True)
class Logo:
    """The stored files: one for pages with its size, one for print; and on which ground it can be seen.

    `sizes` are further files for pages, by their width.
    """

    key: str
    print_key: str
    width: int
    height: int
    ground: str
    sizes: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def keep_logo(*, brand: Brand, logo: Logo | None, by: Actor, at: datetime) -> Brand:
    """Show this logo wherever the brand speaks, or none. What is equal already changes nothing."""
    permissions.require(permissions.can_manage(by, brand.pk))
    locked = lock(brand)
    wanted = {
        "logo_key": logo.key if logo else "",
        "logo_print_key": logo.print_key if logo else "",
        "logo_width": logo.width if logo else None,
        "logo_height": logo.height if logo else None,
        "logo_ground": logo.ground if logo else "",
    }
    sizes = dict(logo.sizes) if logo else {}
    same_sizes = sizes == dict(locked.logo_files.values_list("width", "key"))
    if same_sizes and wanted == {name: getattr(locked, name) for name in wanted}:
        return locked
    locked.logo_files.all().delete()
    LogoFile.objects.bulk_create(LogoFile(brand=locked, width=width, key=key) for width, key in sizes.items())
    for name, value in wanted.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(wanted))
    record(brand=locked, by=by, action="brand.logo", subject=f"brand:{locked.pk}", at=at, detail={"shown": bool(logo)})
    return locked


def lock(brand: Brand) -> Brand:
    """The brand as it is now. Others may go on writing rows that belong to it, but nobody else its logo."""
    return Brand.objects.select_for_update(no_key=True).get(pk=brand.pk)
