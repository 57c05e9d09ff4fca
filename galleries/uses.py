"""The uses that our own pages stand for."""

from rights.uses import Use

PAGE = Use(channel="brand_page")
