"""Addresses of the studio. Each carries its brand, except the way in and an invitation."""

from django.urls import path

from portals.marketers.views import (
    campaign_parts,
    campaigns,
    conversations,
    exports,
    galleries,
    home,
    inbox,
    insights,
    invitations,
    library,
    mail,
    members,
    posters,
    replies,
    settings,
    tokens,
    translations,
)

app_name = "marketers"

_BRAND = "studio/<slug:brand>"
_CAMPAIGN = f"{_BRAND}/campaigns/<slug:campaign>"
_GALLERY = f"{_BRAND}/galleries/<slug:gallery>"
_EXPORT = f"{_BRAND}/exports/<uuid:export>"
_MAIL = f"{_BRAND}/settings/mail/<uuid:mail>"
_WORDS = f"{_BRAND}/settings/mail/words/<slug:kind>/<slug:locale>"
_THREAD = f"{_BRAND}/conversations/<uuid:submission>"
_REPLIES = f"{_BRAND}/conversations/standard-replies"
_ITEM = f"{_BRAND}/library/<uuid:submission>"

urlpatterns = [
    path("studio/", home.home, name="home"),
    path("studio/invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path(f"{_BRAND}/", home.brand_home, name="home"),
    path(f"{_BRAND}/campaigns/", campaigns.campaigns, name="campaigns"),
    path(f"{_BRAND}/new-campaign/", campaigns.create, name="new_campaign"),
    path(f"{_CAMPAIGN}/", campaigns.campaign, name="campaign"),
    path(f"{_CAMPAIGN}/edit/", campaigns.edit, name="edit_campaign"),
    path(f"{_CAMPAIGN}/preview/", campaigns.preview, name="preview"),
    path(f"{_CAMPAIGN}/picture/", campaign_parts.hero, name="hero"),
    path(f"{_CAMPAIGN}/picture/file/", campaign_parts.hero_file, name="hero_file"),
    path(f"{_CAMPAIGN}/questions/", campaign_parts.questions, name="questions"),
    path(f"{_CAMPAIGN}/terms/", campaign_parts.terms, name="terms"),
    path(f"{_CAMPAIGN}/terms/<slug:locale>/", translations.translate, name="translate_terms"),
    path(f"{_CAMPAIGN}/terms/<slug:locale>/drop/", translations.drop, name="drop_translation"),
    path(f"{_CAMPAIGN}/poster/<slug:paper>.pdf", posters.poster_pdf, name="poster_pdf"),
    path(f"{_CAMPAIGN}/poster/<slug:paper>.svg", posters.poster_svg, name="poster_svg"),
    path(f"{_CAMPAIGN}/open/", campaign_parts.open_, name="open"),
    path(f"{_CAMPAIGN}/close/", campaign_parts.close, name="close"),
    path(f"{_CAMPAIGN}/archive/", campaign_parts.archive, name="archive"),
    path(f"{_CAMPAIGN}/export/", exports.of_campaign, name="export_campaign"),
    path(f"{_BRAND}/library/", library.library, name="library"),
    path(f"{_BRAND}/library/to-gallery/", library.to_gallery, name="to_gallery"),
    path(f"{_ITEM}/", library.item, name="item"),
    path(f"{_ITEM}/originals/<uuid:asset>/", library.original, name="original"),
    path(f"{_BRAND}/galleries/", galleries.galleries, name="galleries"),
    path(f"{_BRAND}/new-gallery/", galleries.create, name="new_gallery"),
    path(f"{_GALLERY}/", galleries.gallery, name="gallery"),
    path(f"{_GALLERY}/edit/", galleries.edit, name="edit_gallery"),
    path(f"{_GALLERY}/pick/", galleries.pick, name="pick"),
    path(f"{_GALLERY}/place/", galleries.place, name="place"),
    path(f"{_GALLERY}/remove/", galleries.remove, name="remove_item"),
    path(f"{_GALLERY}/publish/", galleries.publish, name="publish"),
    path(f"{_GALLERY}/unpublish/", galleries.unpublish, name="unpublish"),
    path(f"{_GALLERY}/export/", exports.of_gallery, name="export_gallery"),
    path(f"{_BRAND}/exports/", exports.exports, name="exports"),
    path(f"{_EXPORT}/", exports.export, name="export"),
    path(f"{_EXPORT}/download/", exports.download, name="download"),
    path(f"{_BRAND}/take-downs/", exports.take_downs, name="take_downs"),
    path(f"{_BRAND}/take-downs/<int:task>/close/", exports.close_take_down, name="close_take_down"),
    path(f"{_BRAND}/conversations/", conversations.conversations, name="conversations"),
    path(f"{_THREAD}/", conversations.thread, name="thread"),
    path(f"{_THREAD}/assign/", inbox.assign, name="assign_thread"),
    path(f"{_THREAD}/snooze/", inbox.snooze, name="snooze_thread"),
    path(f"{_THREAD}/close/", inbox.close, name="close_thread"),
    path(f"{_THREAD}/reopen/", inbox.reopen, name="reopen_thread"),
    path(f"{_THREAD}/note/", inbox.note, name="note_thread"),
    path(f"{_REPLIES}/", replies.replies, name="standard_replies"),
    path(f"{_REPLIES}/new/", replies.create, name="new_standard_reply"),
    path(f"{_REPLIES}/<int:reply>/", replies.edit, name="standard_reply"),
    path(f"{_REPLIES}/<int:reply>/delete/", replies.delete, name="delete_standard_reply"),
    path(f"{_BRAND}/insights/", insights.insights, name="insights"),
    path(f"{_BRAND}/insights/<slug:campaign>/", insights.insight, name="insight"),
    path(f"{_BRAND}/insights/<slug:campaign>/<slug:key>.csv", insights.table, name="insight_csv"),
    path(f"{_BRAND}/settings/", settings.settings, name="settings"),
    path(f"{_BRAND}/settings/profile/", settings.profile, name="profile"),
    path(f"{_BRAND}/settings/members/", members.members, name="members"),
    path(f"{_BRAND}/settings/members/invite/", members.invite, name="invite"),
    path(f"{_BRAND}/settings/members/role/", members.change_role, name="change_role"),
    path(f"{_BRAND}/settings/members/remove/", members.remove, name="remove_member"),
    path(f"{_BRAND}/settings/members/revoke/", members.revoke, name="revoke_invitation"),
    path(f"{_BRAND}/settings/tokens/", tokens.tokens, name="tokens"),
    path(f"{_BRAND}/settings/tokens/revoke/", tokens.revoke, name="revoke_token"),
    path(f"{_BRAND}/settings/mail/", mail.mail, name="mail"),
    path(f"{_BRAND}/settings/mail/words/", mail.words, name="mail_words"),
    path(f"{_WORDS}/", mail.edit_words, name="edit_mail_words"),
    path(f"{_WORDS}/preview/", mail.preview_words, name="preview_mail_words"),
    path(f"{_MAIL}/", mail.letter, name="letter"),
    path(f"{_MAIL}/html/", mail.letter_html, name="letter_html"),
    path(f"{_MAIL}/again/", mail.send_again, name="send_mail_again"),
    path(f"{_MAIL}/address/", mail.try_address, name="try_address"),
    path(f"{_BRAND}/settings/audit/", settings.audit, name="audit"),
]
