"""Addresses for operators in development; what a balancer asks is answered in `probes`, before any is looked up."""

from django.conf import settings
from django.urls import URLPattern, path

app_name = "operators"

urlpatterns: list[URLPattern] = []

if settings.DEBUG:
    from portals.operators import styleguide

    urlpatterns += [
        path("styleguide/", styleguide.page, name="styleguide"),
        path("styleguide/<slug:room>/", styleguide.page, name="styleguide_room"),
    ]
