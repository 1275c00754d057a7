"""Who may read and prepare imports, in the database: the keepers of the body's record, and nobody else.

What was uploaded, by whom and when is never changed. A file is thrown away only as long as nothing was written from it.
"""

from __future__ import annotations

from django.db import migrations

from chinhdanh.web.accounts.row_security import below
from chinhdanh.web.record.access import KEEPERS

_PREPARED = (
    "state, edition, sheet, head, columns, fingerprint, fonts, constants, fixes, counts, left_out, actor_id, reason, "
    "share, attempts, why"
)
_OF_MINE = "EXISTS (SELECT FROM file_import i WHERE i.id = {table}.of_id OFFSET 0)"
_FORWARD = """
    CREATE FUNCTION access.citizen_ids_elsewhere(numbers text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
        SELECT p.citizen_id FROM person p
         WHERE p.citizen_id = ANY(numbers) AND {keeps}
           AND NOT EXISTS (SELECT FROM person_place x WHERE x.person_id = p.id AND {reached})
    $$;
    COMMENT ON FUNCTION access.citizen_ids_elsewhere IS
        'Of these numbers those of people whose record the acting keeper does not keep: so that nobody is entered twice';
    REVOKE ALL ON FUNCTION access.citizen_ids_elsewhere FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION access.citizen_ids_elsewhere TO chinhdanh_app;

    ALTER TABLE file_import ENABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import_content ENABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import_row ENABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import_act ENABLE ROW LEVEL SECURITY;
    GRANT SELECT, INSERT ON file_import, file_import_act TO chinhdanh_app;
    GRANT UPDATE ({prepared}) ON file_import TO chinhdanh_app;
    GRANT SELECT, INSERT, DELETE ON file_import_content, file_import_row TO chinhdanh_app;
    GRANT USAGE ON SEQUENCE file_import_id_seq, file_import_row_id_seq, file_import_act_id_seq TO chinhdanh_app;

    CREATE POLICY reads ON file_import FOR SELECT TO chinhdanh_app USING ({import_});
    CREATE POLICY begins ON file_import FOR INSERT TO chinhdanh_app WITH CHECK (
        by_id = (SELECT access.acting_user()) AND at = statement_timestamp() AND state = 'mapping' AND {import_});
    CREATE POLICY prepares ON file_import FOR UPDATE TO chinhdanh_app USING ({import_} AND state <> 'dropped')
        WITH CHECK ({import_} AND (actor_id IS NULL OR actor_id = (SELECT access.acting_user())));

    CREATE POLICY reads ON file_import_content FOR SELECT TO chinhdanh_app USING ({content});
    CREATE POLICY writes ON file_import_content FOR INSERT TO chinhdanh_app WITH CHECK (
        EXISTS (SELECT FROM file_import i WHERE i.id = file_import_content.of_id
                   AND i.by_id = (SELECT access.acting_user()) AND i.digest = encode(sha256(data), 'hex') OFFSET 0));
    CREATE POLICY drops ON file_import_content FOR DELETE TO chinhdanh_app USING (
        {content} AND NOT EXISTS (SELECT FROM file_import_act a WHERE a.of_id = file_import_content.of_id));

    CREATE POLICY reads ON file_import_row FOR SELECT TO chinhdanh_app USING ({row});
    CREATE POLICY writes ON file_import_row FOR INSERT TO chinhdanh_app WITH CHECK ({row});
    CREATE POLICY drops ON file_import_row FOR DELETE TO chinhdanh_app USING (
        {row} AND NOT EXISTS (SELECT FROM file_import_act a WHERE a.of_id = file_import_row.of_id));

    CREATE POLICY reads ON file_import_act FOR SELECT TO chinhdanh_app USING ({act});
    CREATE POLICY writes ON file_import_act FOR INSERT TO chinhdanh_app WITH CHECK (
        {act} AND access.present_change(change_id));
"""
_BACK = """
    DROP POLICY reads ON file_import_act; DROP POLICY writes ON file_import_act;
    DROP POLICY reads ON file_import_row; DROP POLICY writes ON file_import_row; DROP POLICY drops ON file_import_row;
    DROP POLICY reads ON file_import_content; DROP POLICY writes ON file_import_content;
    DROP POLICY drops ON file_import_content;
    DROP POLICY reads ON file_import; DROP POLICY begins ON file_import; DROP POLICY prepares ON file_import;
    REVOKE ALL ON SEQUENCE file_import_id_seq, file_import_row_id_seq, file_import_act_id_seq FROM chinhdanh_app;
    REVOKE ALL ON file_import, file_import_content, file_import_row, file_import_act FROM chinhdanh_app;
    ALTER TABLE file_import_act DISABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import_row DISABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import_content DISABLE ROW LEVEL SECURITY;
    ALTER TABLE file_import DISABLE ROW LEVEL SECURITY;
    DROP FUNCTION access.citizen_ids_elsewhere(text[]);
"""

_CELLS = """
    ALTER TABLE file_import_cells ENABLE ROW LEVEL SECURITY;
    GRANT SELECT, INSERT, DELETE ON file_import_cells TO chinhdanh_app;
    GRANT USAGE ON SEQUENCE file_import_cells_id_seq TO chinhdanh_app;
    CREATE POLICY reads ON file_import_cells FOR SELECT TO chinhdanh_app USING ({cells});
    CREATE POLICY writes ON file_import_cells FOR INSERT TO chinhdanh_app WITH CHECK (
        EXISTS (SELECT FROM file_import i WHERE i.id = file_import_cells.of_id
                   AND i.by_id = (SELECT access.acting_user()) AND i.state = 'mapping' OFFSET 0));
    -- They can be read from the file again.
    CREATE POLICY drops ON file_import_cells FOR DELETE TO chinhdanh_app USING ({cells});
"""
_NO_CELLS = """
    DROP POLICY reads ON file_import_cells; DROP POLICY writes ON file_import_cells; DROP POLICY drops ON file_import_cells;
    REVOKE ALL ON SEQUENCE file_import_cells_id_seq FROM chinhdanh_app;
    REVOKE ALL ON file_import_cells FROM chinhdanh_app;
    ALTER TABLE file_import_cells DISABLE ROW LEVEL SECURITY;
"""


def policies() -> list[migrations.RunSQL]:
    """Row-level security of the tables of imports."""
    named = {f"{table}": _OF_MINE.format(table=f"file_import_{table}") for table in ("content", "row", "act")}
    return [
        migrations.RunSQL(
            _FORWARD.format(
                prepared=_PREPARED,
                import_=below("file_import.organization_id", KEEPERS),
                keeps=f"cardinality(access.granted('{{{','.join(KEEPERS)}}}')) > 0",
                reached=below("x.organization_id", KEEPERS),
                **named,
            ),
            _BACK,
        )
    ]


def of_cells() -> migrations.RunSQL:
    """Row-level security of what was read of the files."""
    return migrations.RunSQL(_CELLS.format(cells=_OF_MINE.format(table="file_import_cells")), _NO_CELLS)
