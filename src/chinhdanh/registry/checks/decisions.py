"""Checks of decisions, their steps and votes."""

from chinhdanh.registry.checks.model import Check, Given, Queries, bounds, hit_sql
from chinhdanh.registry.schema import GROUNDS
from chinhdanh.registry.sql import literal

_AT_MOST = (
    ("step", "votes_for", "ballots_valid"),
    ("step", "votes_for", "ballots_issued"),
    ("step", "votes_for", "present"),
    ("step", "ballots_valid", "ballots_issued"),
    ("step", "excused", "convened"),
    ("confidence_vote", "present", "convened"),
)


def _effective_before_signed(given: Given) -> Queries:
    if given.has("decision.effective_on", "decision.signed_on"):
        days = bounds().effective_before_signed_days
        yield hit_sql(
            "decision",
            "effective_on",
            "concat_ws(' < ', effective_on, signed_on)",
            f"FROM decision WHERE effective_on < signed_on - INTERVAL {days} DAY",
        )


def _decision_twice(given: Given) -> Queries:
    if given.has("decision.number", "decision.signed_on"):
        yield """
            SELECT 'decision' AS "table", _row, id, 'number' AS "column",
                   concat_ws(' · ', first_id, number, signed_on) AS value
            FROM (SELECT _row, id, number, signed_on, first_value(id) OVER (
                             PARTITION BY number, signed_on, organization_id, kind, person_id, post_id
                             ORDER BY _row) AS first_id
                  FROM decision WHERE number IS NOT NULL AND signed_on IS NOT NULL AND person_id IS NOT NULL)
            WHERE id <> first_id"""


def _number_reused(given: Given) -> Queries:
    if given.has("decision.number", "decision.signed_on", "decision.organization_id"):
        # One order about several people has one number and one day; only another day in the same year is odd.
        yield """
            SELECT 'decision' AS "table", _row, id, 'number' AS "column",
                   concat_ws(' · ', number, first_day || ' ≠ ' || signed_on) AS value
            FROM (SELECT _row, id, number, signed_on, first_value(signed_on) OVER (
                             PARTITION BY number, organization_id, year(signed_on)
                             ORDER BY signed_on, _row) AS first_day
                  FROM decision WHERE number IS NOT NULL AND signed_on IS NOT NULL AND organization_id IS NOT NULL)
            WHERE signed_on <> first_day"""


def _ground_of_other_kind(given: Given) -> Queries:
    if given.has("decision.ground"):
        fitting = " ".join(
            f"WHEN {literal(kind)} THEN ground IN ({', '.join(map(literal, grounds))})"
            for kind, grounds in GROUNDS.items()
        )
        yield hit_sql(
            "decision",
            "ground",
            "concat_ws(' · ', kind, ground)",
            f"FROM decision WHERE ground IS NOT NULL AND NOT (CASE kind {fitting} ELSE FALSE END)",
        )


def _revokes_itself(given: Given) -> Queries:
    if given.has("decision.revokes_id"):
        yield hit_sql(
            "decision",
            "revokes_id",
            "concat_ws(' · ', target.id, target.signed_on || ' > ' || decision.signed_on)",
            "FROM decision JOIN (SELECT id, signed_on FROM decision) target ON target.id = decision.revokes_id "
            "WHERE target.id = decision.id OR target.signed_on > decision.signed_on",
        )


def _too_many(given: Given) -> Queries:
    for table, part, whole in _AT_MOST:
        if given.has(f"{table}.{part}", f"{table}.{whole}"):
            yield hit_sql(
                table,
                part,
                f"concat_ws(' > ', {part}, '{whole} ' || {whole})",
                f"FROM {table} WHERE {part} > {whole}",
            )
    if given.has("confidence_vote.issued", "confidence_vote.high", "confidence_vote.medium", "confidence_vote.low"):
        yield hit_sql(
            "confidence_vote",
            "issued",
            "concat_ws(' > ', high + medium + low, 'issued ' || issued)",
            "FROM confidence_vote WHERE high + medium + low > issued",
        )


def _step_after_signing(given: Given) -> Queries:
    if given.has("step.held_on", "decision.signed_on"):
        yield hit_sql(
            "step",
            "held_on",
            "concat_ws(' > ', step.held_on, decision.signed_on)",
            "FROM step JOIN decision ON decision.id = step.decision_id WHERE step.held_on > decision.signed_on",
        )


def _step_twice(given: Given) -> Queries:
    if given.has("step"):
        yield """
            SELECT 'step' AS "table", _row, id, 'step' AS "column", concat_ws(' · ', decision_id, step) AS value
            FROM (SELECT *, row_number() OVER (PARTITION BY decision_id, step ORDER BY _row) AS place
                  FROM step WHERE decision_id IS NOT NULL AND step IS NOT NULL)
            WHERE place > 1"""


CHECKS = (
    Check(
        "effective_long_before_signed",
        "Quyết định có hiệu lực từ lâu trước ngày ký.",
        "The decision takes effect long before it was signed.",
        _effective_before_signed,
    ),
    Check(
        "decision_twice",
        "Một quyết định được ghi hai lần: cùng số, ngày, cơ quan, người, chức danh.",
        "One decision is recorded twice: same number, day, body, person and post.",
        _decision_twice,
    ),
    Check(
        "decision_number_reused",
        "Một cơ quan dùng một số cho hai ngày ký khác nhau trong cùng năm.",
        "One body used one number for two days of the same year.",
        _number_reused,
    ),
    Check(
        "ground_of_another_kind",
        "Căn cứ không thuộc loại quyết định này.",
        "The ground does not belong to this kind of decision.",
        _ground_of_other_kind,
    ),
    Check(
        "revokes_itself_or_later",
        "Quyết định thu hồi chính nó hoặc một quyết định ký sau nó.",
        "The decision revokes itself or one signed after it.",
        _revokes_itself,
    ),
    Check(
        "more_votes_than_voters",
        "Số phiếu hoặc số người lớn hơn tổng của nó.",
        "A count of votes or persons is larger than its whole.",
        _too_many,
    ),
    Check(
        "step_after_signing",
        "Bước quy trình diễn ra sau ngày ký quyết định.",
        "The step was held after the decision was signed.",
        _step_after_signing,
    ),
    Check(
        "step_twice",
        "Một bước của quyết định được ghi hai lần.",
        "One step of the decision is recorded twice.",
        _step_twice,
    ),
)
