-- nd-170-2025.art-29.k5.a: service left for the whole term when the proposal was received, for a first or higher post.
WITH due AS (
    SELECT id, day, started_on, proposal_received_on, coalesce(term_months, 60) AS term, sex, birth_date,
           conditions_r3 AS force, ordinary AND (first_post OR higher) AS applies
    FROM appointment
    WHERE kind = 'appointment' AND (conditions_r3 AND ordinary AND (first_post OR higher)) IS DISTINCT FROM false
),
retiring AS (
    SELECT a.*, last_day((a.birth_date + to_months(r.age_months::INTEGER))::DATE) AS retires_on
    FROM due a
    LEFT JOIN retirement_age r ON r.sex = a.sex AND (r.born_from IS NULL OR a.birth_date >= r.born_from)
                              AND (r.born_until IS NULL OR a.birth_date < r.born_until)
),
left_over AS (
    SELECT *, months_left(retires_on, proposal_received_on) AS at_proposal, months_left(retires_on, day) AS at_signing,
           months_left(retires_on, started_on) AS at_start
    FROM retiring
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN at_proposal IS NOT NULL THEN at_proposal >= term
                             WHEN at_signing >= term THEN true
                             WHEN at_start < term THEN false END
                     OR CASE WHEN s.seen THEN s.lawful ELSE false END END AS holds
    FROM left_over a LEFT JOIN special('nd-170-2025.art-29.k5.a') s ON s.decision_id = a.id
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
