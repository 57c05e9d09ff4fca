"""Every address of the installation, by audience."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portals.operators.urls")),
    path("", include("portals.fans.urls")),
    path("", include("portals.media.urls")),
    path("", include("portals.moderators.urls")),
    path("", include("portals.marketers.urls")),
    path("api/", include("portals.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
