"""The kinds of mail: their words by default, the variables a brand may use, and whether they can be stopped.

A text is plain paragraphs; `{variable}` is filled in when it is sent. Link, code, quotes, imprint and the way to
stop the mail are always added by us.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from outbox.models import Mail

Kind = Mail.Kind
COMMON = ("hello", "brand", "campaign")


@dataclass(frozen=True)
class Words:
    """One kind of mail. `stoppable`: it answers nothing that the person did a moment ago."""

    label: str | Promise
    subject: str | Promise
    text: str | Promise
    button: str | Promise = ""
    variables: tuple[str, ...] = COMMON
    stoppable: bool = False


WORDS: Mapping[str, Words] = {
    Kind.RECEIVED: Words(
        label=_("Received"),
        subject=_("We have it: {campaign}"),
        text=_(
            "{hello}\n\n"
            "Thank you for sending something to “{campaign}”. It has arrived, and somebody from {brand} looks at "
            "everything before it is shown.\n\n"
            "On your own page you see what becomes of it. You can take it back there at any time, without a log-in."
        ),
        button=_("Open your page"),
    ),
    Kind.CONFIRM_EMAIL: Words(
        label=_("Please confirm your address"),
        subject=_("Please confirm your address for {campaign}"),
        text=_(
            "{hello}\n\n"
            "Somebody gave this address while sending something to “{campaign}” by {brand}. Nothing of it is shown "
            "before you have confirmed that the address is yours.\n\n"
            "The link works for seven days. If it was not you, you need not do anything."
        ),
        button=_("Confirm the address"),
    ),
    Kind.APPROVED: Words(
        label=_("Approved"),
        subject=_("{brand} chose what you sent"),
        text=_(
            "{hello}\n\n"
            "Good news: what you sent to “{campaign}” was chosen. It may now be shown in the places you allowed.\n\n"
            "Your page tells you where it is shown. You can take it back there at any time."
        ),
        button=_("See where it is shown"),
        stoppable=True,
    ),
    Kind.REJECTED: Words(
        label=_("Not chosen"),
        subject=_("About what you sent to {campaign}"),
        text=_(
            "{hello}\n\n"
            "Thank you for taking part in “{campaign}”. This time we did not choose what you sent.\n\n"
            "{reason}\n\n"
            "That takes nothing away from your work, and we would be glad to see more of it. If you think we got it "
            "wrong, ask for a second look on your page."
        ),
        button=_("Open your page"),
        variables=(*COMMON, "reason"),
        stoppable=True,
    ),
    Kind.MESSAGE: Words(
        label=_("Message from you"),
        subject=_("{brand} wrote to you"),
        text=_("{hello}\n\n{brand} wrote to you about what you sent to “{campaign}”:"),
        button=_("Answer on your page"),
        stoppable=True,
    ),
    Kind.WITHDRAWN: Words(
        label=_("Taken back"),
        subject=_("You took it back: {campaign}"),
        text=_(
            "{hello}\n\n"
            "You took back {what} to “{campaign}”. Our pages stopped showing it at once; where a copy was already "
            "handed out, {brand} has been told to remove it.\n\n"
            "You need not do anything more."
        ),
        button=_("Open your page"),
        variables=(*COMMON, "what"),
    ),
    Kind.GUARDIAN: Words(
        label=_("Asking a guardian"),
        subject=_("May it be shown? {brand} asks for your agreement"),
        text=_(
            "Hello,\n\n"
            "Something was sent to “{campaign}” by {brand}, and you were named as the parent or guardian of a child: "
            "of one who is in the picture, or of the young person who sent it. Nothing is shown before you have "
            "agreed.\n\n"
            "The link shows you what was sent and what you would allow. You can agree, decline, and change your mind "
            "later. If you do not know what this is about, you need not do anything."
        ),
        button=_("Look at it"),
        variables=("brand", "campaign"),
    ),
    Kind.PERSON: Words(
        label=_("Asking a person in the picture"),
        subject=_("You may be in a picture: {brand} asks for your agreement"),
        text=_(
            "Hello,\n\n"
            "Somebody sent a picture to “{campaign}” by {brand} and told us that you are in it.\n\n"
            "The link shows you the picture and what you would allow. You can agree, decline, and change your mind "
            "later. If you do not know what this is about, you need not do anything."
        ),
        button=_("Look at it"),
        variables=("brand", "campaign"),
    ),
    Kind.PAGE_LINK: Words(
        label=_("Link to the own page"),
        subject=_("The link to your page at {brand}"),
        text=_(
            "{hello}\n\n"
            "Here is a fresh link to your own page. Whoever has it can open the page, so please keep it to "
            "yourself.\n\n"
            "If you did not ask for it, you need not do anything."
        ),
        button=_("Open your page"),
    ),
    Kind.MERGE: Words(
        label=_("Joining two pages"),
        subject=_("Join your pages at {brand}?"),
        text=_(
            "{hello}\n\n"
            "Somebody asked to join two pages that were made with this address into one. The link shows what would "
            "be joined; nothing happens before you say yes there.\n\n"
            "If it was not you, you need not do anything."
        ),
        button=_("Look at it"),
        variables=("hello", "brand"),
    ),
    Kind.CHECK_CODE: Words(
        label=_("Code to look something up"),
        subject=_("Your code for {campaign}"),
        text=_(
            "Hello,\n\n"
            "Here is the code to see what became of what you sent to “{campaign}”. It works once, for fifteen "
            "minutes.\n\n"
            "If you did not ask for it, you need not do anything."
        ),
        variables=("brand", "campaign"),
    ),
    Kind.TAKE_DOWN: Words(
        label=_("Copies to take down, to your team"),
        subject=_("{brand}: copies have to be taken down"),
        text=_(
            "Hello,\n\n"
            "A permission has ended for something that was exported from {brand} and downloaded. Please remove it "
            "wherever it was used.\n\n"
            "The list of take-downs shows the pictures, why they have to go, and the files they were handed out in."
        ),
        button=_("Open the list"),
        variables=("brand",),
    ),
    Kind.REMINDER_CHECK: Words(
        label=_("Reminder: please confirm"),
        subject=_("Shall we write to you when {campaign} opens?"),
        text=_(
            "Hello,\n\n"
            "Somebody gave this address to be told when “{campaign}” by {brand} opens, on {when}. If that was you, say "
            "yes behind the link, and one mail comes when it opens.\n\n"
            "If it was not you, you need not do anything: no mail follows, and the address is gone in seven days."
        ),
        button=_("Yes, remind me"),
        variables=("brand", "campaign", "when"),
    ),
    Kind.CAMPAIGN_OPENS: Words(
        label=_("Reminder: the campaign is open"),
        subject=_("{campaign} is open now"),
        text=_(
            "Hello,\n\n"
            "You asked to be told: “{campaign}” by {brand} is open, and you can send yours.\n\n"
            "This is the only mail about it. With it we have forgotten your address."
        ),
        button=_("Send yours"),
        variables=("brand", "campaign"),
    ),
}
