"""Blocking a contributor, and letting them in again."""

import uuid
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions as accounts_permissions, services as accounts_services
from accounts.actors import Actor
from portals.moderators import decisions, door, forms
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand


@require_POST
@member_page(accounts_permissions.can_review)
def block(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Nothing more from this person; what they sent before stays as it is."""
    item = door.item_of(actor, submission)
    form = forms.BlockForm(request.POST)
    if not form.is_valid():
        return decisions.refused(request, actor, brand, item, forms.first_error(form))
    accounts_services.block_contributor(
        contributor=item.contributor, reason=form.cleaned_data["reason"], by=actor, at=now()
    )
    return decisions.shown(request, actor, brand, item, _("Blocked. This person can send nothing more."))


@require_POST
@member_page(accounts_permissions.can_review)
def unblock(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Welcome back."""
    item = door.item_of(actor, submission)
    accounts_services.unblock_contributor(contributor=item.contributor, by=actor, at=now())
    return decisions.shown(request, actor, brand, item, _("No longer blocked. This person can send again."))
