"""Addresses for operators."""

from django.urls import path

from portals.operators import views

app_name = "operators"

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
]
