"""Addresses for operators."""

from django.urls import path

from portals.operators import styleguide, views

app_name = "operators"

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("styleguide/<slug:room>/", styleguide.page, name="styleguide_room"),
]
