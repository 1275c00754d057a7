"""Which decisions are discipline, and comparisons of forms that several topics share."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView
from chinhdanh.law.scopes import unproven

DISCIPLINE = ("discipline", "removal", "separation")

RANKS = {"reprimand": 1, "warning": 2, "removal": 3, "recall": 4, "forced_separation": 4}
"""Levels of the forms of 2025; salary reduction and demotion have none, and what is above the top neither."""


def rank(form: Any) -> ir.IntegerValue:
    return ibis.cases(*((form == name, level) for name, level in RANKS.items()), else_=ibis.null("int64"))


def by_state(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.disciplinary & (f.discipline_regime == "state")
    return scope


def by_party(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.disciplinary & (f.discipline_regime == "party")
    return scope


def of_civil_servants(f: FactView) -> ir.BooleanValue:
    return by_state(f) & f.civil_servant


def of_cadres(f: FactView) -> ir.BooleanValue:
    return by_state(f) & f.cadre


def of_either(f: FactView) -> ir.BooleanValue:
    return by_state(f) & (f.civil_servant | f.cadre)


def act_before(f: FactView, end: Any) -> ir.BooleanValue:
    """Was the act begun before `end`? Known too where only its last day is, if that came before."""
    return ibis.cases(
        (f.act_started_on < end, True),
        (f.act_started_on >= end, False),
        (f.act_ended_on < end, True),
        else_=unproven(),
    )


def recorded_or_not(condition: Any) -> ir.BooleanValue:
    """TRUE where it holds; an empty cell is not recorded, never "no"."""
    return ibis.cases((condition, True), else_=unproven())
