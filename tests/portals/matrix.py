"""The permission matrix: every address of the installation with who may use it. A missing row fails the test.

Roles of the members' pages and of the API's tokens: O owner, M marketer, D moderator, V viewer.
"""

from dataclasses import dataclass

ALL, REVIEW, MARKET, OWNER = frozenset("OMDV"), frozenset("OD"), frozenset("OM"), frozenset("O")


@dataclass(frozen=True)
class Row:
    """Who may use an address.

    `roles`: members of the brand; None where membership plays no part. `method`: how the test calls it.
    `about`: whose things it shows; "brand" ones are 404 for another brand, "own" ones show the caller's own.
    """

    roles: frozenset[str] | None = None
    method: str = "get"
    about: str = "brand"


# What a stranger with a good link of their own meets: pages about themselves, not about this item.
CONTRIBUTORS_OWN = {
    "fans:me": 200,
    "fans:another": 200,
    "fans:withdraw_everything": 303,
    "fans:end_link": 303,
    "fans:ask_join": 303,
    "fans:keep_mail": 422,
    "fans:keep_forget": 303,
    "fans:keep_calendar": 200,
    "fans:keep_contact": 200,
    "fans:copy": 200,
    "fans:erase": 200,
}
CONTRIBUTORS_POSTS = (
    "fans:withdraw", "fans:reply", "fans:read", "fans:edit", "fans:narrow", "fans:appeal", "fans:withdraw_everything",
    "fans:end_link", "fans:ask_join", "fans:ask", "fans:ask_by_mail", "fans:confirm_again", "fans:keep_mail",
    "fans:keep_forget",
)  # fmt: skip
PUBLIC, CONTRIBUTOR, SIGNED_IN = Row(), Row(about="token"), Row(about="own")

ROWS: dict[str, Row] = {
    **dict.fromkeys(
        (
            "fans:home",
            "fans:campaign",
            "fans:terms",
            "fans:qr",
            "fans:submit",
            "fans:find",
            "fans:check",
            "fans:check_code",
            "fans:join",
            "fans:guards",
            "fans:step",
            "fans:short",
            "fans:remind",
            "fans:calendar",
            "fans:report_campaign",
            "fans:gallery",
            "fans:report_gallery",
            "media:public",
            "media:hero",
            "media:hero_size",
            "media:logo",
            "media:member",
            "media:take_down",
            "media:upload-part",
            "media:upload",
            "media:upload-thumbnail",
        ),
        PUBLIC,
    ),
    **dict.fromkeys(("fans:ask", "fans:ask_by_mail", "fans:ask_qr", "fans:confirm_again"), CONTRIBUTOR),
    # Their links open one thing each, for whoever holds them; tests/portals/fans tries all others.
    **dict.fromkeys(("fans:release", "fans:confirm", "fans:reminder"), Row(about="secret")),
    **dict.fromkeys(
        (
            "fans:me",
            "fans:receipt",
            "fans:receipt_file",
            "fans:withdraw",
            "fans:reply",
            "fans:read",
            "fans:another",
            "fans:edit",
            "fans:narrow",
            "fans:appeal",
            "fans:withdraw_everything",
            "fans:end_link",
            "fans:ask_join",
            "fans:keep_mail",
            "fans:keep_forget",
            "fans:keep_calendar",
            "fans:keep_contact",
            "fans:copy",
            "fans:erase",
        ),
        CONTRIBUTOR,
    ),
    "fans:stop_mail": CONTRIBUTOR,
    "moderators:home": SIGNED_IN,
    "marketers:invitation": PUBLIC,
    **dict.fromkeys(("moderators:queue", "moderators:decided", "moderators:item"), Row(ALL)),
    **dict.fromkeys(
        (
            "moderators:undo",
            "moderators:approve",
            "moderators:reject",
            "moderators:reopen",
            "moderators:block",
            "moderators:unblock",
        ),
        Row(REVIEW, "post"),
    ),
    **dict.fromkeys(
        (
            "marketers:home",
            "marketers:campaigns",
            "marketers:campaign",
            "marketers:preview",
            "marketers:poster_pdf",
            "marketers:poster_svg",
            "marketers:hero_file",
            "marketers:library",
            "marketers:item",
            "marketers:galleries",
            "marketers:gallery",
            "marketers:exports",
            "marketers:export",
            "marketers:take_downs",
            "marketers:conversations",
            "marketers:thread",
            "marketers:insights",
            "marketers:insight",
            "marketers:answers",
            "marketers:insight_csv",
            "marketers:settings",
            "marketers:mail",
            "marketers:members",
            "marketers:tokens",
        ),
        Row(ALL),
    ),
    **dict.fromkeys(
        (
            "marketers:new_campaign",
            "marketers:edit_campaign",
            "marketers:hero",
            "marketers:questions",
            "marketers:terms",
            "marketers:translate_terms",
            "marketers:new_gallery",
            "marketers:edit_gallery",
            "marketers:pick",
            "marketers:export_campaign",
            "marketers:export_gallery",
            "marketers:download",
        ),
        Row(MARKET),
    ),
    **dict.fromkeys(
        (
            "marketers:open",
            "marketers:close",
            "marketers:drop_translation",
            "marketers:archive",
            "marketers:to_gallery",
            "marketers:original",
            "marketers:place",
            "marketers:remove_item",
            "marketers:publish",
            "marketers:unpublish",
            "marketers:close_take_down",
            "marketers:export_again",
        ),
        Row(MARKET, "post"),
    ),
    **dict.fromkeys(("marketers:profile", "marketers:logo", "marketers:evidence", "marketers:audit"), Row(OWNER)),
    **dict.fromkeys(("marketers:invite", "marketers:change_role", "marketers:revoke_invitation"), Row(OWNER, "post")),
    **dict.fromkeys(("marketers:letter", "marketers:letter_html"), Row(OWNER)),
    **dict.fromkeys(
        ("marketers:standard_replies", "marketers:new_standard_reply", "marketers:standard_reply"), Row(REVIEW | MARKET)
    ),
    **dict.fromkeys(
        (
            "marketers:assign_thread",
            "marketers:snooze_thread",
            "marketers:close_thread",
            "marketers:reopen_thread",
            "marketers:note_thread",
            "marketers:delete_standard_reply",
        ),
        Row(REVIEW | MARKET, "post"),
    ),
    **dict.fromkeys(("marketers:mail_words", "marketers:edit_mail_words"), Row(MARKET)),
    "marketers:preview_mail_words": Row(MARKET),
    **dict.fromkeys(("marketers:send_mail_again", "marketers:try_address"), Row(REVIEW | MARKET, "post")),
    # Everybody may leave, and take back tokens of their own.
    **dict.fromkeys(("marketers:remove_member", "marketers:revoke_token"), Row(ALL, "post")),
    **dict.fromkeys(("api:schema", "api:docs", "api:send", "api:proof"), PUBLIC),
    **dict.fromkeys(("api:public-gallery", "api:gallery-json", "api:gallery-atom"), PUBLIC),
    # Whoever knows the id of an upload may go on with it.
    **dict.fromkeys(("api:uploads", "api:upload", "api:upload-parts", "api:upload-complete"), PUBLIC),
    "api:campaigns": Row(about="public list"),
    "api:campaign": Row(about="public list"),
    **dict.fromkeys(("api:status", "api:withdraw"), CONTRIBUTOR),
    **dict.fromkeys(("api:campaign-open", "api:campaign-close"), Row(MARKET, "post")),
    "api:submissions": Row(ALL, about="own"),
    **dict.fromkeys(("api:submission", "api:rights-history"), Row(ALL)),
    "api:rights-check": Row(ALL, "post"),
    **dict.fromkeys(("api:approve", "api:reject", "api:reopen"), Row(REVIEW, "post")),
    "api:galleries": Row(ALL, about="own"),
    "api:gallery": Row(ALL),
    "api:gallery-items": Row(MARKET, "put"),
    "api:exports": Row(MARKET, about="own"),
    "api:export": Row(MARKET),
    "api:export-download": Row(about="signed"),
}

# Third-party addresses, one row a prefix: who guards them.
PREFIXES = {
    "accounts/": "django-allauth: each person's own account; sign-up only by invitation",
    "admin/": "django.contrib.admin: staff of the installation, read-only",
}
ROLES = {"O": "owner", "M": "marketer", "D": "moderator", "V": "viewer"}
