"""Databases that benchmarks make for themselves."""

import os
import subprocess
import sys

import pytest

from tests.fault import web

# In a process of its own, because it is another Django than that of the tests.
MADE = """
from benchmarks.media.duplicates import database_of_its_own
with database_of_its_own("bench_try"):
    from django.conf import settings
    from django.db import connection
    from submissions.models import Submission
    from ugc_platform import database_roles
    roles = [settings.DATABASE_OWNER["USER"], database_roles.application()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), tableowner = %s, current_user = %s FROM pg_tables"
            " WHERE tablename = 'submissions_submission'", roles)
        print(*cursor.fetchone(), Submission.objects.count())
with connection._nodb_cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'bench_try'")
    print(*cursor.fetchone())
"""


@pytest.mark.services
def test_the_owner_makes_it_and_the_application_uses_it(database_server: None) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MADE], cwd=web.ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert ran.stdout.split() == ["bench_try", "True", "True", "0", "0"], ran.stderr
