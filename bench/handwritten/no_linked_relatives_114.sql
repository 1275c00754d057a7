-- qd-114-2023.art-6.k5: no relative in a linked post, unless the committee directly above agreed before the day.
-- Linked: both in the leadership of one body, or one heads a committee and the other a listed sector of the same place.
WITH due AS (
    SELECT id, person_id, day, coalesce(effective_on, day) AS begins, post_body, leadership, leads_others, body_kind,
           body_level, parent_id, province, sector, kinship_covered, tenure_covered,
           day >= DATE '2023-07-11' AS force, leads_others AS applies
    FROM appointment
    WHERE kind <> 'planning' AND (day >= DATE '2023-07-11' AND leads_others) IS DISTINCT FROM false
),
kin AS (
    SELECT person_id, relative_id, relation FROM kinship
    UNION ALL
    SELECT relative_id, person_id,
           CASE relation WHEN 'parent' THEN 'child' WHEN 'child' THEN 'parent'
                         WHEN 'adoptive_parent' THEN 'adopted_child' WHEN 'adopted_child' THEN 'adoptive_parent'
                         WHEN 'parent_in_law' THEN 'child_in_law' WHEN 'child_in_law' THEN 'parent_in_law'
                         WHEN 'uncle_aunt' THEN 'nephew_niece' WHEN 'nephew_niece' THEN 'uncle_aunt'
                         WHEN 'grandparent' THEN 'grandchild' WHEN 'grandchild' THEN 'grandparent'
                         ELSE relation END
    FROM kinship
),
own_kin AS (SELECT a.*, k.relative_id, k.relation FROM due a JOIN kin k ON k.person_id = a.person_id),
offices AS (
    SELECT k.*, p.organization_id AS office_body, p.leadership AS office_role, o.kind AS office_kind,
           o.level AS office_level, o.parent_id AS office_parent, o.province AS office_province,
           o.sector AS office_sector
    FROM own_kin k
    JOIN tenure t ON t.person_id = k.relative_id AND t."from" <= k.begins
                 AND (t."until" IS NULL OR t."until" > k.begins)
    JOIN post p ON p.id = t.post_id AND p.leadership IN ('head', 'deputy', 'collective_member')
    LEFT JOIN organization o ON o.id = p.organization_id
),
paired AS (
    SELECT id, relation,
           coalesce(post_body = office_body AND leads_others, false)
           OR coalesce(leadership = 'head' AND office_role = 'head'
                  AND (leads(body_kind) AND listed(office_sector) AND office_parent = post_body
                       OR leads(office_kind) AND listed(sector) AND parent_id = office_body
                       OR body_level = 'province' AND office_level = 'province' AND province = office_province
                          AND (leads(body_kind) AND listed(office_sector) OR leads(office_kind) AND listed(sector))),
              false) AS linked
    FROM offices
),
relatives AS (
    SELECT id, bool_or(linked AND relation IN ('spouse', 'parent', 'child', 'sibling')) AS surely,
           bool_or(linked) AS maybe
    FROM paired GROUP BY id
),
consents AS (
    SELECT a.id, bool_or(coalesce(c.dated < a.day, false)) AS before,
           bool_or(c.dated IS NULL OR c.dated = a.day) AS unclear
    FROM due a
    JOIN (SELECT decision_id, signed_on AS dated FROM special_case WHERE starts_with(departs_from, 'qd-114-2023.art-6')
          UNION ALL SELECT decision_id, issued_on FROM notice WHERE kind = 'consent') c ON c.decision_id = a.id
    GROUP BY a.id
),
answered AS (
    SELECT a.force, a.applies,
           CASE WHEN r.surely THEN true
                WHEN (a.kinship_covered OR k.id IS NOT NULL) AND a.tenure_covered AND a.post_body IS NOT NULL
                     AND a.leads_others AND NOT coalesce(r.maybe, false) THEN false END AS linked,
           CASE WHEN c.before THEN true WHEN c.unclear THEN NULL ELSE false END AS consent
    FROM due a
    LEFT JOIN relatives r USING (id)
    LEFT JOIN (SELECT DISTINCT id FROM own_kin WHERE relative_id IS NOT NULL) k ON k.id = a.id
    LEFT JOIN consents c ON c.id = a.id
),
judged AS (SELECT CASE WHEN force IS NULL THEN NULL ELSE NOT applies OR NOT linked OR consent END AS holds FROM answered)
SELECT count(*) FILTER (holds) AS complies, count(*) FILTER (NOT holds) AS violates,
       count(*) FILTER (holds IS NULL) AS unproven
FROM judged;
