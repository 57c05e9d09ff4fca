"""Tells known robots by what they call themselves, so that they are not counted as views. Pure.

The limits, to be said wherever the number is shown: a robot that calls itself a browser is counted, and a
page kept by a browser or a proxy is not. We do not fingerprint visitors to know better.
"""

import re

# Words that robots use in their names; `docs/measures.md` lists them for the reader.
WORDS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "fetch",
    "monitor",
    "scan",
    "archiv",
    "headless",
    "lighthouse",
    "pagespeed",
    "validator",
    "feed",
    "rss",
    "curl",
    "wget",
    "python",
    "java/",
    "okhttp",
    "go-http-client",
    "libwww",
    "httpclient",
    "node-fetch",
    "axios",
    "facebookexternalhit",
    "whatsapp",
    "embedly",
    "quora link",
    "mediapartners",
    "gptbot",
    "claude",
    "uptime",
    "pingdom",
    "statuscake",
)
# A handset maker whose browsers carry "bot" in their name.
_PEOPLE = re.compile(r"cubot", re.IGNORECASE)
_ROBOTS = re.compile("|".join(re.escape(word) for word in WORDS), re.IGNORECASE)
LONGEST = 500


def is_robot(user_agent: str) -> bool:
    """Whether this calls itself a robot; a browser always has a name, so none at all counts as one too."""
    name = user_agent[:LONGEST].strip()
    return not name or _ROBOTS.search(_PEOPLE.sub("", name)) is not None
