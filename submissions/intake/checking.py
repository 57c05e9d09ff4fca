"""Cleans what the fan typed and collects everything that is wrong with it: nobody corrects one error at a time."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import mail_addresses, queries as accounts_queries
from accounts.models import Contributor
from campaigns import queries as campaigns_queries
from campaigns.models import Campaign
from rights import ages, validators as rights_validators
from rights.models import Terms
from rights.scopes import Scope
from submissions import validators
from submissions.intake.values import Entry
from submissions.releases import validators as releases_validators
from submissions.releases.validators import Person

T = TypeVar("T")
U = TypeVar("U")
WHOLE = "__all__"
_EMAIL_NEEDED = (Campaign.EmailPolicy.REQUIRED, Campaign.EmailPolicy.CONFIRMED)
UNKNOWN = "unknown"


@dataclass(frozen=True)
class CleanEntry:
    """The same words, fit to be kept."""

    caption: str
    answers: dict[str, str | bool]
    name: str
    email: str
    locale: str
    scopes: tuple[str, ...]
    people: str
    music: str
    permalink: str
    age_band: str
    country: str
    persons: tuple[Person, ...]
    guardian: Person


class Errors(defaultdict[str, list[str]]):
    """Sentences per field."""

    def __init__(self) -> None:
        super().__init__(list)

    def guard(self, field: str, check: Callable[[], T], otherwise: U) -> T | U:
        """Run a check; when it refuses, keep its sentences and go on with something harmless."""
        try:
            return check()
        except ValidationError as error:
            self[field] += error.messages
            return otherwise


def clean(entry: Entry, campaign: Campaign, errors: Errors) -> CleanEntry:
    """Clean each field and check it for itself."""
    asks_for_email = campaign.email_policy != Campaign.EmailPolicy.NONE or entry.confirm_email
    band = errors.guard("age_band", lambda: ages.Band.parse(entry.age_band).key if entry.age_band else "", "")
    return CleanEntry(
        caption=errors.guard("caption", lambda: validators.clean_caption(entry.caption), ""),
        answers=_answers(entry, campaign, errors),
        name=errors.guard("name", lambda: validators.clean_name(entry.name), ""),
        # What nobody asked for is not kept.
        email=errors.guard("email", lambda: validators.clean_email(entry.email), "") if asks_for_email else "",
        locale=validators.clean_locale(entry.locale),
        scopes=tuple(dict.fromkeys(entry.scopes)),
        people=errors.guard("people", lambda: _known_answer("people", entry.people), UNKNOWN),
        music=errors.guard("music", lambda: _known_answer("music", entry.music), UNKNOWN),
        permalink=errors.guard("permalink", lambda: validators.clean_permalink(entry.permalink), ""),
        age_band=band,
        country=errors.guard("country", lambda: ages.clean_country(entry.country) if entry.country else "", ""),
        persons=errors.guard("persons", lambda: releases_validators.clean_people(entry.persons), ()),
        guardian=errors.guard("guardian", lambda: releases_validators.clean_person(entry.guardian), Person()),
    )


def _known_answer(kind: str, answer: str) -> str:
    return rights_validators.claim(kind, answer or UNKNOWN)


def _answers(entry: Entry, campaign: Campaign, errors: Errors) -> dict[str, str | bool]:
    nothing: Mapping[str, object] = {}
    given = errors.guard("answers", lambda: validators.as_mapping(entry.answers), nothing)
    questions = {question.key: question for question in campaign.questions.all()}
    if set(given) - set(questions):
        errors["answers"].append(_("One of these answers belongs to no question. Please load the page again."))
    answers: dict[str, str | bool] = {}
    for key, question in questions.items():
        read = partial(validators.clean_answer, question.kind, question.options, given.get(key))
        answer = errors.guard(f"answers.{key}", read, None)
        if answer is not None:
            answers[key] = answer
        elif question.required and f"answers.{key}" not in errors:
            errors[f"answers.{key}"].append(_("Please answer this question."))
    return answers


def check(
    entry: Entry, cleaned: CleanEntry, campaign: Campaign, contributor: Contributor | None, at: datetime, errors: Errors
) -> None:
    """Check what depends on the campaign, its terms and who sends."""
    if closed := campaigns_queries.accepts(campaign, at):
        errors[WHOLE].append(closed)
    needs_email = campaign.email_policy in _EMAIL_NEEDED or entry.confirm_email
    if needs_email and not cleaned.email and "email" not in errors:
        errors["email"].append(_("Please give an e-mail address, so that we can reach you."))
    _check_age(entry, cleaned, campaign, errors)
    _check_terms(entry, cleaned, campaign, errors)
    if _is_blocked(campaign, contributor, cleaned.email):
        sentence = _("We cannot take anything from you at the moment. Is this a mistake? Please write to %(address)s.")
        errors[WHOLE].append(sentence % {"address": campaign.brand.contact_email})


def _check_age(entry: Entry, cleaned: CleanEntry, campaign: Campaign, errors: Errors) -> None:
    """Old enough for the campaign, by the band or by a word; the country is needed to know who decides."""
    if entry.age_band or entry.age_asked:
        if not entry.age_band:
            errors["age_band"].append(_("Please say how old you are, so that we know whether you can decide alone."))
        elif cleaned.age_band and ages.too_young(ages.Band.parse(cleaned.age_band), minimum=campaign.minimum_age):
            errors["age_band"].append(ages.too_young_sentence(campaign.minimum_age))
        if entry.age_asked and not entry.country:
            errors["country"].append(_("Please choose the country you live in."))
    elif campaign.minimum_age and not entry.age_confirmed:
        errors["age_confirmed"].append(
            _("Please confirm that you are at least %(age)d years old.") % {"age": campaign.minimum_age}
        )
    if _is_own(cleaned.guardian, cleaned):
        errors["guardian"].append(_("Please give your parent's or guardian's own address, not yours."))
    if cleaned.people == "child_guardian" and any(_is_own(person, cleaned) for person in cleaned.persons):
        errors["persons"].append(_("Please give the parent's or guardian's own address, not the one you send with."))


def _is_own(person: Person, cleaned: CleanEntry) -> bool:
    """Whether somebody who has to agree was named with the sender's own letter box."""
    both = bool(person.email and cleaned.email)
    return both and mail_addresses.same_mailbox(person.email, cleaned.email)


def _check_terms(entry: Entry, cleaned: CleanEntry, campaign: Campaign, errors: Errors) -> None:
    """Only what was shown can be agreed to: the version must be one that applies now."""
    if campaign.terms is None:
        return
    if not entry.accept:
        errors["accept"].append(_("Please agree to the terms; without that we may not keep what you send."))
    terms = shown_terms(entry, campaign)
    if entry.terms_id is None and entry.terms_version is None:
        errors["terms_version"].append(_("Please say which version of the terms was shown."))
    elif terms is None:
        errors["terms_version"].append(_("The terms have changed meanwhile. Please read them again before you send."))
    else:
        offered = [Scope.from_dict(kept) for kept in terms.scopes]
        errors.guard("scopes", partial(rights_validators.chosen, offered, cleaned.scopes), None)


def shown_terms(entry: Entry, campaign: Campaign) -> Terms | None:
    """The text that was agreed to, in the language in which it was shown; None when it does not apply now."""
    for terms in campaigns_queries.offered_terms(campaign):
        if entry.terms_id in (None, terms.pk) and entry.terms_version in (None, terms.version):
            return terms
    return None


def _is_blocked(campaign: Campaign, contributor: Contributor | None, email: str) -> bool:
    if contributor is not None and contributor.blocked_at is not None:
        return True
    return accounts_queries.is_blocked(brand_id=campaign.brand_id, email=email)
