-- nd-170-2025.art-33.k2.quorum: at every one of the five meetings at least two thirds of those summoned.
WITH due AS (
    SELECT id, procedure_r3 AS force, on_site AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (procedure_r3 AND on_site) IS DISTINCT FROM false
),
meetings AS (
    SELECT decision_id, step, max(present) * 3 >= max(convened) * 2 AS enough
    FROM step
    WHERE step IN ('leadership_1', 'enlarged_leadership', 'leadership_2', 'key_staff', 'final')
    GROUP BY decision_id, step
),
quorate AS (
    SELECT decision_id,
           CASE WHEN NOT bool_and(coalesce(enough, true)) THEN false
                WHEN count(*) = 5 AND bool_and(enough IS NOT NULL) THEN true END AS quorate
    FROM meetings GROUP BY decision_id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL ELSE NOT applies OR quorate END AS holds
    FROM due LEFT JOIN quorate ON quorate.decision_id = due.id
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
