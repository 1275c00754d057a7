"""Conditions of reappointment: duties completed over the term, no bar, health."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, no_open_case, party_posts, unproven

AGAIN = ("reappointment",)


def _completed(f: FactView, hopeless: ir.BooleanValue) -> ir.BooleanValue:
    """Every year of the term is rated and none failed; `hopeless` is the failure that defeats the whole term."""
    clean = (f.term_years_failed == 0) & (f.term_years_rated >= f.term_years)
    return ibis.cases((clean, True), (hopeless, False), else_=unproven())


def _failed_throughout(f: FactView) -> ir.BooleanValue:
    failed: ir.BooleanValue = (f.term_years_failed > 0) & (f.term_years_failed >= f.term_years)
    return failed


@rule(
    "nd-138-2020.art-50",
    vi="Bổ nhiệm lại: hoàn thành nhiệm vụ trong thời gian giữ chức vụ",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def duties_completed_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Duties were completed in every year of the term; one failing year is left open, all of them are not.

    Not modelled: title standards and the need for the post. Errs towards "complies".
    """
    return _completed(f, _failed_throughout(f))


@rule(
    "nd-138-2020.art-50",
    vi="Bổ nhiệm lại: không bị cấm đảm nhiệm chức vụ, đủ sức khỏe",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def not_banned_and_fit_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not banned from office by a court, and fit in health.

    Not modelled: bans by others than courts. Errs towards "complies".
    """
    return ~f.open_court_ban & f.health_fit


@rule(
    "nd-170-2025.art-37.k1",
    vi="Bổ nhiệm lại: hoàn thành nhiệm vụ trong thời gian giữ chức vụ",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def duties_completed_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Duties were completed in every year of the term; one failing year is left open, all of them are not.

    Not modelled: the other clauses on standards, need and health. Errs towards "complies".
    """
    return _completed(f, _failed_throughout(f))


@rule(
    "nd-170-2025+nd-300-2026.art-37.k1",
    vi="Bổ nhiệm lại: hoàn thành nhiệm vụ trong cả thời hạn",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def duties_completed_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Duties were completed in every year of the term; two failing years running, tied to duties, defeat it.

    Not modelled: the evaluation of the whole term after force majeure or a discipline. Errs towards "unproven".
    """
    return _completed(f, f.failed_two_years_running | _failed_throughout(f))


@rule(
    "nd-170-2025+nd-300-2026.art-37.k5",
    vi="Bổ nhiệm lại: không bị cấm, không đang bị xử lý, tố cáo, điều tra, truy tố, xét xử",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def no_bar_to_reappointment_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """No ban, no charge, no case of discipline or denunciation open, not named by inspection or audit.

    Not modelled: an inspection of the whole body, of which the inspectors must be consulted. Errs towards "complies".
    """
    return no_open_case(f, [*law["proceeding_kinds"], *law["named_proceeding_kinds"]])


@rule(
    "qd-377-2025.bo-nhiem-lai",
    vi="Bổ nhiệm lại: hoàn thành nhiệm vụ trong nhiệm kỳ, đủ sức khỏe (quy định của Đảng)",
    applies=party_posts,
    kinds=AGAIN,
)
def duties_completed_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """The term was assessed as completed, and health allows it.

    The assessment is read from the yearly ratings. Not modelled: title standards. Errs towards "complies" for them.
    """
    return _completed(f, _failed_throughout(f)) & f.health_fit
