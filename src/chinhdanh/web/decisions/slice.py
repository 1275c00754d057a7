"""The rows that the verdicts on one decision may depend on, cut out of the record: `audit.slices` in SQL.

What is seen only in part cannot be judged, so a function of the owner cuts, for whoever reads the decision and is not the
one whom it is about. Reports stay out: whoever prepares a decision does not learn of them, and rules that rest on them are
left to the audit. A test holds the rows to those of `audit.slices`.
"""

from django.db import migrations

from chinhdanh.facts.terms import RENEWALS
from chinhdanh.web.record.access import JUDGING

_JUDGING = "'{" + ",".join(JUDGING) + "}'"
_RENEWALS = "'{" + ",".join(RENEWALS) + "}'"

SLICE = f"""
CREATE FUNCTION access.slice(of_decision text) RETURNS TABLE (of_table text, of_row jsonb) LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = public, pg_temp SET jit = off AS $$
DECLARE
    one decision;
    people text[];
    targets text[];
    bodies text[];
    superiors text[];
    units text[];
    offices text[];
    relatives text[];
    chairs text[];
    decided text[];
    held text[];
    spells text[];
    kin_offices text[];
    answering text[];
BEGIN
    SELECT d.* INTO one FROM decision d WHERE d.id = of_decision;
    IF NOT FOUND OR one.person_id = access.self() OR NOT EXISTS (
        SELECT FROM decision_place l JOIN organization_above a ON a.organization_id = l.organization_id
         WHERE l.decision_id = of_decision AND a.above_id = ANY(access.granted({_JUDGING}))
           AND a.since <= access.acting_day() AND a.until > access.acting_day())
    THEN
        RETURN;
    END IF;
    people := array_remove(ARRAY[one.person_id], NULL);
    targets := array_remove(ARRAY[one.post_id], NULL);
    -- Their other decisions, those of the same number by the same body, and, where a term is renewed, what they signed.
    decided := ARRAY(
        SELECT d.id FROM decision d WHERE d.id = of_decision
        UNION SELECT d.id FROM decision d WHERE d.person_id = ANY(people)
        UNION SELECT d.id FROM decision d WHERE one.kind = ANY({_RENEWALS}) AND d.signatory_id = ANY(people)
        UNION SELECT d.id FROM decision d
               WHERE d.number COLLATE "C" = one.number AND d.organization_id = one.organization_id);
    relatives := ARRAY(
        SELECT r.id FROM (
            SELECT k.person_id AS id FROM kinship k WHERE k.person_id = ANY(people) OR k.relative_id = ANY(people)
            UNION SELECT k.relative_id FROM kinship k WHERE k.person_id = ANY(people) OR k.relative_id = ANY(people)) r
         WHERE r.id IS NOT NULL AND r.id <> ALL(people));
    bodies := ARRAY(SELECT DISTINCT p.organization_id FROM post p WHERE p.id = ANY(targets) AND p.organization_id IS NOT NULL);
    superiors := ARRAY(SELECT DISTINCT o.parent_id FROM organization o WHERE o.id = ANY(bodies) AND o.parent_id IS NOT NULL);
    -- Averages over units of every kind bind ministries and communes; the communes of a province are no such units.
    units := bodies || ARRAY(
        SELECT s.id FROM organization o JOIN organization s ON s.parent_id = o.parent_id
         WHERE o.id = ANY(bodies) AND (
               s.subkind = o.subkind
            OR (s.level = o.level
                AND (o.level = 'central' OR (o.level = 'commune' AND o.kind IS DISTINCT FROM 'commune')))));
    offices := ARRAY(SELECT p.id FROM post p WHERE p.organization_id = ANY(units || superiors));
    chairs := ARRAY(SELECT s.chair_id FROM step s WHERE s.decision_id = of_decision AND s.chair_id IS NOT NULL);
    spells := ARRAY(
        SELECT t.id FROM tenure t WHERE t.person_id = ANY(people || relatives || chairs)
        UNION SELECT t.id FROM tenure t WHERE t.post_id = ANY(targets || offices)
        UNION SELECT t.id FROM tenure t WHERE t.start_decision_id = of_decision);
    answering := ARRAY(
        SELECT x.id FROM decision d, LATERAL (VALUES (d.signatory_id), (d.proposer_id)) x (id) WHERE d.id = ANY(decided)
        UNION SELECT t.person_id FROM tenure t WHERE t.id = ANY(spells) AND t.post_id = ANY(targets));
    held := ARRAY(
        SELECT t.post_id FROM tenure t WHERE t.id = ANY(spells)
        UNION SELECT d.from_post_id FROM decision d WHERE d.id = ANY(decided)
        UNION SELECT e.post_id FROM plan_entry e WHERE e.person_id = ANY(people));
    kin_offices := ARRAY(SELECT t.post_id FROM tenure t WHERE t.id = ANY(spells) AND t.person_id = ANY(relatives));
    RETURN QUERY
        SELECT 'decision', to_jsonb(x) FROM snapshot.decision x WHERE x.id = ANY(decided)
        UNION ALL SELECT 'step', to_jsonb(x) FROM snapshot.step x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'candidate_vote', to_jsonb(x) FROM snapshot.candidate_vote x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'participant', to_jsonb(x) FROM snapshot.participant x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'notice', to_jsonb(x) FROM snapshot.notice x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'dossier_item', to_jsonb(x) FROM snapshot.dossier_item x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'special_case', to_jsonb(x) FROM snapshot.special_case x WHERE x.decision_id = of_decision
        UNION ALL SELECT 'person', to_jsonb(x) FROM snapshot.person x WHERE x.id = ANY(people)
        UNION ALL SELECT 'evaluation', to_jsonb(x) FROM snapshot.evaluation x WHERE x.person_id = ANY(people)
        UNION ALL SELECT 'discipline', to_jsonb(x) FROM snapshot.discipline x WHERE x.person_id = ANY(people)
        UNION ALL SELECT 'asset_declaration', to_jsonb(x) FROM snapshot.asset_declaration x WHERE x.person_id = ANY(people)
        UNION ALL SELECT 'health_check', to_jsonb(x) FROM snapshot.health_check x WHERE x.person_id = ANY(people)
        UNION ALL SELECT 'plan_entry', to_jsonb(x) FROM snapshot.plan_entry x WHERE x.person_id = ANY(people)
        UNION ALL SELECT 'confidence_vote', to_jsonb(x) FROM snapshot.confidence_vote x WHERE x.person_id = ANY(people);
    RETURN QUERY
        SELECT 'kinship', to_jsonb(x) FROM snapshot.kinship x
         WHERE x.person_id = ANY(people) OR x.relative_id = ANY(people)
        UNION ALL SELECT 'tenure', to_jsonb(x) FROM snapshot.tenure x WHERE x.id = ANY(spells)
        UNION ALL SELECT 'proceeding', to_jsonb(x) FROM snapshot.proceeding x WHERE x.person_id = ANY(people || answering)
        UNION ALL SELECT 'post', to_jsonb(x) FROM snapshot.post x
                   WHERE x.id = ANY(targets || held) OR x.organization_id = ANY(units || superiors)
        UNION ALL SELECT 'organization', to_jsonb(x) FROM snapshot.organization x
                   WHERE x.id = ANY(units || superiors) OR x.parent_id = ANY(bodies)
                      OR x.id IN (SELECT p.organization_id FROM post p WHERE p.id = ANY(kin_offices))
        UNION ALL SELECT 'establishment', to_jsonb(x) FROM snapshot.establishment x WHERE x.organization_id = ANY(bodies)
        UNION ALL SELECT 'deputy_cap', to_jsonb(x) FROM snapshot.deputy_cap x WHERE x.organization_id = ANY(bodies)
        UNION ALL SELECT 'coverage', to_jsonb(x) FROM snapshot.coverage x
                   WHERE x.organization_id IS NULL OR x.organization_id = ANY(bodies || superiors)
                      OR x.organization_id IN (SELECT d.organization_id FROM decision d WHERE d.id = ANY(decided))
        UNION ALL SELECT 'calendar', to_jsonb(x) FROM snapshot.calendar x;
END $$;
"""


def operations() -> list[migrations.RunSQL]:
    """The function, and who may call it."""
    name = "access.slice(text)"
    return [
        migrations.RunSQL(SLICE, f"DROP FUNCTION {name}"),
        migrations.RunSQL(
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {name} TO chinhdanh_app",
            migrations.RunSQL.noop,
        ),
    ]
