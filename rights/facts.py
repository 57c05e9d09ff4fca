"""How each fact is spelled in its event: written by the services, read again by the verification."""

from datetime import datetime
from uuid import UUID

from rights import canonical
from rights.models import Fact, Grant, Release, Revocation, TakenGrades, Terms

Body = dict[str, canonical.Value]


def of_terms(terms: Terms) -> Body:
    """Spell a version of terms; the hash stands for the text."""
    return {
        "family": terms.family,
        "scopes": list(terms.scopes),
        "summary": list(terms.summary),
        "terms": terms_reference(terms),
    }


def terms_reference(terms: Terms) -> Body:
    """Name terms so exactly that the text can be checked word by word."""
    return {"id": str(terms.pk), "locale": terms.locale, "sha256": terms.text_hash, "version": terms.version}


def of_grant(grant: Grant) -> Body:
    """Spell what was allowed."""
    return {
        "ai": grant.ai,
        "asset": _reference(grant.asset_id),
        "channels": list(grant.channels),
        "credit": grant.credit,
        "edits": grant.edits,
        "ends_at": _moment(grant.ends_at),
        "grade": grant.evidence_grade,
        "scopes": list(grant.scopes),
        "starts_at": _moment(grant.starts_at),
        "sublicence": grant.sublicence,
        "terms": terms_reference(grant.terms),
        "territories": list(grant.territories),
    }


def of_release(release: Release) -> Body:
    """Spell an answer about people or music."""
    return {
        "allows": release.allows,
        "answer": release.answer,
        "asset": _reference(release.asset_id),
        "question": release.kind,
    }


def of_revocation(revocation: Revocation) -> Body:
    """Spell what was taken back; no channels means every use, of the sort of the additions if there are any."""
    channels = revocation.channels
    body: Body = {"asset": _reference(revocation.asset_id), "channels": None if channels is None else list(channels)}
    # Named only where they matter: events from before there were any keep their spelling.
    return body | {"additions": list(revocation.additions)} if revocation.additions else body


def of_taken_grades(taken: TakenGrades) -> Body:
    """Spell which grades a channel takes."""
    return {"channel": taken.channel, "grades": list(taken.grades)}


def of(fact: Fact | TakenGrades) -> Body:
    """Spell any fact."""
    if isinstance(fact, TakenGrades):
        return of_taken_grades(fact)
    if isinstance(fact, Grant):
        return of_grant(fact)
    if isinstance(fact, Release):
        return of_release(fact)
    assert isinstance(fact, Revocation)
    return of_revocation(fact)


def _reference(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _moment(at: datetime | None) -> str | None:
    return None if at is None else canonical.moment(at)
