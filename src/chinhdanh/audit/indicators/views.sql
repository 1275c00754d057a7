-- What the indicators count. `$on` is the day of reference. Each condition is NULL where the record does not tell.

-- Under so many years on a day; a birth date known only by month or year may leave it open.
CREATE OR REPLACE MACRO younger(born, known, years, moment) AS CASE
  WHEN born > moment - to_years(years) THEN true
  WHEN known = 'year' AND born + INTERVAL 1 YEAR - INTERVAL 1 DAY > moment - to_years(years) THEN NULL
  WHEN known = 'month' AND born + INTERVAL 1 MONTH - INTERVAL 1 DAY > moment - to_years(years) THEN NULL
  WHEN born IS NULL THEN NULL
  ELSE false END;

-- One row for each person in a post.
CREATE OR REPLACE TEMP TABLE holders AS
SELECT DISTINCT
  t.person_id, t.post_id, o.id AS organization_id, o.kind, o.level, p.leadership, p.managed_by,
  coalesce(p.elected, false) AS elected, x.sex = 'female' AS woman,
  younger(x.birth_date, x.birth_precision, 40, $on) AS under_40,
  younger(x.birth_date, x.birth_precision, 45, $on) AS under_45,
  CASE
    WHEN x.home_province = o.province THEN false
    WHEN o.merged_from IS NOT NULL OR o.rearranged_on IS NOT NULL THEN NULL
    ELSE x.home_province <> o.province END AS non_local
FROM tenure t
JOIN post p ON p.id = t.post_id
JOIN organization o ON o.id = p.organization_id
JOIN person x ON x.id = t.person_id
WHERE t."from" <= $on AND (t."until" IS NULL OR t."until" > $on) AND NOT coalesce(t.acting, false);

CREATE OR REPLACE TEMP TABLE standing_committees AS
SELECT organization_id, bool_or(woman) AS found, bool_and(woman IS NOT NULL) AS complete,
  CASE WHEN bool_or(coalesce(woman, false)) THEN true WHEN bool_and(woman IS NOT NULL) THEN false END AS has_woman
FROM holders
WHERE kind = 'party_committee' AND elected AND leadership IN ('head', 'deputy', 'collective_member')
GROUP BY organization_id;

CREATE OR REPLACE TEMP TABLE bodies_with_posts AS
SELECT p.organization_id, count(*) AS posts, count(p.job_position_id) AS posts_with_position
FROM post p
WHERE (p."from" IS NULL OR p."from" <= $on) AND (p."until" IS NULL OR p."until" > $on)
GROUP BY p.organization_id;

CREATE OR REPLACE TEMP TABLE disciplines AS
SELECT ground FROM discipline
WHERE coalesce(decided_on, effective_on) <= $on AND (quashed_on IS NULL OR quashed_on > $on);

CREATE OR REPLACE TEMP TABLE commune_staff AS
SELECT h.person_id, max(CASE
  WHEN q.level IS NULL THEN NULL
  WHEN regexp_matches(lower(q.level),
    'cao đẳng|đại học|cử nhân|kỹ sư|thạc s|tiến s|college|university|bachelor|master|doctor') THEN true
  ELSE false END) AS degree
FROM (SELECT DISTINCT person_id FROM holders WHERE level = 'commune') h
LEFT JOIN (
  SELECT * FROM qualification WHERE kind = 'professional' AND (issued_on IS NULL OR issued_on <= $on)
) q USING (person_id)
GROUP BY h.person_id;

-- Everybody in planning, aged on the day of approval.
CREATE OR REPLACE TEMP TABLE planned AS
SELECT DISTINCT
  e.person_id, o.level, x.sex = 'female' AS woman,
  younger(x.birth_date, x.birth_precision, 40, e.approved_on) AS under_40,
  younger(x.birth_date, x.birth_precision, 45, e.approved_on) AS under_45
FROM plan_entry e
JOIN person x ON x.id = e.person_id
LEFT JOIN post p ON p.id = e.post_id
LEFT JOIN organization o ON o.id = coalesce(e.organization_id, p.organization_id)
WHERE e.approved_on <= $on AND (e.withdrawn_on IS NULL OR e.withdrawn_on > $on);
