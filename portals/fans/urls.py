"""Addresses of the public pages, after the public contract."""

from django.urls import path

from portals.fans.views import (
    agree,
    asking,
    counting,
    finding,
    gallery,
    join,
    mail,
    me,
    own,
    privacy,
    public,
    report,
    submit,
)

app_name = "fans"

urlpatterns = [
    path("", public.home, name="home"),
    path("c/<slug:slug>/", public.campaign, name="campaign"),
    path("c/<slug:slug>/terms/", public.terms, name="terms"),
    path("c/<slug:slug>/qr.svg", public.qr, name="qr"),
    path("c/<slug:slug>/submit/", submit.submit, name="submit"),
    path("s/<slug:code>/", public.short, name="short"),
    path("c/<slug:slug>/step/", counting.step, name="step"),
    path("c/<slug:slug>/guards/", submit.guarding, name="guards"),
    path("c/<slug:slug>/report/<slug:key>/", report.from_campaign, name="report_campaign"),
    path("g/<slug:slug>/", gallery.show, name="gallery"),
    path("g/<slug:slug>/report/<slug:key>/", report.from_gallery, name="report_gallery"),
    path("release/<str:token>/", agree.release, name="release"),
    path("confirm/<str:signed>/", agree.confirm, name="confirm"),
    path("me/<str:token>/", me.page, name="me"),
    path("me/<str:token>/receipt/<uuid:submission>/", me.receipt, name="receipt"),
    path("me/<str:token>/withdraw/<uuid:submission>/", me.withdraw, name="withdraw"),
    path("me/<str:token>/reply/<uuid:submission>/", me.reply, name="reply"),
    path("me/<str:token>/ask/<uuid:submission>/", asking.ask, name="ask"),
    path("me/<str:token>/ask/<uuid:submission>/<uuid:asked>/", asking.mail_link, name="ask_by_mail"),
    path("me/<str:token>/ask/<uuid:submission>/<uuid:asked>/qr.svg", asking.qr, name="ask_qr"),
    path("me/<str:token>/confirm/<uuid:submission>/", asking.confirm_again, name="confirm_again"),
    path("me/<str:token>/edit/<uuid:submission>/", own.edit, name="edit"),
    path("me/<str:token>/permission/<uuid:submission>/", own.narrow, name="narrow"),
    path("me/<str:token>/appeal/<uuid:submission>/", own.appeal, name="appeal"),
    path("me/<str:token>/withdraw/", own.withdraw_everything, name="withdraw_everything"),
    path("me/<str:token>/join/", join.ask, name="ask_join"),
    path("me/<str:token>/copy/", privacy.copy, name="copy"),
    path("me/<str:token>/erase/", privacy.erase, name="erase"),
    path("join/<str:token>/", join.join, name="join"),
    path("c/<slug:slug>/find/", finding.find, name="find"),
    path("c/<slug:slug>/check/", finding.check, name="check"),
    path("c/<slug:slug>/check/<uuid:request_id>/", finding.check_code, name="check_code"),
    path("me/<str:token>/links/<int:link>/end/", own.end_link, name="end_link"),
    path("me/<str:token>/another/<slug:slug>/", submit.another, name="another"),
    path("mail/stop/<str:token>/", mail.stop, name="stop_mail"),
]
