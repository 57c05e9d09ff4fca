"""What is held about one person, as plain values: read by the copy's page and kept in it as JSON."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import Contributor, ContributorToken, JoinedContributor
from campaigns.reminders import services as reminders_services
from galleries import queries as galleries_queries
from moderation import queries as moderation_queries
from moderation.models import Decision
from outbox.models import Mail
from rights import queries as rights_queries
from rights.models import Opening
from submissions import queries as submissions_queries
from submissions.models import Asset, Submission

Told = dict[str, Any]


def held(contributor: Contributor, *, files: Mapping[uuid.UUID, str], at: datetime) -> Told:
    """Everything, in the order a person would ask for it; `files` names the originals in the copy."""
    sent = list(
        submissions_queries.of_contributor(contributor)
        .select_related("campaign")
        .prefetch_related("assets", "messages", "decisions__words", "release_requests", "campaign__questions")
    )
    ids = [submission.pk for submission in sent]
    used, appeals = galleries_queries.where_used(ids, at=at), moderation_queries.appeals(ids)
    return {
        "made_at": _moment(at),
        "brand": {"name": contributor.brand.name, "contact": contributor.brand.contact_email},
        "you": _you(contributor),
        "links_to_your_page": _links(contributor),
        "mails_to_you": _mails(contributor),
        "reminders": _reminders(contributor),
        "sent": [
            _submission(one, files)
            | {
                "shown": [{"where": place.title, "since": _moment(place.since)} for place in used[one.pk]],
                "second_look": _appeal(appeals.get(one.pk)),
                "permission": _permission(one, at),
            }
            for one in sent
        ],
    }


def _you(contributor: Contributor) -> Told:
    identity = getattr(contributor, "identity", None)
    return {
        "pseudonym": str(contributor.pk),
        "earlier_pseudonyms": [
            str(pk) for pk in JoinedContributor.objects.filter(into=contributor).values_list("former_id", flat=True)
        ],
        "here_since": _moment(contributor.created_at),
        "name": identity.name if identity else "",
        "email": identity.email if identity else "",
        "email_confirmed_at": _moment(identity.email_confirmed_at) if identity else None,
        "email_given_on_page_at": _moment(identity.email_kept_at) if identity else None,
        "language": identity.locale if identity else "",
        "blocked_since": _moment(contributor.blocked_at),
    }


def _links(contributor: Contributor) -> list[Told]:
    links = ContributorToken.objects.filter(contributor=contributor).order_by("created_at")
    return [
        {
            "made_at": _moment(link.created_at),
            "last_opened_on": link.seen_on.isoformat() if link.seen_on else None,
            "ended_at": _moment(link.revoked_at),
        }
        for link in links
    ]


def _mails(contributor: Contributor) -> list[Told]:
    about = Q(contributor=contributor) | Q(facts__page=str(contributor.pk))
    mails = Mail.objects.filter(about, brand_id=contributor.brand_id).order_by("created_at")
    return [{"about": mail.kind, "state": mail.state, "at": _moment(mail.created_at)} for mail in mails]


def _reminders(contributor: Contributor) -> list[Told]:
    """Of a proven address only: anybody can type one, and would read here what somebody else waits for."""
    identity = getattr(contributor, "identity", None)
    if identity is None or identity.email_confirmed_at is None:
        return []
    wishes = reminders_services.of_address(brand_id=contributor.brand_id, address=identity.email)
    return [{"campaign": one.campaign.title, "asked_at": _moment(one.created_at)} for one in wishes]


def _submission(submission: Submission, files: Mapping[uuid.UUID, str]) -> Told:
    return {
        "id": str(submission.pk),
        "campaign": submission.campaign.title,
        "sent_at": _moment(submission.received_at),
        "by_way_of": submission.source,
        "state": submission.state,
        "caption": submission.caption,
        "credited_as": submission.credit,
        "answers": submission.answers,
        "questions": {question.key: question.label for question in submission.campaign.questions.all()},
        "address_of_the_post": submission.permalink,
        "pictures": [_asset(asset, files.get(asset.pk, "")) for asset in submission.assets.all()],
        "asked_to_agree": [
            {"name": one.name, "email": one.email, "answer": one.answer or "asked", "at": _moment(one.created_at)}
            for one in submission.release_requests.all()
        ],
        "decisions": [_decision(one) for one in submission.decisions.order_by("at", "submission_version")],
        "messages": [
            {"from": message.author, "text": message.text, "at": _moment(message.at), "read": _moment(message.read_at)}
            for message in submission.messages.all()
        ],
    }


def _asset(asset: Asset, file: str) -> Told:
    return {
        "id": str(asset.pk),
        "file": file,
        "name_as_sent": asset.filename,
        "description": asset.alt_text,
        "kind": asset.kind,
        "type": asset.content_type,
        "bytes": asset.original_bytes,
        "sha256": asset.original_sha256,
        "width": asset.width,
        "height": asset.height,
        "seconds": asset.duration_ms / 1000 if asset.duration_ms else None,
        **_taken(asset),
        "camera": asset.camera_model,
        "state": asset.state,
        "taken_back_at": _moment(asset.withdrawn_at),
    }


def _taken(asset: Asset) -> Told:
    """When it was taken: with the zone that its file tells, or as the camera's clock stood."""
    told = submissions_queries.captured_words(asset)
    return {"taken_at": told["captured_at"], "taken_at_kind": told["captured_at_kind"]}


def _decision(decision: Decision) -> Told:
    """What was decided and why; who of the team it was is their business."""
    return {
        "verdict": decision.verdict,
        "reason": decision.reason,
        "note": decision.note,
        "at": _moment(decision.at),
    }


def _appeal(appeal: Any) -> Told | None:
    if appeal is None:
        return None
    words = getattr(appeal, "words", None)
    return {"asked_at": _moment(appeal.at), "text": words.text if words else ""}


def _permission(submission: Submission, at: datetime) -> Told:
    """Each choice, and the receipt: the events of the ledger with the salts that open what hides the name in them."""
    events = rights_queries.history(submission.brand_id, submission.pk)
    salts = dict(Opening.objects.filter(event__in=[event.pk for event in events]).values_list("event_id", "salt"))
    return {
        "choices": [
            {"choice": str(choice.scope.label), "stands": choice.live}
            for choice in rights_queries.standing(submission_id=submission.pk, at=at)
        ],
        "receipt": [
            {
                "event": event.sequence,
                "kind": event.kind,
                "at": _moment(event.at),
                "hash": event.hash,
                "previous": event.prev_hash,
                "says": json.loads(event.body),
                "salt": salts.get(event.pk, ""),
            }
            for event in events
        ],
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
