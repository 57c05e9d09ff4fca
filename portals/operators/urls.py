"""Addresses for operators."""

from django.conf import settings
from django.urls import path

from portals.operators import views

app_name = "operators"

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]

if settings.DEBUG:
    from portals.operators import styleguide

    urlpatterns += [
        path("styleguide/", styleguide.page, name="styleguide"),
        path("styleguide/<slug:room>/", styleguide.page, name="styleguide_room"),
    ]
