#!/usr/bin/env python
"""The command line of Fanfare: every management command starts here.

It needs no running service by itself; a command that talks to the database or the broker finds
the embedded ones through the settings when the environment names none.
"""

import os
import sys


def main() -> None:
    """Hand the command line to Django; settings that do not fit are one sentence and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from bootstrap import machine

    machine.say_anything()
    try:
        bool(settings.INSTALLED_APPS)  # reading one reads them all
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
