"""The media portal's name for the addresses that it honours; they are made in `portals.addresses`."""

from portals.addresses import member_url, rendition_number

__all__ = ["member_url", "rendition_number"]
