"""How well we know who answered: what is in the sender's hand, or in their letter box, is no more than their word."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import mail_addresses
from accounts.models import ContributorIdentity
from rights import grades
from submissions.models import Submission
from submissions.releases.models import ReleaseRequest

Role = ReleaseRequest.Role
Link = ReleaseRequest.Link
# A guardian answers in their own letter box alone: no link of theirs is ever in the sender's hand.
BY_MAIL_ALONE = (Role.CHILD, Role.AUTHOR)


class AnsweredByMail(Exception):
    """Who refused by the mailed link says yes again by that link alone."""


class ByMailAlone(Exception):
    """A guardian answers by the link that was mailed to them, and by no other."""


def require_their_own_address(address: str, role: str, submission: Submission) -> None:
    """A guardian has a letter box of their own. Raises ValidationError."""
    if role in BY_MAIL_ALONE and is_the_senders(address, submission):
        sentences = {
            Role.AUTHOR: _("Please give your parent's or guardian's own address, not yours."),
            Role.CHILD: _("Please give the parent's or guardian's own address, not the one you send with."),
        }
        raise ValidationError({"email": [sentences[Role(role)]]})


def is_the_senders(address: str, submission: Submission) -> bool:
    """Whether mail to this address ends in the letter box of whoever sent the submission."""
    identity = ContributorIdentity.objects.filter(contributor=submission.contributor_id).exclude(email="").first()
    return identity is not None and bool(address) and mail_addresses.same_mailbox(address, identity.email)


def grade(request: ReleaseRequest) -> str:
    """How well we know who answered.

    A mailed link was opened in the letter box of whoever was named. One in the sender's hand, or in their letter box,
    was opened by anybody near them: it is no more than what the sender says.
    """
    by_mail = request.answered_by == Link.MAIL and not is_the_senders(request.email, request.submission)
    return grades.FORM if by_mail else grades.STATED
