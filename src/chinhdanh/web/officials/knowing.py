"""What whoever keeps the record has to know beyond their reach, and no more of it: whether a person is recorded already,
and who leads the body that signs.

Functions of the owner answer, to keepers alone. Who out of reach has an identity number is told by that number only, so
that one person does not get two records; leaders of bodies are published anyway.
"""

from django.db import migrations

from chinhdanh.web.record.access import ALL, KEEPERS

_ALL = "'{" + ",".join(ALL) + "}'"
_KEEPERS = "'{" + ",".join(KEEPERS) + "}'"

_WITHIN = f"""EXISTS (
    SELECT FROM person_place l JOIN organization_above a ON a.organization_id = l.organization_id
     WHERE l.person_id = p.id AND a.above_id = ANY(access.granted({_ALL}))
       AND a.since <= access.acting_day() AND a.until > access.acting_day())"""

SAME = f"""
-- People who may be the one that is to be entered: those with the same identity number, wherever; and within reach those of
-- the same name who were born on that day, or, where only the year is known, in that year. `wanted` are the words of the name.
-- Of two who enter one person at once, the second waits until the first is done.
CREATE FUNCTION access.same_person(wanted tsquery, stated_name text, born_on date, whole_year boolean, number text)
RETURNS TABLE (person_id text, of_number boolean, within boolean, same_name boolean) LANGUAGE plpgsql VOLATILE
SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
BEGIN
    IF cardinality(access.granted({_KEEPERS})) = 0 THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('person named ' || access.fold(stated_name)));
    IF number IS NOT NULL THEN PERFORM pg_advisory_xact_lock(hashtext('person numbered ' || number)); END IF;
    RETURN QUERY
    SELECT p.id, true, {_WITHIN}, access.words(p.full_name) = access.words(stated_name)
      FROM person p WHERE p.citizen_id = number;
    RETURN QUERY
    SELECT p.id, false, true, true
      FROM search_entry e JOIN person p ON p.id = e.row_id
     WHERE e.kind = 'person' AND e.words @@ wanted AND e.words = access.words(stated_name)
       AND (born_on IS NULL OR p.birth_date IS NULL OR p.birth_date = born_on
            OR ((whole_year OR p.birth_precision IN ('year', 'month'))
                AND extract(year FROM p.birth_date) = extract(year FROM born_on)))
       AND p.citizen_id IS DISTINCT FROM coalesce(number, '') AND {_WITHIN}
     ORDER BY p.birth_date, p.id LIMIT 20;
END $$;
"""

LEADERS = f"""
-- Who heads a body or is a deputy there on a day: they sign for it.
CREATE FUNCTION access.leaders(body text, on_day date) RETURNS TABLE (key uuid, person_id text, full_name text, title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
    SELECT p.key, p.id, p.full_name, min(o.title)
      FROM post o
      JOIN tenure t ON t.post_id = o.id AND t."from" <= on_day AND (t.until IS NULL OR t.until > on_day)
      JOIN person p ON p.id = t.person_id
     WHERE o.organization_id = body AND o.leadership IN ('head', 'deputy', 'collective_member')
       AND cardinality(access.granted({_KEEPERS})) > 0
     GROUP BY p.id
     ORDER BY min(array_position('{{head,deputy,collective_member}}'::text[], o.leadership)), access.name_key(p.full_name), p.id
     LIMIT 100
$$;
"""

_CALLED = ("access.same_person(tsquery, text, date, boolean, text)", "access.leaders(text, date)")


def operations() -> list[migrations.RunSQL]:
    """The functions, and who may call them."""
    return [
        migrations.RunSQL(SAME + LEADERS, ";".join(f"DROP FUNCTION {name}" for name in _CALLED)),
        migrations.RunSQL(
            "".join(
                f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO chinhdanh_app;"
                for name in _CALLED
            ),
            migrations.RunSQL.noop,
        ),
    ]
