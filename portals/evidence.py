"""How well we know that somebody agreed, and what that is enough for, in words: for fans and for the brand's people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portals import words
from rights import grades, queries as rights_queries, wording


@dataclass(frozen=True)
class Told:
    """One grade of evidence behind somebody's permission, with the channels it is and is not enough for."""

    grade: str
    sentence: str
    taken: str
    short: str
    chosen: str

    @property
    def plain(self) -> bool:
        """Whether there is nothing to explain: they agreed on our page, and that is enough for all they allowed."""
        return self.grade == grades.FORM and not self.short


def to_sender(weighed: Iterable[rights_queries.Weighed]) -> list[Told]:
    """To the person who sent it."""
    return [
        Told(
            one.grade,
            str(wording.GRADES_TO_SENDER[one.grade]),
            _named(one.taken),
            _named(one.short),
            _named(one.chosen),
        )
        for one in weighed
    ]


def _named(channels: Sequence[str]) -> str:
    return ", ".join(words.channel(channel) for channel in channels)
