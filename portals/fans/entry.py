"""What a fan typed into the form, as typed: read here, kept over errors, judged only by `submissions.intake`."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from submissions import intake

if TYPE_CHECKING:
    from campaigns.models import Campaign

ANSWER = "answer-"
# What agreed: the box, or with the page's script the button beside the same words.
CONTROLS = {"box": "page-form/checkbox:accept", "button": "page-form/button:agree-and-send"}
ROWS = 3  # of people to ask, on the form; more can be named on the contributor's own page
MOST_ROWS = 20
# A broken id is no upload; it is refused like one that is gone.
NO_UPLOAD = uuid.UUID(int=0)


@dataclass(frozen=True)
class Draft:
    """One form's words. Nothing is ticked beforehand."""

    form_key: uuid.UUID = field(default_factory=uuid.uuid4)
    terms_id: uuid.UUID | None = None
    caption: str = ""
    alt_lines: str = ""
    name: str = ""
    email: str = ""
    people: str = ""
    music: str = ""
    accept: bool = False
    agreed_with: str = "box"
    age_band: str = ""
    country: str = ""
    persons: tuple[tuple[str, str], ...] = ()
    guardian: tuple[str, str] = ("", "")
    scopes: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)


def read(words: QueryDict, campaign: "Campaign") -> Draft:
    """The form as it was sent. A lost or broken form key is replaced; everything else stays as typed."""
    return Draft(
        form_key=identifier(words.get("form_key")) or uuid.uuid4(),
        terms_id=identifier(words.get("terms_id")),
        caption=_text(words, "caption"),
        alt_lines=_text(words, "alt_lines"),
        name=_text(words, "name"),
        email=_text(words, "email"),
        people=_text(words, "people"),
        music=_text(words, "music"),
        accept="accept" in words,
        agreed_with=_text(words, "agreed_with"),
        age_band=_text(words, "age_band"),
        country=_text(words, "country"),
        persons=_pairs(words.getlist("person_name"), words.getlist("person_email")),
        guardian=(_text(words, "guardian_name"), _text(words, "guardian_email")),
        scopes=tuple(words.getlist("scopes")),
        answers={question.key: _text(words, ANSWER + question.key) for question in campaign.questions.all()},
    )


def rows(draft: Draft) -> list[tuple[str, str]]:
    """The rows for people to ask: what was typed, and empty ones."""
    return [*draft.persons, *[("", "")] * (ROWS - len(draft.persons))]


def words(draft: Draft) -> dict[str, str]:
    """What the form shows before anything was typed."""
    return {"name": draft.name, "email": draft.email, "country": draft.country, "age_band": draft.age_band}


def entry(draft: Draft, *, confirm_email: bool = False) -> "intake.Entry":
    """The words as the one door wants them; not answered means unknown."""
    return intake.Entry(
        caption=draft.caption,
        answers=draft.answers,
        name=draft.name,
        email=draft.email,
        locale=get_language() or "en",
        terms_version=None,
        terms_id=draft.terms_id,
        accept=draft.accept,
        age_asked=True,
        age_band=draft.age_band,
        country=draft.country,
        persons=[intake.Person(*person) for person in draft.persons],
        guardian=intake.Person(*draft.guardian),
        scopes=draft.scopes,
        people=draft.people or "unknown",
        music=draft.music or "unknown",
        control=CONTROLS.get(draft.agreed_with, CONTROLS["box"]),
        confirm_email=confirm_email,
    )


def files(request: HttpRequest, *, stopped: Collection[int] = ()) -> "list[intake.IncomingFile | intake.StoredFile]":
    """What was chosen, with descriptions: a field for each, or a line for each without JavaScript.

    With JavaScript the files have arrived in parts before, and the form only names them. The descriptions of files that
    were `stopped` on their way, by their places in the form, go with them.
    """
    arrived = [identifier(text) or NO_UPLOAD for text in request.POST.getlist("uploads")]
    chosen: list[UploadedFile[bytes]] = _several(request.FILES, "files")
    described = request.POST.getlist("alt_text") or _text(request.POST, "alt_lines").splitlines()
    said = [_clean(alt) for place, alt in enumerate(described) if place not in stopped]
    alts = said + [""] * (len(arrived) + len(chosen))
    stored = [intake.StoredFile(upload_id=id_, alt_text=alt) for id_, alt in zip(arrived, alts, strict=False)]
    sent = zip(chosen, alts[len(arrived) :], strict=False)
    return [*stored, *(intake.IncomingFile(name=file.name or "", file=file, alt_text=alt) for file, alt in sent)]


def _several(sent: "MultiValueDict[str, UploadedFile[bytes]]", name: str) -> "list[UploadedFile[bytes]]":
    return [file for file in sent.getlist(name) if file]


def _pairs(names: Sequence[str], addresses: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """A name and an address for each row of the form."""
    pairs = zip_longest(names, addresses, fillvalue="")
    return tuple((_clean(name), _clean(address)) for name, address in pairs)[:MOST_ROWS]


def _text(words: QueryDict, name: str) -> str:
    return _clean(words.get(name) or "")


def _clean(text: str) -> str:
    """PostgreSQL stores no NUL, and nobody types one."""
    return text.replace("\0", "").replace("\r\n", "\n").strip()


def identifier(text: str | None) -> uuid.UUID | None:
    """An id as it was sent, or None when it is none."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
