"""What the web server notes in a request's environment for the application: since when it arrives, and what is missing.

No Django: the server reads this before Django is set up. No visitor can write these, because headers get other names.
"""

MISSING = "fanfare.missing"  # why the body was not handed over: one of the two words below
LATE, BUSY = "late", "busy"
BUSY_SECONDS = 60  # until it is worth another try
BEGAN = "fanfare.began"  # when its first bytes came, in seconds of the clock
