"""Write down how the conversations stand that were there before."""

from django.db import migrations

FILL = """
INSERT INTO conversations_thread (submission_id, brand_id, last_at, waiting_since, version, changes)
SELECT m.submission_id, m.brand_id, max(m.at),
       min(m.at) FILTER (WHERE m.author = 'contributor' AND NOT EXISTS (
           SELECT 1 FROM conversations_message a
           WHERE a.submission_id = m.submission_id AND a.author = 'brand' AND a.at > m.at)),
       1, 1
FROM conversations_message m
GROUP BY m.submission_id, m.brand_id
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_inbox")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
