-- nd-170-2025.art-33.k2.dd: more than half of those summoned; at exactly half the head chooses and all views are reported.
-- The synthetic registry does not record whom the head favours: at exactly half the verdict is open or, without a report,
-- a violation.
WITH due AS (
    SELECT id, day, notice_covered, procedure_r3 AS force, on_site AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (procedure_r3 AND on_site) IS DISTINCT FROM false
),
votes AS (
    SELECT decision_id, max(votes_for) AS votes_for, max(convened) AS convened
    FROM step WHERE step = 'final' GROUP BY decision_id
),
reports AS (
    SELECT a.id, bool_or(coalesce(n.issued_on <= a.day, false)) AS surely, bool_or(n.issued_on IS NULL) AS maybe
    FROM due a JOIN notice n ON n.decision_id = a.id AND n.kind = 'report_to_authority'
    GROUP BY a.id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN votes_for * 2 > convened THEN true
                             WHEN votes_for * 2 = convened
                             THEN NULL AND CASE WHEN surely THEN true WHEN maybe THEN NULL
                                                WHEN notice_covered THEN false END
                             WHEN votes_for IS NULL OR convened IS NULL THEN NULL
                             ELSE false END END AS holds
    FROM due LEFT JOIN votes ON votes.decision_id = due.id LEFT JOIN reports USING (id)
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
