"""What a past discipline means for a later appointment: the Laws of 2008 and 2025, and the Party's regulations."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import months_after
from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, party_higher_posts, party_posts, unproven, within_months


def _higher(f: FactView) -> ir.BooleanValue:
    return civil_leaders(f) & f.higher_post


@rule(
    "l-22-2008.art-82.k2.nang",
    vi="Không quy hoạch, bổ nhiệm chức vụ cao hơn trong 12 tháng sau khiển trách, cảnh cáo, hạ bậc lương",
    applies=_higher,
    kinds=("appointment", "planning"),
)
def twelve_months_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post, and no plan for one, within 12 months of a reprimand, warning or salary reduction.

    Free on the anniversary. Not modelled: a second violation that prolongs the effect; grade promotion and training. Errs
    towards "complies".
    """
    return ~within_months(f, f.last_light_state_discipline_on, law["bar_higher_post"])


@rule(
    "l-22-2008.art-82.k2.giang-cach",
    vi="Không quy hoạch, bổ nhiệm trong 24 tháng sau giáng chức, cách chức",
    applies=civil_leaders,
    kinds=("appointment", "planning"),
)
def twenty_four_months_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """No appointment or planning at all within 24 months of a demotion or removal; free on the anniversary.

    Not modelled: a second violation that prolongs the effect; grade promotion and training. Errs towards "complies".
    """
    return ~within_months(f, f.last_heavy_state_discipline_on, law["bar_any_post"])


@rule(
    "l-22-2008.art-82.k4",
    vi="Người bị cách chức do tham nhũng không được bổ nhiệm lãnh đạo, quản lý",
    applies=civil_leaders,
)
def never_after_corruption_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person removed for corruption is never again appointed to leadership.

    Not modelled: whether office-buying counts as corruption here, which needs judgement. Errs towards "unproven".
    """
    return ~f.removed_for_corruption


@rule("nd-112-2020+nd-71-2023.art-2.k9", vi="Quyết định kỷ luật còn hiệu lực 12 tháng", applies=_higher)
def decision_lapsed_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post while the discipline decision has effect, 12 months.

    After a demotion or removal the decree says 12 months and the Law 24: unproven between them, for the Law to decide.
    Not modelled: new violations within the period. Errs towards "complies".
    """
    months = law["validity"]
    light = within_months(f, f.last_light_state_discipline_on, months)
    heavy = within_months(f, f.last_heavy_state_discipline_on, months)
    disputed = within_months(
        f, f.last_heavy_state_discipline_on, law.of("l-22-2008.art-82.k2.giang-cach", "bar_any_post")
    )
    return ibis.cases((disputed & ~heavy & ~light, unproven()), else_=~(light | heavy))


@rule(
    "l-80-2025.art-38.k1",
    vi="Người bị kỷ luật: áp dụng quy định tương ứng khi xem xét chức vụ cao hơn",
    applies=_higher,
)
def higher_post_after_discipline_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """A disciplined person is subject to the corresponding rules on higher posts; the Law names no months.

    Within the 12 months of validity (Decree 172/2025) it violates; after a demotion or removal nothing settles it.
    Not modelled: Party periods, which have their own rules. Errs towards "unproven".
    """
    in_effect = within_months(f, f.state_discipline_runs_from, law.of("nd-172-2025.art-2.k9", "validity"))
    heavy = f.last_heavy_state_discipline_on.notnull()
    return ibis.cases((in_effect, False), (heavy, unproven()), else_=~in_effect)


@rule(
    "l-80-2025.art-38.k3",
    vi="Người bị cách chức do tham nhũng không được bổ nhiệm lãnh đạo, quản lý",
    applies=civil_leaders,
)
def never_after_corruption_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person removed for corruption is never again appointed to leadership.

    Not modelled: whether office-buying counts as corruption here, which needs judgement. Errs towards "unproven".
    """
    return ~f.removed_for_corruption


@rule(
    "nd-172-2025.art-2.k9",
    vi="Không bổ nhiệm chức vụ cao hơn khi quyết định kỷ luật còn hiệu lực 12 tháng",
    applies=_higher,
)
def decision_lapsed_172(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post while the discipline decision has effect: 12 months, from the Party decision's day if there is one.

    Not modelled: a new violation within the period. Errs towards "complies".
    """
    return ~within_months(f, f.state_discipline_runs_from, law["validity"])


FORMS = ("reprimand", "warning", "removal")


def _within_bars(f: FactView, months: dict[str, int]) -> ir.BooleanValue:
    windows = [within_months(f, f.read(f"last_{form}_on"), months[form], last_day_open=True) for form in FORMS]
    barred: ir.BooleanValue = reduce(or_, windows)
    return barred


@rule(
    "qd-105-2017.ky-luat",
    vi="Không quy hoạch, bổ nhiệm chức vụ cao hơn trong 12 tháng sau kỷ luật (quy định của Đảng)",
    applies=party_posts,
    kinds=("appointment", "nomination", "planning"),
)
def bars_105(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post, and no plan for one, within a year of a reprimand or heavier; after removal no equal post either.

    Not modelled: election to Party committees. Errs towards "complies".
    """
    any_form = within_months(f, f.last_discipline_on, law["reprimand_or_heavier_bar"], last_day_open=True)
    removal = within_months(f, f.last_removal_on, law["removal_bar"], last_day_open=True)
    return ~((f.higher_post & any_form) | (removal & (f.kind != "planning")))


@rule(
    "qd-80-2022.art-18.k7",
    vi="Không quy hoạch, bổ nhiệm chức vụ cao hơn trong 12, 30, 60 tháng sau kỷ luật (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination", "planning"),
)
def bars_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post, nor a plan for one, until 12 months after a reprimand, 30 after a warning, 60 after removal.

    The anniversary is open.

    Not modelled: forms that exist only in state law (salary reduction, demotion). Errs towards "complies".
    """
    return ~_within_bars(f, {form: law[f"{form}_bar"] for form in FORMS})


def _of_its_time(f: FactView, law: LawView, form: str) -> ir.BooleanValue:
    """Barred by the regulation under which the discipline was imposed: 105, 80, or 377 itself."""
    since: Any = f.read(f"last_{form}_on")
    under_80 = law.starts("qd-80-2022.art-18.k7")
    under_377 = law.starts("qd-377-2025.ky-luat-24-36-60")
    name = "removal_bar" if form == "removal" else "reprimand_or_heavier_bar"
    months_105 = law.of("qd-105-2017.ky-luat", name)
    months_80 = law.of("qd-80-2022.art-18.k7", f"{form}_bar")

    def barred(months: int) -> ir.BooleanValue:
        return within_months(f, since, months, last_day_open=True)

    return ibis.cases(
        (since < under_80, barred(months_105)),
        (since < under_377, barred(months_80)),
        else_=barred(law[f"{form}_bar"]),
    )


@rule(
    "qd-377-2025.ky-luat-24-36-60",
    vi="Không bổ nhiệm chức vụ cao hơn trong 24, 36, 60 tháng sau kỷ luật (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
)
def bars_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """No higher post until 24 months after a reprimand, 36 after a warning, 60 after removal, and the fault repaired.

    A discipline from before 377 is judged by the bars of its own time; where the two differ it is unproven, with both
    dates shown. Not modelled: a warning that led to dismissal or release. Errs towards "complies" for it.
    """
    own_time: Any = reduce(or_, [_of_its_time(f, law, form) for form in FORMS])
    by_377 = _within_bars(f, {form: law[f"{form}_bar"] for form in FORMS})
    repaired = ibis.cases((f.notice_fault_repaired, True), else_=unproven())
    disciplined = f.last_reprimand_on.notnull() | f.last_warning_on.notnull() | f.last_removal_on.notnull()
    return ibis.cases(
        (own_time & by_377, False),
        (~own_time & ~by_377, ibis.ifelse(disciplined, repaired, True)),
        else_=unproven(),
    )


@rule(
    "qd-205-2019.xu-ly",
    vi="Người chạy chức, chạy quyền hoặc bao che không được bố trí làm công tác tổ chức, kiểm tra",
    applies=lambda f: f.post_field.isin(("personnel", "inspection")),
    kinds=("appointment", "nomination", "transfer", "rotation"),
)
def never_in_personnel_after_office_buying(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person disciplined for office-buying or for covering it up holds no personnel or inspection post.

    Not modelled: findings without discipline. Errs towards "complies".
    """
    return ~f.office_buying_discipline


@rule(
    "qd-205-2019.xu-ly",
    vi="Người chạy chức, chạy quyền hoặc bao che không được quy hoạch trong 18 đến 60 tháng",
    applies=lambda f: f.kind == "planning",
    kinds=("planning",),
)
def out_of_planning_after_office_buying(f: FactView, law: LawView) -> ir.BooleanValue:
    """A person disciplined for office-buying or for covering it up is out of succession planning for 18 to 60 months.

    Which months belong to which gravity was not read: under the shortest it violates, past the longest it complies,
    between them it is unproven. Not modelled: findings without discipline. Errs towards "complies".
    """
    since: Any = f.office_buying_discipline_on
    shortest = months_after(since, law["planning_bar_shortest"])
    longest = months_after(since, law["planning_bar_longest"])
    return ibis.cases(
        (~f.office_buying_discipline, True),
        (f.office_buying_discipline & (f.on < shortest), False),
        (f.discipline_known & (f.on > longest), True),
        else_=unproven(),
    )
