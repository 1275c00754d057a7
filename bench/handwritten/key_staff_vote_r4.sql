-- nd-170-2025+nd-300-2026.art-33.k2.d: more than half of the key staff who were present.
WITH due AS (
    SELECT id, procedure_r4 AS force, on_site AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (procedure_r4 AND on_site) IS DISTINCT FROM false
),
votes AS (
    SELECT decision_id, max(votes_for) AS votes_for, max(present) AS present
    FROM step WHERE step = 'key_staff' GROUP BY decision_id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL ELSE NOT applies OR votes_for * 2 > present END AS holds
    FROM due LEFT JOIN votes ON votes.decision_id = due.id
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
