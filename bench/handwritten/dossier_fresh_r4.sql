-- nd-170-2025+nd-300-2026.art-35: eight kinds of paper at most six months old at the time of consideration.
WITH due AS (
    SELECT id, day, conditions_r4 AS force, ordinary AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (conditions_r4 AND ordinary) IS DISTINCT FROM false
),
papers AS (
    SELECT a.id, i.kind, max(i.issued_on) FILTER (i.issued_on <= a.day) AS issued_on, max(i.considered_on) AS considered_on
    FROM due a JOIN dossier_item i ON i.decision_id = a.id
    GROUP BY a.id, i.kind
),
whole AS (
    SELECT id, max(considered_on) AS considered_on, min(issued_on) FILTER (asked) AS oldest_on,
           count(issued_on) FILTER (asked) AS dated
    FROM (SELECT *, kind IN ('proposal', 'cv', 'agency_assessment', 'party_opinion', 'residence_assessment', 'self_review',
                             'asset_declaration', 'health_certificate') AS asked FROM papers)
    GROUP BY id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN (oldest_on + INTERVAL 6 MONTH)::DATE < considered_on THEN false
                             WHEN dated = 8 AND considered_on IS NOT NULL THEN true END END AS holds
    FROM due LEFT JOIN whole USING (id)
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
