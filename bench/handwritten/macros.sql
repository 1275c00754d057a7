-- Read before the tables: whole months from date to date, and the two periods that several queries ask for.
CREATE TEMP MACRO months_between_dates(a, b) AS
    (year(b) * 12 + month(b)) - (year(a) * 12 + month(a))
    - CASE WHEN day(b) < day(a) AND b <> last_day(b) THEN 1 ELSE 0 END;
CREATE TEMP MACRO in_r3(d) AS d >= DATE '2025-07-01' AND d < DATE '2026-08-01';
CREATE TEMP MACRO in_r4(d) AS d >= DATE '2026-08-01';
-- A special case departs lawfully where the deciding body itself issued it by the day; of others the record says no level.
CREATE TEMP MACRO special(provision) AS TABLE
    SELECT s.decision_id,
           CASE WHEN bool_or(coalesce(s.signed_on <= d.signed_on AND s.issuer_organization_id = d.organization_id, false))
                THEN true
                WHEN bool_or(coalesce(s.signed_on <= d.signed_on, true)) THEN NULL
                ELSE false END AS lawful,
           true AS seen
    FROM special_case s JOIN decision d ON d.id = s.decision_id
    WHERE s.departs_from = provision
    GROUP BY s.decision_id;
-- The instant of retirement is the end of its day, so that the last day of a month completes every month.
CREATE TEMP MACRO months_left(retirement, reference) AS
    CASE WHEN retirement = last_day(retirement)
         THEN (year(retirement) * 12 + month(retirement)) - (year(reference) * 12 + month(reference))
         ELSE months_between_dates(reference, retirement) END;
-- Regulation 114-QĐ/TW, Art. 6(5): committees that lead, and the thirteen sectors.
CREATE TEMP MACRO leads(kind) AS kind IN ('provincial_committee', 'district', 'commune', 'party_committee');
CREATE TEMP MACRO listed(sector) AS sector IN (
    'home_affairs', 'inspection', 'finance', 'banking', 'tax', 'customs', 'industry_trade', 'planning', 'land_environment',
    'military', 'police', 'courts', 'procuracy');
