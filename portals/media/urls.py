"""Addresses of media. `/m/<key>/<spec>` is part of the public contract."""

from django.urls import path

from portals.media import gateway, s3_words, thumbnails, views

app_name = "media"

urlpatterns = [
    path("m/<slug:key>/<slug:spec>", views.public, name="public"),
    path("media/member/<str:signed>", views.member, name="member"),
    path("media/take-downs/<str:signed>", views.take_down, name="take_down"),
    path("uploads/parts/<str:signed>/", gateway.part, name="upload-part"),
    path("uploads/<uuid:id>/", s3_words.upload, name="upload"),
    path("uploads/<uuid:id>/thumbnail/", thumbnails.thumbnail, name="upload-thumbnail"),
    path("media/hero/<slug:slug>/<slug:version>", views.hero, name="hero"),
    path("media/hero/<slug:slug>/<slug:version>/<slug:size>", views.hero, name="hero_size"),
    path("media/logo/<slug:slug>/<slug:version>", views.logo, name="logo"),
]
