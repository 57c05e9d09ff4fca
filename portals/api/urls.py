"""Addresses of the API; the public contract, `docs/api.md`."""

from django.urls import path

from portals.api.views import campaigns, docs, exports, galleries, rights, submissions, uploads

app_name = "api"

urlpatterns = [
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.page, name="docs"),
    path("v1/campaigns/", campaigns.CampaignList.as_view(), name="campaigns"),
    path("v1/campaigns/<slug:slug>/", campaigns.CampaignOne.as_view(), name="campaign"),
    path("v1/campaigns/<slug:slug>/open/", campaigns.Open.as_view(), name="campaign-open"),
    path("v1/campaigns/<slug:slug>/close/", campaigns.Close.as_view(), name="campaign-close"),
    path("v1/campaigns/<slug:slug>/proof/", submissions.Proof.as_view(), name="proof"),
    path("v1/campaigns/<slug:slug>/submissions/", submissions.Send.as_view(), name="send"),
    path("v1/campaigns/<slug:slug>/uploads/", uploads.Begin.as_view(), name="uploads"),
    path("v1/uploads/<uuid:id>/", uploads.One.as_view(), name="upload"),
    path("v1/uploads/<uuid:id>/parts/", uploads.Parts.as_view(), name="upload-parts"),
    path("v1/uploads/<uuid:id>/complete/", uploads.Complete.as_view(), name="upload-complete"),
    path("v1/submissions/", submissions.SubmissionList.as_view(), name="submissions"),
    path("v1/submissions/<uuid:id>/", submissions.SubmissionOne.as_view(), name="submission"),
    path("v1/submissions/<uuid:id>/status/", submissions.Status.as_view(), name="status"),
    path("v1/submissions/<uuid:id>/withdraw/", submissions.Withdraw.as_view(), name="withdraw"),
    path("v1/submissions/<uuid:id>/approve/", submissions.Approve.as_view(), name="approve"),
    path("v1/submissions/<uuid:id>/reject/", submissions.Reject.as_view(), name="reject"),
    path("v1/submissions/<uuid:id>/reopen/", submissions.Reopen.as_view(), name="reopen"),
    path("v1/submissions/<uuid:id>/rights/", rights.History.as_view(), name="rights-history"),
    path("v1/rights/check/", rights.Check.as_view(), name="rights-check"),
    path("v1/galleries/", galleries.GalleryList.as_view(), name="galleries"),
    path("v1/galleries/<slug:slug>/", galleries.GalleryOne.as_view(), name="gallery"),
    path("v1/galleries/<slug:slug>/items/", galleries.Items.as_view(), name="gallery-items"),
    path("v1/public/galleries/<slug:slug>/", galleries.Public.as_view(), name="public-gallery"),
    path("v1/public/galleries/<slug:slug>.json", galleries.JsonFeed.as_view(), name="gallery-json"),
    path("v1/public/galleries/<slug:slug>.atom", galleries.AtomFeed.as_view(), name="gallery-atom"),
    path("v1/exports/", exports.ExportList.as_view(), name="exports"),
    path("v1/exports/<uuid:id>/", exports.ExportOne.as_view(), name="export"),
    path("v1/exports/<uuid:id>/download/<str:token>/", exports.Download.as_view(), name="export-download"),
]
