"""Ids and references have one index each.

A second one comes with every column of text, for what it begins with. Nobody asks that of an id, and each row that is
written paid for it.
"""

from django.db import migrations

DROP = """
DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT i.indexrelid::regclass FROM pg_index i
                 JOIN pg_class c ON c.oid = i.indexrelid
                 JOIN pg_opclass o ON o.oid = i.indclass[0] AND o.opcname = 'text_pattern_ops'
                WHERE c.relname LIKE '%\\_like' AND i.indnatts = 1 AND EXISTS (
                          SELECT FROM pg_trigger t WHERE t.tgrelid = i.indrelid AND t.tgname = 'only_by_versions')
    LOOP
        EXECUTE format('DROP INDEX %s', one);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = (
        ("decisions", "0002_initial"),
        ("officials", "0001_initial"),
        ("organisations", "0005_position_qualification"),
        ("record", "0003_seats"),
    )

    operations = (migrations.RunSQL(DROP, migrations.RunSQL.noop),)
