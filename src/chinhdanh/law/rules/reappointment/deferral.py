"""When the procedure may not run yet, who may act after the term, discipline meanwhile, and what follows a refusal."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, unproven, within_months

RENEWALS = ("reappointment", "extension")
MOVES = ("appointment", "transfer", "rotation")


def _short_stay(f: FactView, kind: str, months: int) -> ir.BooleanValue:
    """A stay shorter than `months`; one without an end may still become longer."""
    length, endless = f.read(f"{kind}_months"), f.read(f"{kind}_without_end")
    short = length < months
    return ibis.cases((short & ~endless, True), (~short, False), else_=unproven())


def not_deferred(f: FactView, law: LawView, named: tuple[str, ...] = ()) -> ir.BooleanValue:
    """None of the listed cases, no long stay abroad or in treatment, no maternity leave while the procedure ran."""
    kinds = [*law["proceeding_kinds"], *named, "maternity"]
    free: list[Any] = [~f.read(f"{kind}_meanwhile") for kind in kinds]
    free += [_short_stay(f, "abroad", law["abroad_min"]), _short_stay(f, "illness", law["inpatient_min"])]
    result: ir.BooleanValue = reduce(and_, free)
    return result


@rule(
    "nd-138-2020.art-49.k5",
    vi="Chưa làm quy trình khi đang xử lý kỷ luật, điều tra, truy tố, xét xử, đi nước ngoài, điều trị, thai sản",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="procedure",
)
def not_deferred_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure does not run during a discipline or criminal case, long stays abroad or in hospital, maternity leave.

    Not modelled: whether treatment was inpatient and a stay abroad was ordered. Errs towards "violates" for them.
    """
    return not_deferred(f, law)


@rule(
    "nd-170-2025.art-36.k5",
    vi="Chưa làm quy trình khi đang xử lý kỷ luật, điều tra, truy tố, xét xử, đi nước ngoài, điều trị, thai sản",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="procedure",
)
def not_deferred_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure does not run during a discipline or criminal case, long stays abroad or in hospital, maternity leave.

    Not modelled: whether treatment was inpatient and a stay abroad was ordered; the written notice of the deferral. Errs
    towards "violates" for the former.
    """
    return not_deferred(f, law)


@rule(
    "nd-170-2025+nd-300-2026.art-36.k3",
    vi="Chưa làm quy trình khi đang xử lý kỷ luật, tố cáo, bị nêu tên, đi nước ngoài, điều trị, thai sản",
    applies=civil_leaders,
    kinds=RENEWALS,
    day="procedure",
)
def not_deferred_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The procedure does not run during discipline, denunciation or naming by inspectors, long stays or maternity leave.

    An inspection or audit of which it is not recorded whether it names the person is unproven. Not modelled: information
    passed on without a conclusion, other prescribed cases. Errs towards "complies" for them.
    """
    return not_deferred(f, law, law["named_proceeding_kinds"])


def _after_term(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = civil_leaders(f) & (f.on > f.term_ends_on_at_latest)
    return scope


def _no_powers(f: FactView) -> ir.BooleanValue:
    return ibis.cases(
        (f.signed_after_term, False),
        (~f.signed_after_term, True),
        (f.stand_in_after_term, True),
        else_=unproven(),
    )


@rule(
    "nd-138-2020.art-49.k4",
    vi="Hết thời hạn mà chưa có quyết định thì không được thực hiện thẩm quyền",
    applies=_after_term,
    kinds=RENEWALS,
)
def no_powers_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """After the end of the term and before the decision the person signs nothing in the post; somebody else covers it.

    Not modelled: acts other than personnel decisions. Errs towards "complies" where a stand-in is recorded.
    """
    return _no_powers(f)


@rule(
    "nd-170-2025.art-36.k4",
    vi="Hết thời hạn mà chưa có quyết định thì không được thực hiện thẩm quyền",
    applies=_after_term,
    kinds=RENEWALS,
)
def no_powers_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """After the end of the term and before the decision the person signs nothing in the post; somebody else covers it.

    Not modelled: acts other than personnel decisions. Errs towards "complies" where a stand-in is recorded.
    """
    return _no_powers(f)


@rule(
    "nd-170-2025+nd-300-2026.art-36.k5",
    vi="Hết thời hạn mà chưa có quyết định thì không được thực hiện thẩm quyền",
    applies=_after_term,
    kinds=RENEWALS,
)
def no_powers_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """After the end of the term and before the decision the person signs nothing in the post; somebody else covers it.

    Not modelled: acts other than personnel decisions. Errs towards "complies" where a stand-in is recorded.
    """
    return _no_powers(f)


def _disciplined(f: FactView) -> ir.BooleanValue:
    """A state discipline decision is on record, whether or not it still runs."""
    known = ibis.ifelse(f.discipline_known.fill_null(False), False, unproven())
    scope: ir.BooleanValue = civil_leaders(f) & ibis.ifelse(f.state_discipline_runs_from.notnull(), True, known)
    return scope


def _weighed(f: FactView, serving: ir.BooleanValue, settled: Any) -> ir.BooleanValue:
    """Free where no discipline runs; barred where the dismissal came; else `settled`."""
    return ibis.cases(
        (~serving, True),
        (serving & f.relieved_in_term, False),
        (serving & f.discipline_review_meanwhile, False),
        (serving & ~f.discipline_review_meanwhile & ~f.relieved_in_term, settled),
        else_=unproven(),
    )


def _reasons(f: FactView) -> ir.BooleanValue:
    return ibis.cases((f.notice_explanation, True), else_=unproven())


@rule(
    "nd-138-2020+nd-116-2024.art-49.k6",
    vi="Đang thi hành kỷ luật: chỉ bổ nhiệm lại, kéo dài sau khi cân nhắc, không thuộc trường hợp miễn nhiệm",
    applies=_disciplined,
    kinds=RENEWALS,
    day="conditions",
)
def weighed_while_serving_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """While a discipline decision runs, the reasons are on file, nobody was dismissed for it and no case is open.

    Not modelled: what was weighed; that dismissal was due but not decided. Errs towards "complies".
    """
    validity = law.of("nd-112-2020+nd-71-2023.art-2.k9", "validity")
    return _weighed(f, within_months(f, f.state_discipline_runs_from, validity), _reasons(f))


@rule(
    "nd-170-2025.art-36.k6",
    vi="Đang thi hành kỷ luật: chỉ bổ nhiệm lại, kéo dài sau khi cân nhắc, không thuộc trường hợp miễn nhiệm",
    applies=_disciplined,
    kinds=RENEWALS,
    day="conditions",
)
def weighed_while_serving_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """While a discipline decision runs, the reasons are on file, nobody was dismissed for it and no case is open.

    After a reprimand the decree contradicts itself (Articles 36(6) and 53(1)(a)): unproven. Not modelled: what was
    weighed; that dismissal was due but not decided. Errs towards "complies".
    """
    serving = within_months(f, f.state_discipline_runs_from, law.of("nd-172-2025.art-2.k9", "validity"))
    other = f.last_reprimand_on.isnull() | (f.last_reprimand_on != f.last_discipline_on)
    return _weighed(f, serving, ibis.ifelse(other, _reasons(f), unproven()))


@rule(
    "nd-170-2025+nd-300-2026.art-36.k6",
    vi="Đang thi hành kỷ luật: chỉ bổ nhiệm lại, kéo dài khi không thuộc trường hợp miễn nhiệm, từ chức",
    applies=_disciplined,
    kinds=RENEWALS,
    day="conditions",
)
def weighed_while_serving_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """While a discipline decision runs, the reasons are on file, nobody was dismissed for it and no case is open.

    Not modelled: lost standing after a warning, which a person must find; task needs. Errs towards "complies".
    """
    serving = within_months(f, f.state_discipline_runs_from, law.of("nd-172-2025.art-2.k9", "validity"))
    return _weighed(f, serving, _reasons(f))


def _not_reappointed(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant & f.left_at_term_end
    return scope


@rule(
    "nd-138-2020+nd-116-2024.art-49.k7",
    vi="Không được bổ nhiệm lại thì không bố trí chức vụ tương đương hoặc cao hơn",
    applies=_not_reappointed,
    kinds=MOVES,
)
def lower_after_refusal_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever left a leadership post at the end of its term, not reappointed, next holds a lower one.

    Not modelled: promotions recorded as the end of a term; how long the ban lasts. Errs towards "violates".
    """
    return f.lower_than_post_left


@rule(
    "nd-170-2025.art-36.k7",
    vi="Không được bổ nhiệm lại thì không bố trí chức vụ tương đương hoặc cao hơn",
    applies=_not_reappointed,
    kinds=MOVES,
)
def lower_after_refusal_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever left a leadership post at the end of its term, not reappointed, next holds a lower one.

    Not modelled: promotions recorded as the end of a term; how long the ban lasts. Errs towards "violates".
    """
    return f.lower_than_post_left


@rule(
    "nd-170-2025+nd-300-2026.art-36.k7",
    vi="Không được bổ nhiệm lại thì không bố trí chức vụ tương đương hoặc cao hơn",
    applies=_not_reappointed,
    kinds=MOVES,
)
def lower_after_refusal_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Whoever left a leadership post at the end of its term, not reappointed, next holds a lower one.

    Not modelled: promotions recorded as the end of a term; how long the ban lasts. Errs towards "violates".
    """
    return f.lower_than_post_left
