"""Every figure about a campaign, with its formula and its rows."""

from engagement.queries.answers import ORDER as CONVERSATIONS_ORDER, conversations
from engagement.queries.invitation import Heard, heard, sent
from engagement.queries.measures import measures, measures_for
from engagement.queries.values import Measure, Row

__all__ = [
    "CONVERSATIONS_ORDER",
    "Heard",
    "Measure",
    "Row",
    "conversations",
    "heard",
    "measures",
    "measures_for",
    "sent",
]
