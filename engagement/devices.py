"""Tells phone, tablet and desktop apart by what a browser calls itself; coarse on purpose. Pure.

Newer iPads call themselves a Mac and are counted as desktops; we do not ask the screen to know better.
"""

import re

from engagement.models import Device

LONGEST = 500
_TABLET = re.compile(r"ipad|tablet|kindle|silk/(?!.*mobile)|android(?!.*mobi)", re.IGNORECASE)
_PHONE = re.compile(r"mobi|iphone|ipod|android|opera mini|series ?60", re.IGNORECASE)


def device(user_agent: str) -> Device:
    """The class of device; what says nothing about itself is a desktop."""
    name = user_agent[:LONGEST]
    if _TABLET.search(name):
        return Device.TABLET
    return Device.PHONE if _PHONE.search(name) else Device.DESKTOP
