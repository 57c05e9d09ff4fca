"""What comes in by the door, and how it is refused."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from submissions.releases.validators import Person

DESCRIPTION = "alt_text"  # why a file is refused that is fine but for the words beside it


@dataclass(frozen=True)
class IncomingFile:
    """One file as it was sent; the name is only ever shown. The file must be able to seek."""

    name: str
    file: IO[bytes]
    alt_text: str = ""


@dataclass(frozen=True)
class StoredFile:
    """A file that arrived in parts and lies in the store: named by its upload, so its bytes do not pass through us."""

    upload_id: uuid.UUID
    alt_text: str = ""


@dataclass(frozen=True)
class Entry:
    """What the fan said. Nothing in it is trusted; `receive` cleans and checks all of it.

    The terms that were shown are named by `terms_id` or by `terms_version`. `age_band` and `country` say more than
    `age_confirmed`, and count instead of it; with `age_asked` they have to be answered. `persons` are the people in
    the picture, or guardians of a child in it; `guardian` is the sender's own. `confirm_email` wants the address
    proven whatever the campaign asks for.
    """

    caption: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    email: str = ""
    locale: str = "en"
    terms_version: int | None = None
    terms_id: uuid.UUID | None = None
    accept: bool = False
    age_confirmed: bool = False
    age_asked: bool = False
    age_band: str = ""
    country: str = ""
    persons: Sequence[Person] = ()
    guardian: Person = field(default_factory=Person)
    confirm_email: bool = False
    scopes: Sequence[str] = ()
    people: str = ""
    music: str = ""
    permalink: str = ""
    control: str = ""


@dataclass(frozen=True)
class FileRefused:
    """Why one file is not taken: a code for programs, a sentence for the fan."""

    index: int
    name: str
    code: str
    message: str

    @property
    def is_final(self) -> bool:
        """Whether it is about the file itself: its description can still be put right."""
        return self.code != DESCRIPTION


class Refused(Exception):
    """Nothing was created. All that is wrong is in here at once: sentences per field, and per file.

    Fields are those of `Entry`, `files`, `answers.<question>` and `__all__` for what belongs to no field.
    """

    def __init__(self, errors: dict[str, list[str]], files: list[FileRefused]) -> None:
        self.errors = errors
        self.files = files
        super().__init__(f"{sorted(errors)} {[(refused.index, refused.code) for refused in files]}")
