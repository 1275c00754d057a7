-- What the ten queries share: appointments (for relatives transfers, for discipline plans as well) from 1 July 2020 on, the first day on which
-- one of the ten provisions is in force, with person, post, body, present post, ranks and the days of the procedure.
-- An analyst would lay this table down once; its time counts as theirs. Decisions without a day are kept: they may count.
CREATE TEMP TABLE base AS
SELECT d.id, d.kind, d.person_id, d.post_id, d.from_post_id AS recorded_from_post, d.organization_id AS body,
       d.source, d.first_leadership AS recorded_first, d.higher_post AS recorded_higher, d.reorganization,
       coalesce(d.after_reorganization, d.reorganization IN ('merger', 'split', 'new_body'), false) AS after_reorganization,
       d.process_started_on, d.proposal_received_on, d.signed_on AS day, d.effective_on,
       coalesce(d.term_months, p.term_months,
                months_between_dates(d.effective_on, d."until")) AS term_months,
       p.organization_id AS post_body, p.leadership, p.rank AS rank_to, p.equivalence AS equivalence_to, p.managed_by,
       CASE WHEN p.leadership IN ('head', 'deputy', 'collective_member') THEN true END AS leads_others,
       CASE WHEN coalesce(p.public_unit, false) THEN false
            WHEN h.category = 'civil_servant' THEN true
            WHEN h.category IN ('cadre', 'public_employee', 'armed_forces') THEN false END
           AND NOT coalesce(p.elected, false) AS civil_servant,
       CASE WHEN o.kind IN ('party_committee', 'party_body', 'mass_organization') THEN NULL ELSE true END AS state_body,
       o.kind AS body_kind, o.level AS body_level, o.parent_id, o.province, o.sector,
       h.sex, h.birth_date
FROM decision d
LEFT JOIN person h ON h.id = d.person_id
LEFT JOIN post p ON p.id = d.post_id
LEFT JOIN organization o ON o.id = p.organization_id
WHERE d.kind IN ('appointment', 'nomination', 'planning', 'transfer')
  AND (d.signed_on >= DATE '2020-07-01' OR d.signed_on IS NULL);

CREATE TEMP TABLE covered AS
SELECT b.id,
       bool_or(c."table" = 'tenure') AS tenure,
       bool_or(c."table" = 'plan_entry') AS plan_entry,
       bool_or(c."table" = 'kinship') AS kinship,
       bool_or(c."table" = 'notice') AS notice
FROM base b
JOIN coverage c ON (c.organization_id IS NULL OR c.organization_id = b.body OR c.organization_id = b.post_body)
               AND (c."from" IS NULL OR c."from" <= b.day)
WHERE c."table" IN ('tenure', 'plan_entry', 'kinship', 'notice') AND b.day IS NOT NULL
GROUP BY b.id;

CREATE TEMP TABLE appointment AS
WITH present AS (
    SELECT b.id, arg_max(t.post_id, t."from") AS post_id
    FROM base b
    JOIN tenure t ON t.person_id = b.person_id AND t."from" <= b.day AND (t."until" IS NULL OR t."until" >= b.day)
                 AND t.start_decision_id IS DISTINCT FROM b.id
    WHERE NOT coalesce(t.acting, false) AND NOT coalesce(t.concurrent, false)
    GROUP BY b.id
),
led AS (
    SELECT DISTINCT b.id
    FROM base b
    JOIN tenure t ON t.person_id = b.person_id AND t."from" < b.day AND t.start_decision_id IS DISTINCT FROM b.id
    JOIN post p ON p.id = t.post_id
    WHERE p.leadership IN ('head', 'deputy', 'collective_member')
),
meetings AS (
    SELECT decision_id, min(held_on) AS first_on,
           CASE WHEN bool_or(held_on IS NULL) OR max(held_on) FILTER (step = 'final') IS NULL THEN NULL
                ELSE max(held_on) END AS ended_on
    FROM step GROUP BY decision_id
),
joined AS (
    SELECT b.*, coalesce(b.recorded_from_post, present.post_id) AS from_post_id,
           origin.rank AS rank_from, origin.equivalence AS equivalence_from,
           coalesce(b.recorded_first,
                    CASE WHEN led.id IS NOT NULL THEN false
                         WHEN origin.leadership IN ('head', 'deputy', 'collective_member') THEN false
                         WHEN c.tenure THEN true END) AS first_post,
           least(b.process_started_on, m.first_on) AS started_on, m.ended_on,
           coalesce(c.tenure, false) AS tenure_covered, coalesce(c.plan_entry, false) AS plan_covered,
           coalesce(c.kinship, false) AS kinship_covered, coalesce(c.notice, false) AS notice_covered
    FROM base b
    LEFT JOIN present USING (id)
    LEFT JOIN post origin ON origin.id = coalesce(b.recorded_from_post, present.post_id)
    LEFT JOIN led ON led.id = b.id
    LEFT JOIN meetings m ON m.decision_id = b.id
    LEFT JOIN covered c ON c.id = b.id
),
ranked AS (
    SELECT *,
           CASE WHEN equivalence_to = equivalence_from THEN false
                WHEN rank_to IS NOT NULL AND rank_from IS NOT NULL THEN rank_to > rank_from
                WHEN recorded_higher IS NOT NULL THEN recorded_higher
                WHEN first_post THEN true END AS higher,
           -- Decree 300/2026, Art. 35(2): a procedure wholly carried out before 1 August 2026 keeps its law.
           coalesce(day >= DATE '2026-08-01' AND started_on < DATE '2026-08-01', false) AS straddles
    FROM joined
),
dated AS (
    SELECT *, CASE WHEN started_on < day THEN started_on ELSE day END AS began_on,
           CASE WHEN straddles AND ended_on < DATE '2026-08-01' THEN ended_on ELSE day END AS last_on
    FROM ranked
),
scoped AS (
    SELECT *, CASE WHEN straddles THEN began_on ELSE day END AS conditions_on,
           civil_servant AND leads_others AND state_body AS civil_leader
    FROM dated
)
SELECT *,
       civil_leader AND NOT (after_reorganization AND NOT higher) AS ordinary,
       civil_leader AND source = 'on_site' AND NOT after_reorganization AS on_site,
       -- In force on both days that may select the law, on neither, or not to be said.
       CASE WHEN in_r3(conditions_on) = in_r3(last_on) THEN in_r3(last_on) END AS conditions_r3,
       CASE WHEN in_r3(began_on) = in_r3(last_on) THEN in_r3(last_on) END AS procedure_r3,
       CASE WHEN in_r4(conditions_on) = in_r4(last_on) THEN in_r4(last_on) END AS conditions_r4,
       CASE WHEN in_r4(began_on) = in_r4(last_on) THEN in_r4(last_on) END AS procedure_r4
FROM scoped;
