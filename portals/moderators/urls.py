"""Addresses of the review room. Each carries its brand."""

from django.urls import path

from portals.moderators import decisions, people, views

app_name = "moderators"

urlpatterns = [
    path("review/", views.home, name="home"),
    path("review/<slug:brand>/", views.queue, name="queue"),
    path("review/<slug:brand>/decided/", views.decided, name="decided"),
    path("review/<slug:brand>/undo/", decisions.undo, name="undo"),
    path("review/<slug:brand>/<uuid:submission>/", views.item, name="item"),
    path("review/<slug:brand>/<uuid:submission>/approve/", decisions.approve, name="approve"),
    path("review/<slug:brand>/<uuid:submission>/reject/", decisions.reject, name="reject"),
    path("review/<slug:brand>/<uuid:submission>/reopen/", decisions.reopen, name="reopen"),
    path("review/<slug:brand>/<uuid:submission>/block/", people.block, name="block"),
    path("review/<slug:brand>/<uuid:submission>/unblock/", people.unblock, name="unblock"),
]
