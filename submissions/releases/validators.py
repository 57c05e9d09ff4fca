"""Checks of the people a sender names, so that they can be asked. Pure, apart from translation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from submissions import validators

MOST_PEOPLE = 10


@dataclass(frozen=True)
class Person:
    """Somebody who has to agree; both may be left empty, then the sender hands the link over."""

    name: str = ""
    email: str = ""


def clean_person(person: Person) -> Person:
    """Return name and address fit to be kept. Raises ValidationError."""
    return Person(validators.clean_name(person.name), validators.clean_email(person.email))


def clean_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return those of whom anything was said, each address once. Raises ValidationError."""
    cleaned = [clean_person(person) for person in people]
    named = tuple(dict.fromkeys(person for person in cleaned if person.name or person.email))
    if len(named) > MOST_PEOPLE:
        raise ValidationError(_("Please name at most %(most)d people.") % {"most": MOST_PEOPLE}, code="people")
    addresses = [person.email.lower() for person in named if person.email]
    if len(set(addresses)) != len(addresses):
        raise ValidationError(_("Each person needs an e-mail address of their own."), code="people")
    return named
