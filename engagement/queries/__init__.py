"""Every figure about a campaign, with its formula and its rows."""

from engagement.queries.answers import ORDER as CONVERSATIONS_ORDER, conversations
from engagement.queries.measures import measures, measures_for
from engagement.queries.values import Measure, Row

__all__ = [
    "CONVERSATIONS_ORDER",
    "Measure",
    "Row",
    "conversations",
    "measures",
    "measures_for",
]
