"""Operations of migrations by which the database keeps the record from being changed behind its back.

A table of what holds now follows its versions: a trigger on the versions writes there, and nothing else may. Versions and
changes are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import migrations

FOR_A_PAGE = "SET jit = off SET max_parallel_workers_per_gather = 0 SET random_page_cost = 1.1"
"""How a function is planned that finds what a page shows. A page is one of many at once: it takes one process. Rows are in
memory or on a disk without a moving arm, where an index costs hardly more than the table in its order."""

FUNCTIONS = """
CREATE TYPE textrange AS RANGE (subtype = text, collation = "C");

CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only ever added; a correction is a new version', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION only_by_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION '% follows its versions; record a version instead', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""

FOLLOW = """
-- Of several versions of a row in one statement the last one holds; withdrawn rows go first, to make room.
CREATE OR REPLACE FUNCTION follow_versions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    held text := TG_ARGV[0];
    listed text;
    assigned text;
    gone text[];
BEGIN
    SELECT string_agg(quote_ident(attname), ', '),
           string_agg(format('%1$I = EXCLUDED.%1$I', attname), ', ') FILTER (WHERE attname <> 'id')
      INTO listed, assigned
      FROM pg_attribute
     WHERE attrelid = held::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'key';
    -- By their ids: joined with what was added, of which nothing is known, all that holds would be read for each list.
    gone := ARRAY(SELECT id FROM (SELECT DISTINCT ON (id) id, withdrawn FROM added ORDER BY id, version DESC) latest
                   WHERE withdrawn);
    IF gone <> '{}' THEN
        EXECUTE format('DELETE FROM %I WHERE id = ANY($1)', held) USING gone;
    END IF;
    EXECUTE format(
        'INSERT INTO %1$I (%2$s) SELECT %2$s FROM (SELECT DISTINCT ON (id) * FROM added ORDER BY id, version DESC) latest '
        'WHERE NOT withdrawn ON CONFLICT (id) DO UPDATE SET %3$s', held, listed, assigned);
    RETURN NULL;
END $$;
"""

NO_FUNCTIONS = """
DROP FUNCTION follow_versions();
DROP FUNCTION only_by_versions();
DROP FUNCTION only_added();
DROP TYPE textrange;
"""


def only_added(table: str) -> migrations.RunSQL:
    """Rows of `table` can be added and read, and nothing else."""
    return migrations.RunSQL(
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION only_added()",
        f"DROP TRIGGER only_added ON {table}",
    )


def follows_versions(table: str) -> list[migrations.RunSQL]:
    """`table` holds the latest version of each row of `<table>_version`, and cannot be written to otherwise."""
    return [
        only_added(f"{table}_version"),
        migrations.RunSQL(
            f"CREATE TRIGGER only_by_versions BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_by_versions()",
            f"DROP TRIGGER only_by_versions ON {table}",
        ),
        migrations.RunSQL(
            f"CREATE TRIGGER follow_versions AFTER INSERT ON {table}_version REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION follow_versions('{table}')",
            f"DROP TRIGGER follow_versions ON {table}_version",
        ),
    ]


def snapshot_view(table: str, columns: Iterable[str]) -> migrations.RunSQL:
    """The view `snapshot.<table>` with these columns, as the registry names them."""
    listed = ", ".join(f'"{column}"' for column in columns)
    return migrations.RunSQL(
        f'CREATE VIEW snapshot."{table}" AS SELECT {listed} FROM public."{table}"', f'DROP VIEW snapshot."{table}"'
    )


ONE_HOLDER = migrations.RunSQL(
    """
    ALTER TABLE tenure ADD CONSTRAINT one_full_holder_of_a_seat EXCLUDE USING gist (
        textrange(post_id, post_id, '[]') WITH &&, int4range(seat, seat, '[]') WITH &&, daterange("from", until) WITH &&
    ) WHERE ("from" IS NOT NULL AND NOT coalesce(acting, false)) DEFERRABLE INITIALLY IMMEDIATE
    """,
    "ALTER TABLE tenure DROP CONSTRAINT one_full_holder_of_a_seat",
)
"""Two full holders of one seat at one time are impossible; who acts for another holds no seat."""

_SEATS_OF = """
-- A head without a stated number of seats is alone; of deputies and members of a collective nobody knows how many there are.
CREATE FUNCTION seats_of(post) RETURNS bigint LANGUAGE sql IMMUTABLE
    RETURN coalesce($1.seats, CASE WHEN $1.leadership = 'head' THEN 1 END);
"""

ONLY_SEATS_THERE_ARE = """
-- The post is locked, so that of two who add a holder and take a seat away at once, one is told. Of a tenure only the row
-- itself is in question, as it stands at the end.
CREATE OR REPLACE FUNCTION only_seats_there_are() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    beyond boolean;
    held post;
BEGIN
    IF TG_TABLE_NAME = 'post' THEN
        SELECT * INTO held FROM post WHERE id = NEW.id FOR SHARE;
        beyond := EXISTS (SELECT FROM tenure WHERE post_id = held.id AND seat > seats_of(held) AND "from" IS NOT NULL
                             AND NOT coalesce(acting, false));
    ELSE
        SELECT * INTO held FROM post WHERE id = NEW.post_id FOR SHARE;
        beyond := seats_of(held) IS NOT NULL AND EXISTS (
            SELECT FROM tenure WHERE id = NEW.id AND post_id = held.id AND seat > seats_of(held) AND "from" IS NOT NULL
               AND NOT coalesce(acting, false));
    END IF;
    IF beyond THEN
        RAISE EXCEPTION 'a post has no more full holders than seats'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_seats_there_are', TABLE = 'tenure';
    END IF;
    RETURN NULL;
END $$;
"""

_SEATS_ASKED = """
CREATE CONSTRAINT TRIGGER only_seats_there_are AFTER INSERT OR UPDATE ON tenure DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.seat > 1) EXECUTE FUNCTION only_seats_there_are();
CREATE CONSTRAINT TRIGGER only_seats_there_are AFTER UPDATE OF seats, leadership ON post DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION only_seats_there_are();
"""
SEATS = _SEATS_OF + ONLY_SEATS_THERE_ARE + _SEATS_ASKED
"""A seat of a full holder counts up to the seats of the post, whichever of the two is written."""

NO_SEATS_BEYOND = """
DROP TRIGGER only_seats_there_are ON post;
DROP TRIGGER only_seats_there_are ON tenure;
DROP FUNCTION only_seats_there_are();
DROP FUNCTION seats_of(post);
"""
