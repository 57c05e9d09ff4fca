"""A letter as plain values: what the composers make and the renderer shows."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quote:
    """Words that a person wrote, and under whose name."""

    text: str
    by: str = ""

    @property
    def quoted(self) -> str:
        """As plain text quotes."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.splitlines())


@dataclass(frozen=True)
class Content:
    """What one kind of mail knows at the moment it is sent.

    `values` fills the variables of the template; the rest is placed by us below the text, whatever the template says.
    """

    values: dict[str, str]
    link: str = ""
    code: str = ""
    quotes: list[Quote] = field(default_factory=list)


@dataclass(frozen=True)
class Recipient:
    """Who reads it. `stop_link` is empty for mail that this person just asked for."""

    email: str
    name: str
    locale: str
    stop_link: str = ""


@dataclass(frozen=True)
class Letter:
    """A finished letter, ready to be shown as text and as HTML."""

    subject: str
    paragraphs: list[str]
    button: str
    content: Content
    recipient: Recipient

    @property
    def preview(self) -> str:
        """What an inbox shows beside the subject: the first sentence that is no greeting."""
        return next((text for text in self.paragraphs[1:]), "")
