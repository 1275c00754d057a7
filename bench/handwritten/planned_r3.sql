-- nd-170-2025.art-29.k2: in the approved plan for the post, an equivalent or a higher one.
WITH due AS (
    SELECT id, person_id, post_id, day, rank_to, equivalence_to, reorganization, plan_covered,
           conditions_r3 AS force, ordinary AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (conditions_r3 AND ordinary) IS DISTINCT FROM false
),
entries AS (
    SELECT a.id, e.approved_on,
           e.post_id IS NOT DISTINCT FROM a.post_id AND e.post_id IS NOT NULL
               OR p.equivalence = a.equivalence_to
               OR coalesce(p.rank, e.rank) = a.rank_to
               OR coalesce(p.rank, e.rank) > a.rank_to AS fits
    FROM due a
    JOIN plan_entry e ON e.person_id = a.person_id AND (e.approved_on IS NULL OR e.approved_on <= a.day)
                     AND (e.withdrawn_on IS NULL OR e.withdrawn_on > a.day)
    LEFT JOIN post p ON p.id = e.post_id
),
planned AS (
    SELECT id,
           bool_or(coalesce(fits AND approved_on IS NOT NULL, false)) AS surely,
           bool_or(coalesce(fits AND CASE WHEN approved_on IS NOT NULL THEN true END, true)) AS maybe
    FROM entries GROUP BY id
),
answered AS (
    SELECT a.*, CASE WHEN surely THEN true WHEN plan_covered AND NOT coalesce(maybe, false) THEN false END AS planned,
           CASE WHEN s.seen THEN s.lawful ELSE false END AS special
    FROM due a LEFT JOIN planned USING (id) LEFT JOIN special('nd-170-2025.art-29.k2') s ON s.decision_id = a.id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN reorganization = 'new_body' AND NOT coalesce(planned, false) THEN NULL ELSE planned END
                     OR special END AS holds
    FROM answered
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
