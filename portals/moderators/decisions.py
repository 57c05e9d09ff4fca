"""Deciding: approve, reject, open again, undo. Each asks moderation once and shows what waits next.

Whoever was slower is told who decided what and sees the item as it is now; nothing of theirs is written.
"""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from moderation import services as moderation_services
from portals.moderators import desk, door, forms, stage, views
from portals.shared import member_page, now
from submissions import lifecycle

if TYPE_CHECKING:
    from accounts.models import Brand
    from submissions.models import Submission


@require_POST
@member_page(accounts_permissions.can_review)
def approve(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Yes, perhaps without some of its pictures; then the next item."""
    item = door.item_of(actor, submission)
    form = forms.ApproveForm(request.POST, assets=item.assets.all())
    if not form.is_valid():
        return refused(request, actor, brand, item, forms.first_error(form))

    def call() -> "Submission":
        return moderation_services.approve(
            submission=item,
            version=form.cleaned_data["version"],
            exclude=form.cleaned_data["exclude"],
            seen=form.looked_at(),
            unseen=form.cleaned_data["unseen"],
            by=actor,
            at=now(),
        )

    return decide(request, actor, brand, item, call, _("Approved."))


@require_POST
@member_page(accounts_permissions.can_review)
def reject(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """No, with a reason the sender reads; then the next item."""
    item = door.item_of(actor, submission)
    form = forms.RejectForm(request.POST, assets=item.assets.all())
    if not form.is_valid():
        return refused(request, actor, brand, item, forms.first_error(form), reject_form=form)

    def call() -> "Submission":
        return moderation_services.reject(
            submission=item,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            seen=form.looked_at(),
            by=actor,
            at=now(),
        )

    return decide(request, actor, brand, item, call, _("Rejected."))


@require_POST
@member_page(accounts_permissions.can_review)
def reopen(request: HttpRequest, actor: Actor, brand: "Brand", submission: uuid.UUID) -> HttpResponseBase:
    """Back into the queue, and onto the stage."""
    item = door.item_of(actor, submission)
    form = forms.ReopenForm(request.POST)
    if not form.is_valid():
        return refused(request, actor, brand, item, forms.first_error(form))
    return _reopen(request, actor, brand, item, version=form.cleaned_data["version"], note=form.cleaned_data["note"])


@require_POST
@member_page(accounts_permissions.can_review)
def undo(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Take back what this person decided last since signing in, if nobody has moved the item since."""
    last = desk.newest(request.session, brand.pk)
    if last is None:
        messages.info(request, _("There is nothing to undo."))
        return redirect(door.address("queue", brand, door.campaign_of(request, actor)))
    submission_id, version = last
    return _reopen(request, actor, brand, door.item_of(actor, submission_id), version=version)


def _reopen(
    request: HttpRequest, actor: Actor, brand: "Brand", item: "Submission", *, version: int, note: str = ""
) -> HttpResponseBase:
    desk.forget(request.session, brand.pk, item.pk)
    try:
        moderation_services.reopen(submission=item, version=version, note=note, by=actor, at=now())
    except (moderation_services.Stale, lifecycle.MoveRefused) as lost:
        return refused(request, actor, brand, item, str(lost), status=409)
    return shown(request, actor, brand, item, _("Opened again. It waits for a decision."))


def decide(
    request: HttpRequest,
    actor: Actor,
    brand: "Brand",
    item: "Submission",
    call: "Callable[[], Submission]",
    said: str,
) -> HttpResponseBase:
    """Make the one call and show the next item; or say why it was not made and show this one."""
    try:
        moved = call()
    except (moderation_services.Stale, lifecycle.MoveRefused) as lost:
        return refused(request, actor, brand, item, str(lost), status=409)
    except ValidationError as error:
        return refused(request, actor, brand, item, " ".join(error.messages))
    desk.remember(request.session, brand.pk, moved.pk, moved.version)
    return onward(request, actor, brand, item, said)


def onward(request: HttpRequest, actor: Actor, brand: "Brand", item: "Submission", said: str) -> HttpResponseBase:
    """To the item that comes after this one."""
    campaign = door.campaign_of(request, actor)
    following = stage.after(actor, campaign, item)
    if request.headers.get("HX-Request"):
        if following is None:
            return views.empty(request, actor, brand, said=said)
        return views.screen(request, actor, brand, door.item_of(actor, following.pk), said=said)
    messages.success(request, said)
    if following is None:
        return redirect(door.address("queue", brand, campaign))
    return redirect(door.address("item", brand, campaign, submission=following.pk))


def shown(request: HttpRequest, actor: Actor, brand: "Brand", item: "Submission", said: str) -> HttpResponseBase:
    """Stay with this item, as it is now."""
    if request.headers.get("HX-Request"):
        return views.screen(request, actor, brand, door.item_of(actor, item.pk), said=said, undoable=False)
    messages.success(request, said)
    return redirect(door.address("item", brand, door.campaign_of(request, actor), submission=item.pk))


def refused(
    request: HttpRequest,
    actor: Actor,
    brand: "Brand",
    item: "Submission",
    problem: str,
    *,
    status: int = 422,
    reject_form: forms.RejectForm | None = None,
) -> HttpResponse:
    """The item as it is now, with the sentence that says why nothing was written."""
    fresh = door.item_of(actor, item.pk)
    if status == 409:
        desk.forget(request.session, brand.pk, item.pk)
    return views.screen(request, actor, brand, fresh, problem=problem, reject_form=reject_form, status=status)
