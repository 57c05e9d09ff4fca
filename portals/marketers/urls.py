"""Addresses of the studio. Each carries its brand."""

from django.urls import path

from portals.marketers.views import home, members, settings, tokens

app_name = "marketers"

urlpatterns = [
    path("studio/", home.home, name="home"),
    path("studio/<slug:brand>/", home.brand_home, name="home"),
    path("studio/<slug:brand>/settings/", settings.settings, name="settings"),
    path("studio/<slug:brand>/settings/profile/", settings.profile, name="profile"),
    path("studio/<slug:brand>/settings/members/", members.members, name="members"),
    path("studio/<slug:brand>/settings/members/invite/", members.invite, name="invite"),
    path("studio/<slug:brand>/settings/members/role/", members.change_role, name="change_role"),
    path("studio/<slug:brand>/settings/members/remove/", members.remove, name="remove_member"),
    path("studio/<slug:brand>/settings/members/revoke/", members.revoke, name="revoke_invitation"),
    path("studio/<slug:brand>/settings/tokens/", tokens.tokens, name="tokens"),
    path("studio/<slug:brand>/settings/tokens/revoke/", tokens.revoke, name="revoke_token"),
    path("studio/<slug:brand>/settings/audit/", settings.audit, name="audit"),
]
