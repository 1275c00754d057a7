-- l-22-2008.art-82.k2.nang: no higher post, and no plan for one, within 12 months of a reprimand, warning or salary reduction.
WITH due AS (
    SELECT id, person_id, day, day >= DATE '2020-07-01' AND day < DATE '2025-07-01' AS force,
           civil_leader AND higher AS applies
    FROM appointment
    WHERE kind IN ('appointment', 'planning')
      AND (day >= DATE '2020-07-01' AND day < DATE '2025-07-01' AND civil_leader AND higher) IS DISTINCT FROM false
),
light AS (
    SELECT a.id,
           bool_or(d.effective_on IS NULL OR d.form IS NULL OR d.regime IS NULL) AS undated,
           max(d.effective_on) FILTER (d.regime = 'state' AND d.form IN ('reprimand', 'warning', 'salary_reduction'))
               AS last_on
    FROM due a
    JOIN discipline d ON d.person_id = a.person_id AND (d.effective_on IS NULL OR d.effective_on <= a.day)
                     AND (d.decided_on IS NULL OR d.decided_on <= a.day)
    GROUP BY a.id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN a.day < (last_on + INTERVAL 12 MONTH)::DATE THEN false
                             WHEN undated THEN NULL
                             ELSE true END END AS holds
    FROM due a LEFT JOIN light USING (id)
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
