"""Takes one submission in, whole or not at all: check everything, store the originals, then write the rows.

A process that dies halfway leaves at most objects that no row names; sending the same form again makes
one submission, however often and however parallel.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import permissions as accounts_permissions, queries as accounts_queries, services as accounts_services
from accounts.actors import Actor
from accounts.models import Contributor
from campaigns.models import Campaign
from core.faults import faultpoint
from submissions.intake import checking, consent, files as door
from submissions.intake.checking import CleanEntry, Errors
from submissions.intake.files import CheckedFile
from submissions.intake.values import Entry, FileRefused, IncomingFile, Refused, StoredFile
from submissions.models import Asset, Kind, Submission, Work
from submissions.services import nudge_work, watch_work


class NoRoom(Exception):
    """A limit of the door is reached, and this is nothing that came in before."""


@dataclass(frozen=True)
class Received:
    """What came of it. `token` opens the contributor's page; None for one who came with a page already.

    `left_out` are the files that were not taken, where the others were to be taken without them.
    """

    submission: Submission
    token: str | None
    repeated: bool
    left_out: Sequence[FileRefused] = ()


@dataclass(frozen=True)
class _Checked:
    """All that is needed to write the rows."""

    campaign: Campaign
    entry: Entry
    cleaned: CleanEntry
    assets: Sequence[tuple[uuid.UUID, CheckedFile]]
    source: str
    grade: str
    form_key: uuid.UUID | None
    contributor: Contributor | None


def receive(
    *,
    campaign: Campaign,
    entry: Entry,
    files: Sequence[IncomingFile | StoredFile],
    source: str,
    grade: str,
    by: Actor,
    at: datetime,
    form_key: uuid.UUID | None = None,
    contributor: Contributor | None = None,
    leave_out: bool = False,
    room: bool = True,
) -> Received:
    """Take a submission in. Raises Refused with everything that is wrong, Denied, NoRoom, or storage.Unavailable.

    `grade` says how well this door knows that the sender agreed (`rights.grades`); none is taken for granted.

    With `leave_out` a file that cannot be taken does not hold the others up, as long as one is left. The same form with
    the same content gives the submission there is, with `repeated` and a fresh token: who holds every byte of it sent
    it. Other content under the same form is another submission. Without `room` only what came before is answered.
    """
    accounts_permissions.require(_may_send_for(by, campaign, contributor))
    errors = Errors()
    cleaned = checking.clean(entry, campaign, errors)
    checked, refused = door.check(files, campaign, at, errors)
    key = _content_key(form_key, campaign, contributor, cleaned, checked)
    if key is not None and (known := _known(campaign, key)):
        return _again(known, contributor, at)
    if not room:
        raise NoRoom
    refused += door.used_up(checked)
    checking.check(entry, cleaned, campaign, contributor, at, errors)
    checked = [file for file in checked if not file.used]
    if errors or (refused and not (leave_out and checked and all(file.is_final for file in refused))):
        raise Refused(dict(errors), refused)
    assets = [(_asset_id(key, position), file) for position, file in enumerate(checked)]
    door.upload(campaign.brand_id, assets)
    received = _write_once(_Checked(campaign, entry, cleaned, assets, source, grade, key, contributor), at)
    return replace(received, left_out=tuple(refused))


def _may_send_for(by: Actor, campaign: Campaign, contributor: Contributor | None) -> bool:
    """Anyone may send; in somebody's name only that person, or the system."""
    if contributor is None:
        return True
    if contributor.brand_id != campaign.brand_id:
        return False
    return accounts_permissions.is_system(by) or by.contributor_id == contributor.pk


def _content_key(
    form_key: uuid.UUID | None,
    campaign: Campaign,
    contributor: Contributor | None,
    cleaned: CleanEntry,
    files: Sequence[CheckedFile],
) -> uuid.UUID | None:
    """A form that a shared cache gave to two people must not make them one: the content is part of the key."""
    if form_key is None:
        return None
    content = {
        "campaign": str(campaign.pk),
        "contributor": str(contributor.pk) if contributor else None,
        "entry": asdict(cleaned),
        "files": [(file.digest, file.alt_text) for file in files],
    }
    canonical = json.dumps(content, sort_keys=True).encode()
    return uuid.uuid5(form_key, hashlib.sha256(canonical).hexdigest())


def _asset_id(key: uuid.UUID | None, position: int) -> uuid.UUID:
    """With a form key a repetition stores to the same address, so it leaves nothing behind."""
    return uuid.uuid4() if key is None else uuid.uuid5(key, str(position))


def _known(campaign: Campaign, key: uuid.UUID) -> Submission | None:
    return Submission.objects.filter(campaign=campaign, form_key=key).select_related("contributor").first()


@transaction.atomic
def _again(submission: Submission, contributor: Contributor | None, at: datetime) -> Received:
    token = None
    if contributor is None:
        accounts_services.hold(contributor=submission.contributor)  # nobody ends a link meanwhile
        _require_own_page(submission)
        token = accounts_services.issue_contributor_token(contributor=submission.contributor, at=at)
    return Received(submission, token, repeated=True)


def _require_own_page(submission: Submission) -> None:
    """Who holds every byte of a form sent it, but need not be the owner of the pages it was joined with since.

    Nor is a link given anew where one was ended since: the old form may be what its owner ended it for.
    """
    if accounts_queries.is_joined(submission.contributor):
        told = _("This has arrived before. Its page is part of another one now: have the link to that mailed to you.")
        raise Refused({checking.WHOLE: [told]}, [])
    if accounts_queries.link_ended_since(submission.contributor_id, since=submission.received_at):
        told = _("This has arrived before. A link to its page was ended since: have a new one mailed to you.")
        raise Refused({checking.WHOLE: [told]}, [])


def _write_once(checked: _Checked, at: datetime) -> Received:
    """Write the rows; of two that send the same form at once, the second finds the first's submission."""
    try:
        received = _write(checked, at)
    except IntegrityError:
        if checked.form_key is None or (known := _known(checked.campaign, checked.form_key)) is None:
            raise
        return _again(known, checked.contributor, at)
    faultpoint("after_intake_commit")
    return received


@transaction.atomic
def _write(checked: _Checked, at: datetime) -> Received:
    campaign, cleaned = checked.campaign, checked.cleaned
    contributor, token = checked.contributor, None
    _require_not_forgotten(contributor)
    if contributor is None:
        contributor, token = accounts_services.create_contributor(
            brand=campaign.brand, name=cleaned.name, email=cleaned.email, locale=cleaned.locale, at=at
        )
    submission = Submission.objects.create(
        brand_id=campaign.brand_id,
        campaign=campaign,
        contributor=contributor,
        state_since=at,
        source=checked.source,
        permalink=cleaned.permalink,
        caption=cleaned.caption,
        credit=cleaned.name or _known_name(contributor),
        answers=cleaned.answers,
        form_key=checked.form_key,
        received_at=at,
    )
    _write_assets(submission, checked.assets, at)
    faultpoint("inside_intake")
    _write_consent(submission, contributor, checked, at)
    return Received(submission, token, repeated=False)


def _known_name(contributor: Contributor) -> str:
    """What the form showed as their name, when it came without one."""
    identity = getattr(contributor, "identity", None)
    return identity.name if identity else ""


def _require_not_forgotten(contributor: Contributor | None) -> None:
    """Somebody may be forgotten while their next sending arrives: it must not outlive them.

    The person is held first, as an erasure does, which is either over by now or will find this submission.
    """
    if contributor is not None and not accounts_services.hold(contributor=contributor):
        raise Refused(
            {checking.WHOLE: [_("This page was deleted meanwhile, so nothing more can be sent from it.")]}, []
        )


def _write_assets(submission: Submission, assets: Sequence[tuple[uuid.UUID, CheckedFile]], at: datetime) -> None:
    for position, (asset_id, file) in enumerate(assets):
        asset = Asset.objects.create(
            id=asset_id,
            brand_id=submission.brand_id,
            submission=submission,
            position=position,
            kind=file.kind,
            filename=file.name,
            alt_text=file.alt_text,
            original_key=door.original_key(submission.brand_id, asset_id, file.digest),
            original_bytes=file.bytes,
            original_sha256=file.sha256,
            content_type=file.content_type,
        )
        door.consume(file, submission, asset, at)
        work = Work.objects.create(brand_id=asset.brand_id, asset=asset, stage=Work.Stage.REVIEW, due_at=at)
        watch_work.add(asset=asset, at=at)
        nudge_work(work)


def _write_consent(submission: Submission, contributor: Contributor, checked: _Checked, at: datetime) -> None:
    consent.write(
        consent.Given(
            submission=submission,
            contributor=contributor,
            entry=checked.entry,
            grade=checked.grade,
            cleaned=checked.cleaned,
            terms=checking.shown_terms(checked.entry, checked.campaign),
            photos=[asset_id for asset_id, file in checked.assets if file.kind == Kind.PHOTO],
            files=len(checked.assets),
            asks_to_confirm=checked.entry.confirm_email
            or checked.campaign.email_policy == Campaign.EmailPolicy.CONFIRMED,
        ),
        at=at,
    )
