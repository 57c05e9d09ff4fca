"""Rows as the API shows them: plain dictionaries in the shapes of the serializers."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from galleries import queries as galleries_queries
from moderation import queries as moderation_queries
from portals import addresses
from portals.api import problems
from rights import queries as rights_queries
from submissions import lifecycle as submissions_lifecycle, queries as submissions_queries

if TYPE_CHECKING:
    from moderation.models import Decision
    from submissions.models import Asset, Rendition, Submission

_ASSET = ("kind", "state", "filename", "content_type", "width", "height", "camera_model", "fingerprint")


def seconds(milliseconds: int | None) -> float | None:
    """Milliseconds as the API's seconds."""
    return None if milliseconds is None else milliseconds / 1000


def listed(submission: "Submission") -> dict[str, Any]:
    """One line of a list."""
    identity = getattr(submission.contributor, "identity", None)
    return {
        "id": str(submission.pk),
        "campaign": submission.campaign.slug,
        **{
            name: getattr(submission, name)
            for name in ("state", "version", "source", "caption", "credit", "received_at")
        },
        "contributor": identity.name if identity else "",
        "assets": [asset(row) for row in submission.assets.all()],
    }


def whole(submission: "Submission", *, at: datetime.datetime) -> dict[str, Any]:
    """One submission with its rights and its decisions."""
    return {
        **listed(submission),
        "answers": submission.answers,
        "grants": [_grant(row) for row in rights_queries.grants(submission_id=submission.pk, at=at)],
        "decisions": [_decision(row) for row in submission.decisions.all()],
    }


def asset(row: "Asset") -> dict[str, Any]:
    """One photo or video; its files under signed addresses, none once it was withdrawn."""
    return {
        "id": str(row.pk),
        **{name: getattr(row, name) for name in _ASSET},
        **submissions_queries.captured_words(row),
        "alt": row.alt_text,
        "bytes": row.original_bytes,
        "sha256": row.original_sha256,
        "duration_s": seconds(row.duration_ms),
        "failure": _failure(row),
        "renditions": [] if row.withdrawn_at else [_rendition(file) for file in row.renditions.all()],
    }


def _rendition(row: "Rendition") -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("spec", "stage", "content_type", "width", "height", "bytes")},
        "duration_s": seconds(row.duration_ms),
        "url": addresses.absolute(addresses.member_url(row)),
    }


def _failure(row: "Asset") -> dict[str, str] | None:
    if not row.failure_code:
        return None
    return {"code": row.failure_code, "sentence": submissions_queries.failure_sentence(row.failure_code)}


def _grant(row: Any) -> dict[str, Any]:
    names = ("asset_id", "scopes", "channels", "territories", "starts_at", "ends_at", "edits", "ai", "evidence_grade")
    return {"id": row.number, "terms_version": row.terms_version, **{name: getattr(row, name) for name in names}}


def _decision(row: "Decision") -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("verdict", "reason", "note", "excluded", "unseen", "at")},
        "by": str(row.user) if row.user else row.rule,
    }


def status(submission: "Submission", *, at: datetime.datetime) -> dict[str, Any]:
    """What the contributor may know."""
    return {
        "id": str(submission.pk),
        **{name: getattr(submission, name) for name in ("state", "version", "received_at")},
        "reasons": _reasons(submission),
        "assets": [_asset_status(row) for row in submission.assets.all()],
        "used": [_used(place) for place in galleries_queries.where_used([submission.pk], at=at)[submission.pk]],
    }


def _reasons(submission: "Submission") -> list[dict[str, str]]:
    if submission.state != submissions_lifecycle.State.REJECTED:
        return []
    last = moderation_queries.decided([submission.pk]).get(submission.pk)
    if last is None:
        return []
    return [{"code": last.reason, "sentence": submissions_queries.refusal_sentence(last.reason), "note": last.note}]


def _asset_status(row: "Asset") -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "state": row.state,
        "withdrawn": row.withdrawn_at is not None,
        "reason": _failure(row),
    }


_PAGES = {"gallery": "fans:gallery", "campaign": "fans:campaign"}


def _used(place: galleries_queries.Used) -> dict[str, str]:
    page = _PAGES.get(place.kind)
    address = addresses.absolute(reverse(page, kwargs={"slug": place.slug})) if page else ""
    return {"kind": place.kind, "title": place.title, "url": address}


def with_assets(rows: "QuerySet[Submission]") -> "QuerySet[Submission]":
    """With all that a list shows, in a constant number of queries."""
    return rows.select_related("campaign", "contributor__identity").prefetch_related("assets__renditions")


def with_decisions(rows: "QuerySet[Submission]") -> "QuerySet[Submission]":
    """With all that one submission shows."""
    return with_assets(rows).prefetch_related("decisions__user", "decisions__words")


def submission_filter(query: Mapping[str, str]) -> Q:
    """`state`, `campaign` and `since` of a list's address; a clear error for anything else in them."""
    wanted = Q()
    if state := query.get("state"):
        if state not in submissions_lifecycle.State.values:
            raise problems.invalid({"state": [_("There is no such state.")]})
        wanted &= Q(state=state)
    if campaign := query.get("campaign"):
        wanted &= Q(campaign__slug=campaign.replace("\x00", "?"))
    if since := query.get("since"):
        wanted &= Q(received_at__gte=_moment(since))
    return wanted


def _moment(raw: str) -> datetime.datetime:
    sentence = _("Write a time like 2026-05-01T00:00:00Z.")
    try:
        moment = parse_datetime(raw.replace(" ", "+"))
        if moment is None or moment.tzinfo is None:
            raise problems.invalid({"since": [sentence]})
        return moment.astimezone(datetime.UTC)  # PostgreSQL refuses some offsets that Python takes
    except (ValueError, OverflowError) as error:
        raise problems.invalid({"since": [sentence]}) from error
