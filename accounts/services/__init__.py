"""Every write about brands, members, tokens and contributors. One file per subject, one function per use case."""

from accounts.services.audit import record
from accounts.services.brands import create_brand, update_brand
from accounts.services.contributors import (
    block_contributor,
    create_contributor,
    issue_contributor_token,
    unblock_contributor,
)
from accounts.services.invitations import (
    AlreadyMember,
    InvitationInvalid,
    accept_invitation,
    invite,
    revoke_invitation,
)
from accounts.services.mailing import accept_mail, mark_deliverable, mark_undeliverable, refuse_mail
from accounts.services.members import LastOwner, NotAMember, change_role, remove_member
from accounts.services.tokens import create_token, note_token_use, revoke_token

__all__ = [
    "AlreadyMember",
    "InvitationInvalid",
    "LastOwner",
    "NotAMember",
    "accept_invitation",
    "accept_mail",
    "block_contributor",
    "change_role",
    "create_brand",
    "create_contributor",
    "create_token",
    "invite",
    "issue_contributor_token",
    "mark_deliverable",
    "mark_undeliverable",
    "note_token_use",
    "record",
    "refuse_mail",
    "remove_member",
    "revoke_invitation",
    "revoke_token",
    "unblock_contributor",
    "update_brand",
]
