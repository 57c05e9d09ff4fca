"""The uses that our own pages stand for, and how a use is written down."""

from rights.uses import EVERYWHERE, Use

PAGE = Use(channel="brand_page")


def words(use: Use) -> list[str]:
    """A use in a few short codes, as names of files say it: `paid_ads`, `DE`, `edits`."""
    said = {use.territory: use.territory != EVERYWHERE, "edits": use.edits, "ai": use.ai}
    return [use.channel, *(word for word, holds in said.items() if holds)]
