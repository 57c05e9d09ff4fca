"""Moves what moderators wrote out of the append-only table, where nothing could be erased.

The old column stays for one release, empty and with a default, so that a process of the previous release that
still runs can read and write decisions; only the guard's owner can empty it, once, here.
"""

from django.db import migrations

MOVE = """
INSERT INTO moderation_decisionnote (decision_id, brand_id, text)
    SELECT id, brand_id, note FROM moderation_decision WHERE note <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE moderation_decision ALTER COLUMN note SET DEFAULT '';
ALTER TABLE moderation_decision DISABLE TRIGGER moderation_decision_append_only;
UPDATE moderation_decision SET note = '' WHERE note <> '';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE moderation_decision ENABLE TRIGGER moderation_decision_append_only;
"""
BACK = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE moderation_decision DISABLE TRIGGER moderation_decision_append_only;
UPDATE moderation_decision SET note = words.text
    FROM moderation_decisionnote AS words WHERE words.decision_id = moderation_decision.id;
DELETE FROM moderation_decisionnote;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE moderation_decision ENABLE TRIGGER moderation_decision_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0003_words_beside_decisions")]

    operations = [
        migrations.RunSQL(sql=MOVE, reverse_sql=BACK),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="decision", name="note")]
        ),
    ]
