"""Searching in captions has an index that the planner can use for what the library asks."""

import pytest
from django.db import connection

from submissions.models import Submission

pytestmark = pytest.mark.django_db


def test_the_index_answers_what_the_library_asks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = Submission.objects.filter(caption__icontains="morning li_ght%").explain()
    assert "submission_caption_words" in plan
    assert "submission_caption_words" not in Submission.objects.filter(permalink__icontains="morning").explain()
