"""Publishing terms: a text is kept for good, and another text is another version."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation

from accounts import permissions as accounts_permissions
from accounts.actors import Actor
from rights import canonical, chain, facts, permissions, validators
from rights.models import LedgerEvent, Terms
from rights.scopes import Scope


@transaction.atomic
def publish_terms(
    *,
    brand_id: UUID,
    family: str,
    locale: str,
    text: str,
    summary: Sequence[str],
    scopes: Iterable[Scope],
    by: Actor,
    at: datetime,
) -> Terms:
    """Keep a text for good; the same text, summary and scopes again return the version there is.

    Versions count through the family over all locales. Raises ValidationError.
    """
    accounts_permissions.require(permissions.can_publish_terms(by, brand_id))
    words, sentences = validators.clean_text(text), validators.clean_summary(summary)
    with translation.override(locale):  # the sentences beside the tick boxes are part of what is agreed to
        offered = [scope.as_dict() for scope in validators.clean_scopes(scopes)]
    chain.lock(brand_id)  # two publishers cannot both make the next version
    versions = Terms.objects.filter(brand_id=brand_id, family=family).order_by("-version")
    there: Terms | None = versions.filter(locale=locale).first()
    if there and (there.text, there.summary, there.scopes) == (words, sentences, offered):
        return there
    terms = Terms(
        brand_id=brand_id,
        family=family,
        version=(versions.values_list("version", flat=True).first() or 0) + 1,
        locale=locale,
        text=words,
        text_hash=canonical.text_hash(words),
        summary=sentences,
        scopes=offered,
        created_at=at,
        created_by=by.reference,
    )
    return _published(terms, by=by, at=at)


def _published(terms: Terms, *, by: Actor, at: datetime) -> Terms:
    terms.clean_fields()
    terms.save()
    kind, body = LedgerEvent.Kind.TERMS, facts.of_terms(terms)
    chain.append(brand_id=terms.brand_id, kind=kind, submission_id=None, body=body, by=by, at=at)
    return terms
