"""What the database keeps so that people, posts and bodies are found by any words of their names, within reach.

Row-level security lets an index serve only where the comparison is known not to leak, and searching for words is not. So
names are kept folded in a table that the application's role cannot read at all; functions of the owner search it, and
answer with what is within the acting user's reach and nothing else.
"""

from django.db import migrations

from chinhdanh.web.record.access import ALL
from chinhdanh.web.record.protection import FOR_A_PAGE

_ALL = "'{" + ",".join(ALL) + "}'"

NAMES = r"""
-- As `registry.readers.names.fold`: no case, no diacritics, no punctuation; đ is d.
CREATE FUNCTION access.fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN trim(regexp_replace(
    lower(translate(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g'), 'đĐ', 'dd')), '[^a-z0-9]+', ' ', 'g'));

CREATE FUNCTION access.words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(array_remove(string_to_array(access.fold($1), ' '), ''));

-- As `ui.vietnamese.sort_key` of one syllable: letters, those with a mark after those without, then tones.
CREATE FUNCTION access.syllable_key(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    tones constant text := U&'\0300\0309\0303\0301\0323';
    apart text := lower(normalize(translate(word, 'Đ', 'đ'), NFD));
    letters text := translate(apart, tones, '');
    tone text := translate(regexp_replace(apart, '[^' || tones || ']', '', 'g'), tones, '12345');
BEGIN
    letters := regexp_replace(letters, '([a-z0-9])(?![\u0306\u0302\u031b])', '\10', 'g');
    letters := replace(replace(letters, U&'a\0306', 'a1'), U&'a\0302', 'a2');
    letters := replace(replace(replace(letters, U&'e\0302', 'e1'), U&'o\0302', 'o1'), U&'o\031B', 'o2');
    letters := replace(replace(letters, U&'u\031B', 'u1'), 'đ', 'd1');
    RETURN regexp_replace(letters, '[^a-z0-9]', '', 'g') || '#' || coalesce(nullif(tone, ''), '0');
END $$;

CREATE FUNCTION access.sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(access.syllable_key(word), '!' ORDER BY place), '')
          FROM regexp_split_to_table($1, '[\s-]+') WITH ORDINALITY AS of (word, place) WHERE word <> '');

-- As `ui.vietnamese.name_key`: given name, middle names, family name.
CREATE FUNCTION access.name_key(full_name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT access.sort_key(coalesce(parts[n], '')) || ' ' || access.sort_key(array_to_string(parts[2:n - 1], ' ')) || ' '
               || access.sort_key(CASE WHEN n > 1 THEN parts[1] ELSE '' END)
          FROM (SELECT parts, cardinality(parts) AS n
                  FROM (SELECT array_remove(regexp_split_to_array(full_name, '\s+'), '') AS parts) of) counted);
"""

# Of the names of a list few parts differ: the key of each is worked out once.
FOLLOW = r"""
CREATE OR REPLACE FUNCTION access.follow_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    one text := TG_TABLE_NAME;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_entry e USING gone WHERE e.kind = one AND e.row_id = gone.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF one = 'person' THEN
            -- As `access.name_key` of each.
            WITH named AS MATERIALIZED (
                SELECT id, full_name, category, sex, birth_date,
                       array_remove(regexp_split_to_array(coalesce(full_name, ''), '\s+'), '') AS parts FROM come
            ), keys AS MATERIALIZED (
                SELECT part, access.sort_key(part) AS key FROM (SELECT DISTINCT unnest(parts) AS part FROM named) of
            ), keyed AS MATERIALIZED (
                SELECT named.id, string_agg(key, '!' ORDER BY place) FILTER (WHERE place = cardinality(parts)) AS given,
                       string_agg(key, '!' ORDER BY place)
                           FILTER (WHERE place > 1 AND place < cardinality(parts) AND key <> '') AS middle,
                       string_agg(key, '!' ORDER BY place) FILTER (WHERE place = 1 AND cardinality(parts) > 1) AS family
                  FROM named, unnest(parts) WITH ORDINALITY of (part, place) JOIN keys USING (part) GROUP BY named.id
            )
            INSERT INTO search_entry (kind, row_id, words, sort_key, category, sex, born)
            SELECT 'person', id, access.words(coalesce(full_name, '')),
                   concat_ws(' ', coalesce(given, ''), coalesce(middle, ''), coalesce(family, '')), category, sex, birth_date
              FROM named LEFT JOIN keyed USING (id);
        ELSIF one = 'post' THEN
            INSERT INTO search_entry (kind, row_id, words, sort_key)
            SELECT 'post', come.id, access.words(concat_ws(' ', come.title, o.name)), access.sort_key(come.title)
              FROM come LEFT JOIN organization o ON o.id = come.organization_id WHERE come.title IS NOT NULL;
        ELSE
            INSERT INTO search_entry (kind, row_id, words, sort_key)
            SELECT 'organization', id, access.words(name), access.sort_key(name) FROM come
             WHERE name IS NOT NULL;
        END IF;
    END IF;
    IF one = 'organization' AND TG_OP = 'UPDATE' THEN
        -- A post is found by the name of its body, too.
        UPDATE search_entry e SET words = access.words(concat_ws(' ', p.title, come.name))
          FROM come JOIN post p ON p.organization_id = come.id WHERE e.kind = 'post' AND e.row_id = p.id;
    END IF;
    RETURN NULL;
END $$;
"""

FOLLOWED = ("person", "post", "organization")

_EVENTS = (
    ("INSERT", "NEW TABLE AS come"),
    ("UPDATE", "OLD TABLE AS gone NEW TABLE AS come"),
    ("DELETE", "OLD TABLE AS gone"),
)

FILL = """
INSERT INTO search_entry (kind, row_id, words, sort_key, category, sex, born)
SELECT 'person', id, access.words(coalesce(full_name, '')), access.name_key(coalesce(full_name, '')), category, sex, birth_date
  FROM person;
INSERT INTO search_entry (kind, row_id, words, sort_key)
SELECT 'post', p.id, access.words(concat_ws(' ', p.title, o.name)), access.sort_key(p.title)
  FROM post p LEFT JOIN organization o ON o.id = p.organization_id WHERE p.title IS NOT NULL
UNION ALL
SELECT 'organization', id, access.words(name), access.sort_key(name) FROM organization WHERE name IS NOT NULL;
"""

BODIES = 500
"""Bodies up to which a reach is narrow."""
PLACES = 40_000
"""Places of people up to which a reach is narrow, and worked out before anything else."""
FAR = 1_000
"""People to walk over above which the bodies within reach are worked out once, and not looked up for each."""

PEOPLE = f"""
-- The officials within the acting user's reach, narrowed and in order; with `counted` one row that says how many they are, or
-- `taken` where they are as many or more.
-- A narrow reach is worked out first; with a wide one people are walked in their order until the page is full.
CREATE OR REPLACE FUNCTION access.officials(
    wanted tsquery, body text, category text, sex text, leadership text, on_day date, sorted text, downwards boolean,
    skipped bigint, taken bigint, counted boolean
) RETURNS TABLE (person_id text, total bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
{FOR_A_PAGE} AS $$
DECLARE
    held text[] := access.granted({_ALL});
    among text[];
    bodies text[];
    present text := '';
    widely boolean;
    briefly boolean;
    seen bigint;
    asked text := 'FROM search_entry e WHERE e.kind = ''person''';
    ordered text := CASE sorted WHEN 'born' THEN 'e.born %1$s, e.row_id %1$s' ELSE 'e.sort_key %1$s, e.row_id %1$s' END;
BEGIN
    bodies := ARRAY(SELECT a.organization_id FROM organization_above a WHERE a.above_id = ANY(held)
                       AND a.since <= access.acting_day() AND a.until > access.acting_day() LIMIT {BODIES} + 1);
    IF cardinality(bodies) <= {BODIES} THEN
        SELECT array_agg(DISTINCT x.person_id), count(*) INTO among, total FROM (
            SELECT p.person_id FROM person_place p WHERE p.organization_id = ANY(bodies) LIMIT {PLACES} + 1) x;
    END IF;
    IF total <= {PLACES} THEN
        asked := asked || ' AND e.row_id = ANY($3)';
        among := coalesce(among, '{{}}');
    ELSE
        among := NULL;
    END IF;
    briefly := counted AND taken IS NOT NULL AND among IS NULL;
    IF body IS NOT NULL OR leadership IS NOT NULL THEN
        present := ' FROM post p JOIN tenure t ON t.post_id = p.id WHERE t."from" <= $10 '
                   'AND (t.until IS NULL OR t.until > $10)';
        IF leadership IS NOT NULL THEN present := present || ' AND p.leadership = $9'; END IF;
        IF body IS NOT NULL THEN
            present := present || ' AND p.organization_id IN (SELECT a.organization_id FROM organization_above a '
                       'WHERE a.above_id = $8 AND a.since <= $10 AND a.until > $10)';
        END IF;
        widely := among IS NULL AND NOT counted AND (body IS NULL OR (SELECT count(*) FROM (
            SELECT FROM organization_above a WHERE a.above_id = body LIMIT {BODIES} + 1) x) > {BODIES});
        IF briefly THEN
            asked := 'FROM (SELECT t.person_id' || present || ') h JOIN search_entry e ON e.row_id = h.person_id '
                     'WHERE e.kind = ''person''';
        ELSIF widely THEN
            asked := asked || ' AND EXISTS (SELECT' || present || ' AND t.person_id = e.row_id OFFSET 0)';
        ELSE
            -- Found from the posts on, and not looked up for each of those within reach.
            IF among IS NULL THEN asked := asked || ' AND e.row_id = ANY($3)';
            ELSE present := present || ' AND t.person_id = ANY($3)';
            END IF;
            EXECUTE 'SELECT coalesce(array_agg(DISTINCT t.person_id), ''{{}}'')' || present INTO among
              USING held, wanted, among, category, sex, skipped, taken, body, leadership, on_day;
        END IF;
    END IF;
    IF wanted IS NOT NULL THEN asked := asked || ' AND e.words @@ $2'; END IF;
    IF category IS NOT NULL THEN asked := asked || ' AND e.category = $4'; END IF;
    IF sex IS NOT NULL THEN asked := asked || ' AND e.sex = $5'; END IF;
    -- Relatives who are nobody's officials are no officials.
    asked := asked || ' AND EXISTS (SELECT FROM person_place p WHERE p.person_id = e.row_id '
             'AND (p.own OR e.category IS NOT NULL) AND ';
    IF counted AND NOT briefly OR skipped > {FAR} THEN
        SELECT array_agg(DISTINCT a.organization_id) INTO bodies FROM organization_above a
         WHERE a.above_id = ANY(held) AND a.since <= access.acting_day() AND a.until > access.acting_day();
        -- By hash: `|| ''` keeps an index from being used, which is far slower for so many bodies. All people are joined
        -- with all places; of those that words leave, each is looked up.
        asked := asked || 'p.organization_id || '''' = ANY($1)'
            || CASE WHEN counted AND wanted IS NULL THEN ')' ELSE ' OFFSET 0)' END;
    ELSE
        bodies := held;
        asked := asked || 'EXISTS (SELECT FROM organization_above a WHERE a.organization_id = p.organization_id AND '
                 'a.above_id = ANY($1) AND a.since <= $11 AND a.until > $11 OFFSET 0) OFFSET 0)';
    END IF;
    IF briefly THEN
        -- Until there are enough. Who holds several posts is met with each.
        EXECUTE 'SELECT count(*), count(DISTINCT row_id) FROM (SELECT e.row_id ' || asked || ' LIMIT $7 * 5 / 4) x'
           INTO seen, total
          USING bodies, wanted, among, category, sex, skipped, taken, body, leadership, on_day, access.acting_day();
        IF total < taken AND seen >= taken * 5 / 4 THEN
            total := (SELECT o.total FROM access.officials(wanted, body, category, sex, leadership, on_day, sorted, downwards,
                                                           skipped, NULL, true) o);
        END IF;
        total := least(total, taken);
        RETURN NEXT;
        RETURN;
    ELSIF counted THEN
        EXECUTE 'SELECT count(*) ' || asked INTO total
          USING bodies, wanted, among, category, sex, skipped, taken, body, leadership, on_day, access.acting_day();
        RETURN NEXT;
        RETURN;
    END IF;
    RETURN QUERY EXECUTE 'SELECT e.row_id, NULL::bigint ' || asked || ' ORDER BY '
        || format(ordered, CASE WHEN downwards THEN 'DESC' ELSE 'ASC' END) || ' OFFSET $6 LIMIT $7'
      USING bodies, wanted, among, category, sex, skipped, taken, body, leadership, on_day, access.acting_day();
END $$;
"""

FRAME = f"""
-- Posts or bodies by words of their names, those named most briefly first: they say most nearly what was asked. The kind is
-- written into the question, so that only the words of this kind are looked through: names of people are far more.
CREATE OR REPLACE FUNCTION access.named(of_kind text, wanted tsquery, taken bigint) RETURNS SETOF text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
    IF of_kind IN ('post', 'organization') AND access.reads({_ALL}) THEN
        RETURN QUERY EXECUTE format('SELECT e.row_id FROM search_entry e WHERE e.kind = %L AND e.words @@ $1 '
                                    'ORDER BY length(e.words), e.sort_key, e.row_id LIMIT $2', of_kind) USING wanted, taken;
    END IF;
END $$;
"""

VERSIONS_OF = (
    "tenure",
    "qualification",
    "evaluation",
    "discipline",
    "proceeding",
    "confidence_vote",
    "asset_declaration",
    "health_check",
    "plan_entry",
    "person_competency",
    "kinship",
    "decision",
)
"""Tables whose versions are read by person."""

_INDEXES = (
    ("person_citizen_id", "person (citizen_id) WHERE citizen_id IS NOT NULL"),
    # In the order of the bytes: then an index serves what a number begins with, under row-level security too.
    ("decision_number", 'decision (number COLLATE "C")'),
    *((f"{table}_version_person", f"{table}_version (person_id)") for table in VERSIONS_OF),
    ("kinship_version_relative", "kinship_version (relative_id)"),
)

_CALLED = (
    "access.officials(tsquery, text, text, text, text, date, text, boolean, bigint, bigint, boolean)",
    "access.named(text, tsquery, bigint)",
)
_INNER = (
    "access.follow_names()",
    "access.name_key(text)",
    "access.sort_key(text)",
    "access.syllable_key(text)",
    "access.words(text)",
    "access.fold(text)",
)


def _triggers(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        ";".join(
            f"CREATE TRIGGER names_{event.lower()} AFTER {event} ON {table} REFERENCING {rows} "
            "FOR EACH STATEMENT EXECUTE FUNCTION access.follow_names()"
            for event, rows in _EVENTS
        ),
        ";".join(f"DROP TRIGGER names_{event.lower()} ON {table}" for event, _ in _EVENTS),
    )


def planned() -> list[migrations.RunSQL]:
    """The function that lists officials as it is now, where an earlier version made it."""
    return [migrations.RunSQL(PEOPLE, migrations.RunSQL.noop)]


def by_kind() -> list[migrations.RunSQL]:
    """The function that finds posts and bodies as it is now, where an earlier version made it."""
    return [migrations.RunSQL(FRAME, migrations.RunSQL.noop)]


def operations() -> list[migrations.RunSQL]:
    """Functions, triggers, the first filling, and the indexes by which a record is read."""
    return [
        migrations.RunSQL(NAMES + FOLLOW, ";".join(f"DROP FUNCTION {name}" for name in _INNER)),
        *(_triggers(table) for table in FOLLOWED),
        # Without a policy nobody but the owner reads it, whatever is granted one day.
        migrations.RunSQL(
            "ALTER TABLE search_entry ENABLE ROW LEVEL SECURITY", "ALTER TABLE search_entry DISABLE ROW LEVEL SECURITY"
        ),
        migrations.RunSQL(FILL, "TRUNCATE search_entry"),
        migrations.RunSQL(PEOPLE + FRAME, ";".join(f"DROP FUNCTION {name}" for name in _CALLED)),
        migrations.RunSQL(
            "".join(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC;" for name in (*_CALLED, *_INNER))
            + "".join(f"GRANT EXECUTE ON FUNCTION {name} TO chinhdanh_app;" for name in _CALLED),
            migrations.RunSQL.noop,
        ),
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}") for name, on in _INDEXES),
    ]
