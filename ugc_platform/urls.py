"""Every address of the installation, by audience."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ugc_platform import mailing

# Otherwise the admin's own sign-in would let people past the second factor.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
handler500 = "ugc_platform.failing.server_error"
if settings.MAIL_EVENTS_FROM:
    urlpatterns.append(path("mail/events/", include(mailing.events_from(settings.MAIL_EVENTS_FROM))))
