"""Every write about brands, members, tokens and contributors. One file per subject, one function per use case."""

from accounts.services.audit import erase_words, record
from accounts.services.brands import create_brand, update_brand
from accounts.services.contributors import (
    block_contributor,
    confirmation_secret,
    create_contributor,
    give_email,
    give_name,
    hold,
    issue_contributor_token,
    note_confirmed_email,
    remove_email,
    unblock_contributor,
)
from accounts.services.forgetting import forget_contributor
from accounts.services.invitations import (
    AlreadyMember,
    InvitationInvalid,
    accept_invitation,
    invite,
    revoke_invitation,
)
from accounts.services.joining import NotTheirs, join_contributors
from accounts.services.links import note_visit, revoke_link
from accounts.services.logo import Logo, keep_logo
from accounts.services.mailing import accept_mail, mark_deliverable, mark_undeliverable, refuse_mail
from accounts.services.members import LastOwner, NotAMember, change_role, remove_member
from accounts.services.tokens import create_token, note_token_use, revoke_token

__all__ = [
    "AlreadyMember",
    "InvitationInvalid",
    "LastOwner",
    "Logo",
    "NotAMember",
    "NotTheirs",
    "accept_invitation",
    "accept_mail",
    "block_contributor",
    "change_role",
    "confirmation_secret",
    "create_brand",
    "create_contributor",
    "create_token",
    "erase_words",
    "forget_contributor",
    "give_email",
    "give_name",
    "hold",
    "invite",
    "issue_contributor_token",
    "join_contributors",
    "keep_logo",
    "mark_deliverable",
    "mark_undeliverable",
    "note_confirmed_email",
    "note_token_use",
    "note_visit",
    "record",
    "refuse_mail",
    "remove_email",
    "remove_member",
    "revoke_invitation",
    "revoke_link",
    "revoke_token",
    "unblock_contributor",
    "update_brand",
]
