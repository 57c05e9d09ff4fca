#!/usr/bin/env python
"""The command line of Fanfare: every management command starts here.

It needs no running service by itself; a command that talks to the database or the broker finds
the embedded ones through the settings when the environment names none.
"""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugc_platform.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
