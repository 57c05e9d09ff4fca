"""Rows as the API shows them: plain dictionaries in the shapes of the serializers."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from galleries import queries as galleries_queries
from portals import addresses
from portals.api import problems
from rights import queries as rights_queries
from submissions import lifecycle as submissions_lifecycle, queries as submissions_queries

if TYPE_CHECKING:
    from moderation.models import Decision
    from submissions.models import Asset, Rendition, Submission

_ASSET = ("kind", "state", "filename", "content_type", "width", "height", "captured_at", "camera_model", "fingerprint")


def seconds(milliseconds: int | None) -> float | None:
    """Milliseconds as the API's seconds."""
    return None if milliseconds is None else milliseconds / 1000


def listed(submission: "Submission") -> dict[str, Any]:
    """One line of a list."""
    identity = getattr(submission.contributor, "identity", None)
    return {
        "id": str(submission.pk),
        "campaign": submission.campaign.slug,
        **{name: getattr(submission, name) for name in ("state", "version", "source", "caption", "received_at")},
        "contributor": identity.name if identity else "",
        "assets": [asset(row) for row in submission.assets.all()],
    }


def whole(submission: "Submission") -> dict[str, Any]:
    """One submission with its rights and its decisions."""
    return {
        **listed(submission),
        "answers": submission.answers,
        "grants": [_grant(row) for row in rights_queries.grants(submission.brand_id, submission.pk)],
        "decisions": [_decision(row) for row in submission.decisions.all()],
    }


def asset(row: "Asset") -> dict[str, Any]:
    """One photo or video; its files under signed addresses, none once it was withdrawn."""
    return {
        "id": str(row.pk),
        **{name: getattr(row, name) for name in _ASSET},
        "alt": row.alt_text,
        "bytes": row.original_bytes,
        "sha256": row.original_sha256,
        "duration_s": seconds(row.duration_ms),
        "failure": _failure(row),
        "renditions": [_rendition(file) for file in submissions_queries.viewable_renditions(row)],
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
    return {"code": row.failure_code, "sentence": submissions_queries.failure_sentence(row)}


def _grant(row: Any) -> dict[str, Any]:
    names = ("asset_id", "scopes", "channels", "territories", "starts_at", "ends_at", "edits", "ai", "evidence_grade")
    return {"id": row.sequence, **{name: getattr(row, name) for name in names}, "terms_version": row.terms.version}


def _decision(row: "Decision") -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("verdict", "reason", "note", "excluded", "at")},
        "by": str(row.user) if row.user else row.rule,
    }


def status(submission: "Submission") -> dict[str, Any]:
    """What the contributor may know."""
    return {
        "id": str(submission.pk),
        **{name: getattr(submission, name) for name in ("state", "version", "received_at")},
        "reasons": _reasons(submission),
        "assets": [_asset_status(row) for row in submissions_queries.assets_with_withdrawals(submission)],
        "used": [_used(place) for place in galleries_queries.where_used(submission)],
    }


def _reasons(submission: "Submission") -> list[dict[str, str]]:
    if submission.state != submissions_lifecycle.State.REJECTED:
        return []
    last = submission.decisions.order_by("-at").first()
    if last is None:
        return []
    return [{"code": last.reason, "sentence": str(last.get_reason_display()), "note": last.note}]


def _asset_status(row: Any) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "state": row.state,
        "withdrawn": bool(row.withdrawn),
        "reason": _failure(row),
    }


def _used(place: Any) -> dict[str, str]:
    name = "fans:gallery" if place.kind == "gallery" else "fans:campaign"
    return {
        "kind": place.kind,
        "title": place.title,
        "url": addresses.absolute(reverse(name, kwargs={"slug": place.slug})),
    }


def submission_filters(query: Mapping[str, str]) -> dict[str, Any]:
    """`state`, `campaign` and `since` of a list's address; a clear error for anything else in them."""
    state, since = query.get("state") or None, query.get("since") or None
    if state is not None and state not in submissions_lifecycle.State.values:
        raise problems.invalid({"state": [_("There is no such state.")]})
    return {"state": state, "campaign": query.get("campaign") or None, "since": _moment(since)}


def _moment(raw: str | None) -> datetime.datetime | None:
    if raw is None:
        return None
    try:
        moment = parse_datetime(raw.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise problems.invalid({"since": [_("Write a time like 2026-05-01T00:00:00Z.")]})
    return moment
