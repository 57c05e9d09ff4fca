"""Members of the brand: who belongs to it, in which role, and who is invited."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import permissions as accounts_permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from portals import lists
from portals.marketers import frame
from portals.marketers.forms import errors
from portals.marketers.forms.settings import InvitationForm, InviteForm, MemberForm, RoleForm
from portals.shared import member_page, now

if TYPE_CHECKING:
    from accounts.models import Brand


@require_safe
@member_page(accounts_permissions.can_view)
def members(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Everybody of the brand, and the open invitations."""
    return _page(request, actor, brand, InviteForm())


def _page(request: HttpRequest, actor: Actor, brand: "Brand", form: InviteForm, status: int = 200) -> HttpResponseBase:
    listed = lists.listed(request, accounts_queries.members(actor), order=("created_at", "id"), size=50)
    context: dict[str, Any] = {
        "form": form,
        "listed": listed,
        "rows": [
            (member, RoleForm(initial={"user": member.user_id, "role": member.role}, auto_id=f"m{member.pk}_%s"))
            for member in listed.items
        ],
        "invitations": list(accounts_queries.invitations(actor)[:50]),
        "at": now(),
        "tab": "members",
    }
    return frame.page(request, actor, brand, "settings/members.html", context, section="settings", status=status)


@require_POST
@member_page(accounts_permissions.can_manage)
def invite(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Send an invitation by e-mail."""
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            accounts_services.invite(brand=brand, by=actor, at=now(), **form.cleaned_data)
        except accounts_services.AlreadyMember as already:
            form.add_error("email", str(already))
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
            return redirect("marketers:members", brand=brand.slug)
    return _page(request, actor, brand, form, status=422)


@require_POST
@member_page(accounts_permissions.can_manage)
def change_role(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Another role for a member."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        raise Http404
    return _done(
        request,
        brand,
        lambda: accounts_services.change_role(
            brand=brand, user_id=form.cleaned_data["user"], role=form.cleaned_data["role"], by=actor, at=now()
        ),
        _("The role has changed."),
    )


@require_POST
@member_page(accounts_permissions.can_view)
def remove(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """End a membership: an owner anybody's, everybody their own."""
    form = MemberForm(request.POST)
    if not form.is_valid():
        raise Http404
    user_id = form.cleaned_data["user"]
    response = _done(
        request,
        brand,
        lambda: accounts_services.remove_member(brand=brand, user_id=user_id, by=actor, at=now()),
        _("This person is not a member any more."),
    )
    return redirect("marketers:home") if user_id == actor.user_id else response


@require_POST
@member_page(accounts_permissions.can_manage)
def revoke(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """Take an invitation back."""
    form = InvitationForm(request.POST)
    found = None
    if form.is_valid():
        found = accounts_queries.invitations(actor).filter(pk=form.cleaned_data["invitation"]).first()
    if found is None:
        raise Http404
    accounts_services.revoke_invitation(invitation=found, by=actor, at=now())
    messages.success(request, _("The invitation is void; its link opens nothing any more."))
    return redirect("marketers:members", brand=brand.slug)


def _done(request: HttpRequest, brand: "Brand", call: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        call()
    except (accounts_services.LastOwner, accounts_services.NotAMember) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("marketers:members", brand=brand.slug)
