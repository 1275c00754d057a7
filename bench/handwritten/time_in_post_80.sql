-- qd-80-2022.art-18.k3: two years in the present post; the sum over equal posts can only disprove it.
WITH due AS (
    SELECT id, person_id, day, from_post_id, rank_from, equivalence_from, tenure_covered,
           day >= DATE '2022-08-18' AND day < DATE '2025-10-08' AS force,
           leads_others AND higher AND NOT first_post AS applies
    FROM appointment
    WHERE kind IN ('appointment', 'nomination')
      AND (day >= DATE '2022-08-18' AND day < DATE '2025-10-08' AND leads_others AND higher AND NOT first_post)
          IS DISTINCT FROM false
),
spells AS (
    SELECT a.id, a.day, t."from" AS since, least(t."until", a.day) AS last,
           coalesce(t.post_id = a.from_post_id, false) AS present,
           t."until" IS NULL OR t."until" >= a.day AS running,
           coalesce(coalesce(t.post_id = a.from_post_id, false) OR p.equivalence = a.equivalence_from
                    OR p.rank = a.rank_from, true) AS maybe_equal
    FROM due a
    JOIN tenure t ON t.person_id = a.person_id AND t."from" < a.day AND t.start_decision_id IS DISTINCT FROM a.id
    LEFT JOIN post p ON p.id = t.post_id
    WHERE NOT coalesce(t.acting, false)
),
sums AS (
    SELECT id, min(since) FILTER (present AND running) AS present_since,
           coalesce(sum(months_between_dates(since, last)) FILTER (maybe_equal), 0)
           + CASE WHEN count(*) FILTER (maybe_equal) > 1 THEN
                 -- odd days of several spells may add up to further months
                 floor(sum(CASE WHEN day(last) >= day(since) THEN day(last) - day(since)
                                WHEN last = last_day(last) THEN 0
                                ELSE 30 + day(last) - day(since) END) FILTER (maybe_equal) / 28)
             ELSE 0 END AS equal_at_most
    FROM spells GROUP BY id
),
judged AS (
    SELECT CASE WHEN force IS NULL THEN NULL
                ELSE NOT applies
                     OR CASE WHEN months_between_dates(present_since, a.day) >= 24 THEN true
                             WHEN tenure_covered AND coalesce(equal_at_most, 0) < 24 THEN false END
                     OR CASE WHEN s.seen THEN s.lawful ELSE false END END AS holds
    FROM due a LEFT JOIN sums USING (id) LEFT JOIN special('qd-80-2022.art-18.k3') s ON s.decision_id = a.id
)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
