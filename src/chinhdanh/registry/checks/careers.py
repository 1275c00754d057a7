"""Checks of persons and their tenures."""

from chinhdanh.registry.checks.model import Check, Given, Queries, bounds, hit_sql

_FOREVER = "DATE '9999-12-31'"
_FULL = "coalesce(acting, FALSE) = FALSE AND coalesce(concurrent, FALSE) = FALSE"

_FULL_TENURES = f"""
    (SELECT id, _row, post_id, person_id, "from", coalesce(until, {_FOREVER}) AS stop
     FROM tenure
     WHERE post_id IS NOT NULL AND person_id IS NOT NULL AND "from" IS NOT NULL
       AND coalesce(until, {_FOREVER}) > "from" AND {_FULL})
"""

# One stay in a post for each person: rows of one person that touch or overlap are one stay, so that a tenure written
# down twice does not count as a second holder.
_STAYS = f"""
    (SELECT post_id, person_id, min("from") AS start, max(stop) AS stop, arg_min(id, "from") AS id,
            arg_min(_row, "from") AS _row
     FROM (SELECT *, sum(is_new) OVER (PARTITION BY post_id, person_id ORDER BY "from", stop, _row) AS stay
           FROM (SELECT *, CASE WHEN "from" <= max(stop) OVER (
                               PARTITION BY post_id, person_id ORDER BY "from", stop, _row
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS is_new
                 FROM {_FULL_TENURES}))
     GROUP BY post_id, person_id, stay)
"""


def _seat_held_twice(given: Given) -> Queries:
    if not given.has("tenure.from", "tenure.until"):
        return
    seats = "1"
    posts = ""
    if given.has("post"):
        # Without a number of seats only a head is surely alone; deputies and members of a collective share one post.
        seats = (
            "CASE WHEN post.seats IS NOT NULL THEN post.seats "
            "WHEN post.leadership IN ('deputy', 'collective_member', 'none') THEN NULL ELSE 1 END"
        )
        posts = "LEFT JOIN post ON post.id = event.post_id"
    yield f"""
        WITH stay AS MATERIALIZED {_STAYS},
        event AS (
            SELECT post_id, start AS day, 1 AS change, id, _row, person_id FROM stay
            UNION ALL SELECT post_id, stop, -1, NULL, NULL, NULL FROM stay),
        counted AS (
            SELECT event.*,
                   sum(change) OVER (PARTITION BY event.post_id
                                     ORDER BY event.day, event.change, event._row) AS holders,
                   {seats} AS seats
            FROM event {posts}),
        crowded AS (SELECT * FROM counted WHERE change = 1 AND holders > seats)
        SELECT 'tenure' AS "table", crowded._row AS _row, any_value(crowded.id) AS id, 'post_id' AS "column",
               any_value(crowded.post_id) || ' · ' || string_agg(other.id, ', ' ORDER BY other."from", other.id)
                   AS value
        FROM crowded JOIN {_FULL_TENURES} other ON other.post_id = crowded.post_id
             AND other.person_id <> crowded.person_id AND other."from" <= crowded.day AND other.stop > crowded.day
        GROUP BY crowded._row"""


def _two_full_posts(given: Given) -> Queries:
    if not given.has("tenure.from", "tenure.until"):
        return
    yield f"""
        SELECT 'tenure' AS "table", _row, id, 'from' AS "column", other || ' · ' || "from" AS value
        FROM (SELECT _row, id, post_id, "from", {_FULL} AS is_full,
                     max(coalesce(until, {_FOREVER})) OVER earlier AS latest,
                     arg_max(id, coalesce(until, {_FOREVER})) OVER earlier AS other,
                     arg_max(post_id, coalesce(until, {_FOREVER})) OVER earlier AS other_post
              FROM tenure
              WHERE person_id IS NOT NULL AND "from" IS NOT NULL AND {_FULL}
                AND coalesce(until, {_FOREVER}) > "from"
              WINDOW earlier AS (PARTITION BY person_id ORDER BY "from", _row
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
        WHERE latest > "from" AND other_post IS DISTINCT FROM post_id"""


def _tenure_twice(given: Given) -> Queries:
    if not given.has("tenure.from"):
        return
    yield f"""
        SELECT 'tenure' AS "table", _row, id, 'from' AS "column", other || ' · ' || "from" AS value
        FROM (SELECT _row, id, "from",
                     max(coalesce(until, {_FOREVER})) OVER earlier AS latest,
                     arg_max(id, coalesce(until, {_FOREVER})) OVER earlier AS other
              FROM tenure
              WHERE person_id IS NOT NULL AND post_id IS NOT NULL AND "from" IS NOT NULL
                AND coalesce(until, {_FOREVER}) > "from"
              WINDOW earlier AS (PARTITION BY person_id, post_id, coalesce(acting, FALSE) ORDER BY "from", _row
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
        WHERE latest > "from" """


def _without_decision(given: Given) -> Queries:
    if given.has("tenure.start_decision_id"):
        yield hit_sql("tenure", "start_decision_id", '"from"', "FROM tenure WHERE start_decision_id IS NULL")


def _decision_of_another(given: Given) -> Queries:
    if given.has("tenure.start_decision_id"):
        for column in ("person_id", "post_id"):
            yield hit_sql(
                "tenure",
                column,
                f"concat_ws(' ≠ ', tenure.{column}, decision.{column} || ' (' || decision.id || ')')",
                "FROM tenure JOIN decision ON decision.id = tenure.start_decision_id "
                f"WHERE tenure.{column} <> decision.{column}",
            )


def _before_decision(given: Given) -> Queries:
    if given.has("tenure.start_decision_id", "tenure.from"):
        days = bounds().tenure_before_decision_days
        day = "least(decision.signed_on, coalesce(decision.effective_on, decision.signed_on))"
        yield hit_sql(
            "tenure",
            "from",
            f"concat_ws(' < ', tenure.\"from\", {day})",
            "FROM tenure JOIN decision ON decision.id = tenure.start_decision_id "
            f'WHERE tenure."from" < {day} - INTERVAL {days} DAY',
        )


def _outside_post(given: Given) -> Queries:
    if given.has("tenure.from", "post") and (given.has("post.from") or given.has("post.until")):
        yield hit_sql(
            "tenure",
            "from",
            'concat_ws(\' · \', tenure."from", post.id, post."from", post.until)',
            "FROM tenure JOIN post ON post.id = tenure.post_id "
            'WHERE tenure."from" < post."from" OR tenure."from" >= post.until',
        )


def _person_twice(given: Given) -> Queries:
    if not given.has("person.full_name", "person.birth_date"):
        return
    # Two citizen ids or places of birth make two persons; a birth date known only by its month or year proves nothing.
    yield """
        SELECT 'person' AS "table", _row, id, 'full_name' AS "column", first_id || ' · ' || birth_date AS value
        FROM (SELECT _row, id, birth_date, citizen_id,
                     first_value(id) OVER same AS first_id, first_value(citizen_id) OVER same AS first_citizen_id,
                     home_province = first_value(home_province) OVER same AS same_home,
                     birth_province = first_value(birth_province) OVER same AS same_birth
              FROM person
              WHERE full_name IS NOT NULL AND birth_date IS NOT NULL AND coalesce(birth_precision, 'day') = 'day'
              WINDOW same AS (PARTITION BY lower(regexp_replace(full_name, '\\s+', ' ', 'g')), birth_date, sex
                              ORDER BY _row))
        WHERE id <> first_id AND coalesce(citizen_id = first_citizen_id, TRUE)
          AND coalesce(same_home, TRUE) AND coalesce(same_birth, TRUE)"""


def _citizen_id_twice(given: Given) -> Queries:
    if given.has("person.citizen_id"):
        yield """
            SELECT 'person' AS "table", _row, id, 'citizen_id' AS "column", first_id AS value
            FROM (SELECT _row, id, first_value(id) OVER (PARTITION BY citizen_id ORDER BY _row) AS first_id
                  FROM person WHERE citizen_id IS NOT NULL)
            WHERE id <> first_id"""


def _too_young(given: Given) -> Queries:
    if not given.has("person.birth_date"):
        return
    age = bounds().adult_age
    yield hit_sql(
        "decision",
        "signed_on",
        "concat_ws(' · ', decision.person_id, person.birth_date, decision.signed_on)",
        "FROM decision JOIN person ON person.id = decision.person_id "
        f"WHERE decision.kind IN ({bounds().appointing}) "
        f"AND decision.signed_on < person.birth_date + INTERVAL {age} YEAR",
    )
    if given.has("tenure.from"):
        yield hit_sql(
            "tenure",
            "from",
            "concat_ws(' · ', tenure.person_id, person.birth_date, tenure.\"from\")",
            "FROM tenure JOIN person ON person.id = tenure.person_id "
            f'WHERE tenure."from" < person.birth_date + INTERVAL {age} YEAR',
        )


def _too_old(given: Given) -> Queries:
    if given.has("person.birth_date"):
        yield hit_sql(
            "decision",
            "signed_on",
            "concat_ws(' · ', decision.person_id, person.birth_date, decision.signed_on)",
            "FROM decision JOIN person ON person.id = decision.person_id "
            f"WHERE decision.signed_on >= person.birth_date + INTERVAL {bounds().oldest_age} YEAR",
        )


def _after(gone: str) -> Queries:
    """Decisions and tenures that begin after the day on which their person was `gone` (person_id, day, source)."""
    yield hit_sql(
        "decision",
        "signed_on",
        "concat_ws(' · ', decision.person_id, decision.signed_on, '> ' || gone.day || ' (' || gone.source || ')')",
        f"FROM decision JOIN {gone} gone ON gone.person_id = decision.person_id "
        f"WHERE decision.kind IN ({bounds().appointing}) AND decision.signed_on > gone.day "
        "AND coalesce(decision.effective_on, decision.signed_on) > gone.day",
    )


def _after_death(given: Given) -> Queries:
    if given.has("tenure.end_reason", "tenure.until"):
        gone = (
            "(SELECT person_id, min(until) AS day, arg_min(id, until) AS source FROM tenure "
            "WHERE end_reason = 'death' AND until IS NOT NULL GROUP BY person_id)"
        )
        yield from _after(gone)
        yield hit_sql(
            "tenure",
            "from",
            "concat_ws(' · ', tenure.person_id, tenure.\"from\", '> ' || gone.day || ' (' || gone.source || ')')",
            f'FROM tenure JOIN {gone} gone ON gone.person_id = tenure.person_id WHERE tenure."from" > gone.day',
        )


def _after_retirement(given: Given) -> Queries:
    retired = (
        "SELECT person_id, coalesce(effective_on, signed_on) AS day, id AS source FROM decision "
        "WHERE kind = 'retirement' AND coalesce(status, 'in_force') = 'in_force' AND person_id IS NOT NULL"
    )
    if given.has("tenure.end_reason", "tenure.until"):
        retired += (
            " UNION ALL SELECT person_id, until, id FROM tenure "
            "WHERE end_reason = 'retirement' AND until IS NOT NULL AND person_id IS NOT NULL"
        )
    yield from _after(
        f"(SELECT person_id, max(day) AS day, arg_max(source, day) AS source FROM ({retired}) "
        "WHERE day IS NOT NULL GROUP BY person_id)"
    )


def _own_kin(given: Given) -> Queries:
    if given.has("kinship"):
        yield hit_sql("kinship", "relative_id", "relative_id", "FROM kinship WHERE relative_id = person_id")


def _two_ratings(given: Given) -> Queries:
    if given.has("evaluation.rating"):
        yield """
            SELECT 'evaluation' AS "table", _row, id, 'rating' AS "column",
                   concat_ws(' · ', person_id, year, first_rating || ' ≠ ' || rating) AS value
            FROM (SELECT *, first_value(rating) OVER (PARTITION BY person_id, year ORDER BY _row) AS first_rating
                  FROM evaluation WHERE person_id IS NOT NULL AND year IS NOT NULL AND rating IS NOT NULL)
            WHERE rating <> first_rating"""


CHECKS = (
    Check(
        "seat_held_twice",
        "Hai người cùng giữ chính thức một chức danh chỉ có một chỗ (không tính quyền, phụ trách, kiêm nhiệm).",
        "Two persons hold one seat in full at once (acting and concurrent holders not counted).",
        _seat_held_twice,
    ),
    Check(
        "person_holds_two_posts",
        "Một người giữ chính thức hai chức danh cùng lúc mà không ghi kiêm nhiệm.",
        "One person holds two posts in full at once, and neither is recorded as concurrent.",
        _two_full_posts,
    ),
    Check(
        "tenure_twice",
        "Cùng một người, cùng chức danh, hai quá trình chồng lên nhau.",
        "Two tenures of one person in one post overlap.",
        _tenure_twice,
    ),
    Check(
        "tenure_without_decision",
        "Giữ chức vụ mà không có quyết định bắt đầu.",
        "The tenure has no decision that began it.",
        _without_decision,
    ),
    Check(
        "tenure_and_decision_differ",
        "Quyết định bắt đầu là của người khác hoặc chức danh khác.",
        "The decision that began the tenure is about another person or post.",
        _decision_of_another,
    ),
    Check(
        "tenure_before_decision",
        "Giữ chức vụ từ lâu trước quyết định bắt đầu.",
        "The tenure begins long before the decision that began it.",
        _before_decision,
    ),
    Check(
        "tenure_outside_post",
        "Bắt đầu giữ chức danh khi chức danh chưa có hoặc không còn.",
        "The tenure begins when the post did not yet, or no longer, exist.",
        _outside_post,
    ),
    Check(
        "person_twice",
        "Có thể là một người được ghi hai lần: cùng họ tên, ngày sinh, giới tính.",
        "Perhaps one person recorded twice: same name, date of birth and sex.",
        _person_twice,
    ),
    Check(
        "citizen_id_twice",
        "Hai người cùng một số định danh cá nhân.",
        "Two persons have one citizen identity number.",
        _citizen_id_twice,
    ),
    Check(
        "appointed_before_adult",
        "Được bổ nhiệm, tuyển dụng khi chưa đủ 18 tuổi.",
        "The person was appointed or recruited before coming of age.",
        _too_young,
    ),
    Check(
        "age_beyond_reason",
        "Người được quyết định đã từ 100 tuổi trở lên; ngày sinh có thể sai.",
        "The person would be a hundred or older; the date of birth may be wrong.",
        _too_old,
    ),
    Check(
        "appointed_after_death",
        "Quyết định hoặc giữ chức vụ sau ngày qua đời.",
        "The decision or tenure comes after the death of the person.",
        _after_death,
    ),
    Check(
        "appointed_after_retirement",
        "Quyết định bổ nhiệm, điều động sau ngày nghỉ hưu.",
        "The decision comes after the retirement of the person.",
        _after_retirement,
    ),
    Check(
        "own_relative",
        "Người được ghi là người thân của chính mình.",
        "A person is recorded as a relative of their own.",
        _own_kin,
    ),
    Check(
        "two_ratings_in_a_year",
        "Một năm có hai mức xếp loại khác nhau.",
        "One year has two different ratings.",
        _two_ratings,
    ),
)
