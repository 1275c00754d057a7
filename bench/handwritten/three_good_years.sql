-- nd-170-2025+nd-300-2026.art-29.k5: each of the last three calendar years rated "good" or better.
WITH due AS (
    SELECT id, person_id, day, conditions_r4 AS force, ordinary AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (conditions_r4 AND ordinary) IS DISTINCT FROM false
),
rated AS (
    SELECT a.id, max(e.rating) FILTER (e.year = year(a.day) - 1) AS one,
           max(e.rating) FILTER (e.year = year(a.day) - 2) AS two,
           max(e.rating) FILTER (e.year = year(a.day) - 3) AS three
    FROM due a
    JOIN evaluation e ON e.person_id = a.person_id AND e.year BETWEEN year(a.day) - 3 AND year(a.day) - 1
                     AND (e.decided_on IS NULL OR e.decided_on <= a.day)
    GROUP BY a.id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies OR (one IN ('excellent', 'good') AND two IN ('excellent', 'good')
                                     AND three IN ('excellent', 'good')) END AS holds
    FROM due LEFT JOIN rated USING (id)
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
