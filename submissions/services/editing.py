"""What contributors change after sending: their words while nobody has decided, and less permission at any time."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from core.nudge import nudge
from rights import queries as rights_queries, services as rights_services
from submissions import permissions, validators
from submissions.lifecycle import State
from submissions.models import Asset, Submission
from submissions.services import assets as assets_services, moves


class EditRefused(Exception):
    """The words cannot be changed any more; the text of the exception is a sentence for the person."""


@transaction.atomic
def edit(
    *,
    submission: Submission,
    caption: str,
    alt_texts: Mapping[uuid.UUID, str],
    by: Actor,
    at: datetime,
    credit: str | None = None,
) -> Submission:
    """Change the words that are shown with it while nobody has decided; counts as a new version.

    Pictures that are not named keep their description, and without a new credit the old one stays. The same words
    again change nothing. Raises Denied, EditRefused, UnknownAssets, ValidationError with `caption`, `credit` or
    `alt-<asset>` as fields.
    """
    accounts_permissions.require(permissions.can_edit(by, submission))
    held = moves.locked(submission.pk)
    if not permissions.is_undecided(held):
        raise EditRefused(str(_REFUSALS.get(State(held.state), _("These words cannot be changed any more."))))
    assets_services.known(held, alt_texts)
    words, described = _cleaned(caption, held.credit if credit is None else credit, alt_texts)
    changed = any(getattr(held, name) != text for name, text in words.items())
    if changed:
        Submission.objects.filter(pk=held.pk).update(**words)
        held.caption, held.credit = words["caption"], words["credit"]
    for asset_id, alt in described.items():
        of_asset = Asset.objects.filter(pk=asset_id, withdrawn_at=None).exclude(alt_text=alt)
        changed = bool(of_asset.update(alt_text=alt)) or changed
    if changed:
        moves.touch(held)
    return held


_REFUSALS = {
    State.APPROVED: _("It was chosen with these words, so they stay. Take it back if they are wrong, or write to us."),
    State.REJECTED: _("A decision was made about it, so its words stay as they were."),
}


def _cleaned(
    caption: str, credit: str, alt_texts: Mapping[uuid.UUID, str]
) -> tuple[dict[str, str], dict[uuid.UUID, str]]:
    """All words fit to be kept, or everything that is wrong with them at once."""
    problems: dict[str, list[str]] = {}
    words, described = {}, {}
    for name, text, clean in (
        ("caption", caption, validators.clean_caption),
        ("credit", credit, validators.clean_name),
    ):
        try:
            words[name] = clean(text)
        except ValidationError as error:
            problems[name] = error.messages
    for asset_id, alt in alt_texts.items():
        try:
            described[asset_id] = validators.clean_alt_text(alt)
        except ValidationError as error:
            problems[f"alt-{asset_id}"] = error.messages
    if problems:
        raise ValidationError(problems)
    return words, described


@transaction.atomic
def narrow(*, submission: Submission, keep: Collection[str], by: Actor, at: datetime) -> Submission:
    """Take back every choice of the permission that is not kept; keeping none takes back the whole submission.

    Places end at once, delivered copies become take-downs, and nothing is ever allowed that was not before.
    Raises Denied, or MoveRefused when the submission was erased.
    """
    accounts_permissions.require(permissions.can_withdraw(by, submission))
    held = moves.locked(submission.pk)
    choices = rights_queries.standing(submission_id=held.pk, at=at)
    if not any(choice.live and choice.scope.channels and choice.scope.key in keep for choice in choices):
        return assets_services.withdraw(submission=held, by=by, at=at)
    if held.state == State.WITHDRAWN:
        return held
    if rights_services.narrow(brand_id=held.brand_id, submission_id=held.pk, keep=keep, by=by, at=at):
        moves.touch(held)
        nudge("galleries.tasks.take_down", submission_id=held.pk)
    return held


@transaction.atomic
def withdraw_everything(*, submissions: Collection[Submission], by: Actor, at: datetime) -> int:
    """Take back all of these in one transaction; how many were still given. Raises Denied."""
    given = [one for one in submissions if one.state not in (State.WITHDRAWN, State.ERASED)]
    for submission in sorted(given, key=lambda one: str(one.pk)):  # one order of locks for everybody
        assets_services.withdraw(submission=submission, by=by, at=at)
    return len(given)
