"""Every figure about a campaign, with its formula and its rows."""

from engagement.queries.measures import gallery_views, measures, measures_for
from engagement.queries.values import Measure, Row

__all__ = ["Measure", "Row", "gallery_views", "measures", "measures_for"]
