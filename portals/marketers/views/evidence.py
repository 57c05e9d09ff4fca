"""Which evidence of an agreement is enough for which use: seen and changed by the brand's owners."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from portals.marketers import frame
from portals.marketers.forms import errors
from portals.marketers.forms.evidence import EvidenceForm
from portals.shared import member_page, now
from rights import grades, queries as rights_queries, services as rights_services

if TYPE_CHECKING:
    from accounts.models import Brand


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(accounts_permissions.can_manage)
def evidence(request: HttpRequest, actor: Actor, brand: "Brand") -> HttpResponseBase:
    """The sets of grades as they are, to be changed on the record."""
    taken = rights_queries.grades_taken(brand_id=brand.pk, at=now())
    form = EvidenceForm(request.POST or None, initial=taken)
    if request.method == "POST" and form.is_valid():
        try:
            rights_services.take_grades(brand=brand, sets=form.cleaned_data, by=actor, at=now())
        except ValidationError as error:
            errors.put(form, error)
        else:
            messages.success(request, _("Saved. It counts for every use from now on, and stands in the ledger."))
            return redirect("marketers:evidence", brand=brand.slug)
    context = {"form": form, "tab": "evidence", "grades": grades.GRADES.items()}
    return frame.page(request, actor, brand, "settings/evidence.html", context, section="settings")
