"""What the rules say of one decision by the record as it stands at this moment, without waiting for the next audit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import connection

from chinhdanh.audit import judge
from chinhdanh.audit.gate import Verdict as Judged
from chinhdanh.facts import find_fact
from chinhdanh.web.findings.access import OF_REPORTS
from chinhdanh.web.findings.models import Verdict
from chinhdanh.web.findings.words import Told, all_told, law
from chinhdanh.web.record.base import MODELS, KeptTable

Slice = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Gate:
    """The verdicts on a decision, in words."""

    told: list[Told]

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(code, sum(one.code == code for one in self.told)) for code in ("violates", "unproven", "complies")]

    @property
    def worst(self) -> str:
        return next((code for code, n in self.counts if n), "")

    @property
    def open(self) -> list[Told]:
        return [one for one in self.told if one.code != "complies"]

    @property
    def met(self) -> list[Told]:
        return [one for one in self.told if one.code == "complies"]


def given() -> set[str]:
    """The tables that a slice gives: those that the record keeps, and of whom and what a decision is."""
    return set(KeptTable.objects.values_list("table", flat=True)) & set(MODELS) | {"person", "decision"}


def cut(decision_id: str) -> Slice | None:
    """What the verdicts on a decision may depend on; None where the acting user may not have it judged.

    A table that the record does not keep is not given: there no row says nothing at all.
    """
    found: Slice = {table: [] for table in given()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_table, of_row FROM access.slice(%s)", [decision_id])
        for table, row in cursor.fetchall():
            if table in found:
                found[table].append(json.loads(row) if isinstance(row, str) else row)
    return found if found["decision"] else None


def verdicts(rows: Slice, decision_id: str, day: Any) -> Gate:
    """The verdicts on a decision of the slice, but those that rest on reports; `day` matters for what still runs."""
    found = judge(rows, decision_id, as_of=day)
    return Gate(all_told(_models(one for one in found if one.rule_id not in _of_reports())))


def _models(found: Iterable[Judged]) -> list[Verdict]:
    """As the pages show verdicts; none of these is ever saved."""
    return [
        Verdict(
            key=uuid5(NAMESPACE_OID, f"{one.subject_id} {one.rule_id} {one.provision}"),
            subject=one.subject,
            subject_id=one.subject_id,
            on=one.on,
            rule_id=one.rule_id,
            provision=one.provision,
            verdict=one.verdict,
            confidence=one.confidence,
            layer=one.layer,
            facts=one.facts,
            missing=list(one.missing),
        )
        for one in found
    ]


@cache
def _of_reports() -> frozenset[str]:
    """The rules that rest on whether somebody was reported."""
    return frozenset(
        bound.rule.id
        for bound in law()[0].rules
        if any(need.partition(".")[0] in OF_REPORTS for name in bound.facts for need in find_fact(name).needs)
    )
