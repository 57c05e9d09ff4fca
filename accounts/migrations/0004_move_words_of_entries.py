"""Moves the reasons for which originals were fetched out of the append-only log, where nothing could be erased."""

from django.db import migrations

MOVE = """
INSERT INTO accounts_auditnote (entry_id, brand_id, text)
    SELECT id, brand_id, left(detail->>'reason', 500) FROM accounts_auditentry
    WHERE action = 'original.fetch' AND brand_id IS NOT NULL AND detail->>'reason' <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE accounts_auditentry DISABLE TRIGGER accounts_auditentry_append_only;
UPDATE accounts_auditentry SET detail = detail - 'reason' WHERE action = 'original.fetch';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE accounts_auditentry ENABLE TRIGGER accounts_auditentry_append_only;
"""
BACK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE accounts_auditentry DISABLE TRIGGER accounts_auditentry_append_only;
UPDATE accounts_auditentry SET detail = detail || jsonb_build_object('reason', words.text)
    FROM accounts_auditnote AS words
    WHERE words.entry_id = accounts_auditentry.id AND action = 'original.fetch';
DELETE FROM accounts_auditnote;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE accounts_auditentry ENABLE TRIGGER accounts_auditentry_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_contributors_links_and_words")]

    operations = [migrations.RunSQL(sql=MOVE, reverse_sql=BACK)]
