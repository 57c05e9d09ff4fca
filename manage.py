#!/usr/bin/env python
"""The command line of Fanfare: every management command starts here.

It needs no running service by itself; a command that talks to the database or the broker finds
the embedded ones through the settings when the environment names none.
"""

import os
import sys


def main() -> None:
    """Hand the command line to Django; settings that do not fit are one sentence and exit code 2.

    A database or cache that is away is one, too, with exit code 1.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from bootstrap import machine
    from ugc_platform import outages
    from ugc_platform.checks import first_line

    machine.say_anything()
    try:
        bool(settings.INSTALLED_APPS)  # reading one reads them all
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    try:
        execute_from_command_line(sys.argv)
    except Exception as error:  # what is no outage goes on as it is
        away = outages.away(error)
        if not away or "--traceback" in sys.argv:
            raise
        sys.stderr.write(f"The {away} is away: {first_line(error)}\nTry again when manage.py doctor finds it.\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
