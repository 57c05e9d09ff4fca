"""What goes into an export and what is said about it: the plan, the manifest's rows, the rows of the database."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import Brand
from galleries.exporting.candidates import Candidate
from galleries.exporting.delivery import File
from galleries.exporting.manifest import Manifest
from galleries.models import Export, ExportItem
from galleries.queries import exported
from galleries.services import export_work
from moderation import queries as moderation_queries
from rights import grades as evidence_grades, queries as rights_queries
from rights.queries import LiveGrant
from rights.uses import Use
from submissions import queries as submissions_queries
from submissions.models import Asset

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Requested = WithAnnotations[Asset, exported.Worded]


@dataclass(frozen=True)
class Refused:
    """An asset that is left out, with codes and sentences."""

    asset: Asset
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """What may be delivered and what not, under one ledger head."""

    allowed: tuple[Candidate, ...]
    refused: tuple[Refused, ...]
    ledger_head: tuple[int, str]


@dataclass(frozen=True)
class Delivered:
    """One file of the ZIP."""

    candidate: Candidate
    name: str
    file: File


def plan(export: Export, *, at: datetime.datetime) -> Plan:
    """Sort everything that was asked for into allowed and refused, each refusal with its reasons."""
    use = Use.kept(export.use)
    head = rights_queries.head(export.brand_id)
    assets = exported.requested_assets(export)
    publishable = submissions_queries.publishable(use=use, at=at).filter(pk__in=[asset.pk for asset in assets])
    allowed = set(publishable.values_list("pk", flat=True))
    return Plan(
        allowed=tuple(_candidates([asset for asset in assets if asset.pk in allowed], export.brand, use, at)),
        refused=tuple(_refused(asset, use, at) for asset in assets if asset.pk not in allowed),
        ledger_head=head,
    )


def check_again(export: Export, delivered: Sequence[Delivered], *, at: datetime.datetime) -> None:
    """Raise Changed when something in the ZIP may not be used any more."""
    wanted = {one.candidate.asset.pk for one in delivered}
    allowed = submissions_queries.publishable(use=Use.kept(export.use), at=at).filter(pk__in=wanted)
    if allowed.count() != len(wanted):
        raise export_work.Changed(str(export.pk))


def items(export: Export, delivered: Sequence[Delivered], refused: Sequence[Refused]) -> list[ExportItem]:
    """One row per asset that was asked for."""
    inside = [
        ExportItem(
            brand_id=export.brand_id,
            export=export,
            submission_id=one.candidate.asset.submission_id,
            asset=one.candidate.asset,
            file=one.name,
            sha256=one.file.sha256,
            made_from=one.file.made_from,
            words=one.candidate.words,
        )
        for one in delivered
    ]
    outside = [
        ExportItem(
            brand_id=export.brand_id,
            export=export,
            submission_id=one.asset.submission_id,
            asset=one.asset,
            refused=[{"code": code, "sentence": sentence} for code, sentence in one.reasons],
        )
        for one in refused
    ]
    return inside + outside


def manifest_of(
    export: Export, plan: Plan, delivered: Sequence[Delivered], refused: Sequence[Refused], *, at: datetime.datetime
) -> Manifest:
    """All that the manifest says, in plain values."""
    approvals = moderation_queries.approved_at({one.candidate.asset.submission_id for one in delivered})
    head = f"{plan.ledger_head[0]}:{plan.ledger_head[1]}"
    rows = [
        _row(one, approved_at=approvals.get(one.candidate.asset.submission_id), ledger_head=head) for one in delivered
    ]
    return Manifest(about=_about(export, head, at), rows=rows, refused=[_refused_row(one) for one in refused])


def _candidates(assets: "list[Requested]", brand: Brand, use: Use, at: datetime.datetime) -> list[Candidate]:
    pairs = [(asset.submission_id, asset.pk) for asset in assets]
    grants = rights_queries.grants_of(pairs, at=at)
    takes = rights_queries.grades_taken(brand_id=brand.pk, at=at)[use.channel]
    return [_candidate(asset, brand, _covering(grants[asset.pk], use, takes), at) for asset in assets]


def _covering(grants: list[LiveGrant], use: Use, takes: Sequence[str]) -> list[LiveGrant]:
    """The grants that this very use rests on."""
    return [
        grant
        for grant in grants
        if use.channel in grant.channels
        and ("*" in grant.territories or use.territory in grant.territories)
        and (grant.edits or not use.edits)
        and (grant.ai or not use.ai)
        and grant.evidence_grade in takes
    ]


def _candidate(asset: "Requested", brand: Brand, grants: list[LiveGrant], at: datetime.datetime) -> Candidate:
    creator = submissions_queries.credit(asset.submission)
    answers = rights_queries.answers(submission_id=asset.submission_id, asset_id=asset.pk, at=at)
    return Candidate(
        asset=asset,
        brand=brand,
        creator=creator,
        credit_line=f"{creator} / {brand.name}" if creator else brand.name,
        caption=asset.submission.caption,
        words=asset.words,
        grants=tuple(grants),
        people=answers["people"][0],
    )


def _refused(asset: Asset, use: Use, at: datetime.datetime) -> Refused:
    answer = submissions_queries.may_use(asset=asset, use=use, at=at)
    reasons = tuple((reason.code, str(reason.sentence)) for reason in answer.reasons if not answer.allowed)
    # Allowed again within this very moment: left out of this export rather than guessed at.
    return Refused(asset, reasons or (("changed", _("Its permission changed while the export was prepared.")),))


def _about(export: Export, head: str, at: datetime.datetime) -> dict[str, Any]:
    takes = rights_queries.grades_taken(brand_id=export.brand_id, at=at)[Use.kept(export.use).channel]
    return {
        "export": str(export.pk),
        "brand": export.brand.slug,
        "gallery": export.gallery.slug if export.gallery else None,
        "filter": export.filter,
        "use": export.use,
        "evidence_grades": takes,
        "made_at": _moment(at),
        "ledger_head": head,
    }


def _row(one: Delivered, *, approved_at: datetime.datetime | None, ledger_head: str) -> dict[str, Any]:
    candidate, asset = one.candidate, one.candidate.asset
    submission, grants = asset.submission, candidate.grants
    duration = one.file.duration_ms
    ends = [grant.ends_at for grant in grants]
    return {
        "file": one.name,
        "submission_id": str(submission.pk),
        "asset_id": str(asset.pk),
        "sha256": one.file.sha256,
        "width": one.file.width,
        "height": one.file.height,
        "duration_s": None if duration is None else round(duration / 1000, 3),
        "creator": candidate.creator,
        "credit_line": candidate.credit_line,
        "caption": candidate.caption,
        "alt": asset.alt_text,
        "source": submission.source,
        "permalink": submission.permalink,
        **submissions_queries.captured_words(asset),
        "approved_at": _moment(approved_at),
        "grant_ids": [grant.number for grant in grants],
        "terms_version": max((grant.terms_version for grant in grants), default=None),
        "scope": sorted({scope for grant in grants for scope in grant.scopes}),
        # The use lasts as long as the grant that lasts longest; one without end never expires.
        "expires_at": None if None in ends else _moment(max((end for end in ends if end), default=None)),
        "evidence_grade": _grade(candidate),
        "ledger_head": ledger_head,
    }


def _grade(candidate: Candidate) -> str | None:
    """How well we know all that this use rests on: the best grant, or what its sender alone says of others in it."""
    if candidate.people == "others_stated":
        return evidence_grades.STATED
    return min((grant.evidence_grade for grant in candidate.grants), default=None)


def _refused_row(one: Refused) -> dict[str, Any]:
    return {
        "submission_id": str(one.asset.submission_id),
        "asset_id": str(one.asset.pk),
        "reasons": [{"code": code, "sentence": sentence} for code, sentence in one.reasons],
    }


def _moment(value: datetime.datetime | None) -> str | None:
    return None if value is None else value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
