"""Bars while a proceeding is open against the person."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import no_open_case, ordinary, party_posts, unproven, within_months

MOVES = ("appointment", "nomination", "transfer", "rotation", "secondment")


@rule(
    "nd-138-2020.art-42.k6",
    vi="Không bị cấm, không trong thời hạn xử lý kỷ luật, điều tra, truy tố, xét xử",
    applies=ordinary,
    day="conditions",
)
def no_bar_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not banned from the post, not within a discipline case, not investigated, prosecuted or tried.

    The bar periods after discipline are judged under the Law itself. Not modelled: investigation of a unit whose link
    to the person is not recorded. Errs towards "complies".
    """
    return no_open_case(f, law["proceeding_kinds"])


@rule(
    "nd-138-2020+nd-116-2024.art-42.kyluat",
    vi="Không bị cấm, không trong thời hạn xử lý kỷ luật, điều tra, truy tố, xét xử",
    applies=ordinary,
    day="conditions",
)
def no_bar_r2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not banned, not within a discipline case, not prosecuted, investigated or on trial.

    Restrictions after discipline are judged under the Law and the Party's own regulations. Not modelled: investigation
    of a unit whose link to the person is not recorded. Errs towards "complies".
    """
    return no_open_case(f, law["proceeding_kinds"])


@rule(
    "nd-170-2025.art-29.k7",
    vi="Không bị cấm, không trong thời hạn xử lý hoặc hiệu lực kỷ luật, điều tra, truy tố, xét xử",
    applies=ordinary,
    day="conditions",
)
def no_bar_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Not banned, no open discipline or criminal case, not in a period of discipline-related restrictions.

    A discipline decision restricts for the months of its validity; whether it bars an equal or lower post is not said.
    Not modelled: longer Party periods, which have their own rules. Errs towards "unproven" for equal posts.
    """
    in_effect = within_months(f, f.state_discipline_runs_from, law["state_discipline_validity"])
    restricted = ibis.cases((in_effect & ~f.higher_post.fill_null(False), unproven()), else_=in_effect)
    return no_open_case(f, law["proceeding_kinds"]) & ~restricted


@rule(
    "nd-170-2025+nd-300-2026.art-29.k9",
    vi="Không thuộc các trường hợp bị cấm, đang xử lý, đang chấp hành kỷ luật",
    applies=ordinary,
    day="conditions",
)
def no_bar_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """No ban, no open case of any listed kind, not serving a discipline decision, not named by inspection or audit.

    Not modelled: "another case in which a higher post may not be considered". Errs towards "complies".
    """
    serving = within_months(f, f.state_discipline_runs_from, law["state_discipline_validity"])
    kinds = [*law["proceeding_kinds"], *law["named_proceeding_kinds"]]
    return no_open_case(f, kinds) & ~serving


@rule(
    "l-22-2008.art-82.k3",
    vi="Không điều động, bổ nhiệm khi đang xem xét kỷ luật, điều tra, truy tố, xét xử",
    applies=lambda f: f.civil_servant,
    kinds=MOVES,
)
def no_move_during_case_2008(f: FactView, law: LawView) -> ir.BooleanValue:
    """No personnel move while discipline is considered or the person is investigated, prosecuted or tried.

    Not modelled: verification before a case is opened. Errs towards "complies".
    """
    return no_open_case(f, law["proceeding_kinds"])


@rule(
    "l-80-2025.art-38.k2",
    vi="Không điều động, bổ nhiệm khi đang trong thời hạn xử lý kỷ luật, điều tra, truy tố, xét xử",
    applies=lambda f: f.civil_servant,
    kinds=MOVES,
)
def no_move_during_case_2025(f: FactView, law: LawView) -> ir.BooleanValue:
    """No personnel move within the time limit for handling discipline or under investigation, prosecution or trial.

    Past the longest time limit the case is still open but the limit as such has ended: unproven.
    Not modelled: periods left out of the time limit. Errs towards "unproven".
    """
    limit = law.of("nd-172-2025.art-5.k5", "handling_complex")
    others = [kind for kind in law["proceeding_kinds"] if kind != "discipline_review"]
    review = f.open_discipline_review
    free = ibis.cases((~review, True), (review & (f.discipline_review_days <= limit), False), else_=unproven())
    return no_open_case(f, others) & free


@rule(
    "qd-80-2022.art-16",
    vi="Không bổ nhiệm, điều động khi đang bị xem xét kỷ luật (quy định của Đảng)",
    applies=party_posts,
    kinds=("appointment", "nomination", "transfer"),
)
def no_move_during_case_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """No appointment, nomination or transfer while the person is examined for discipline.

    Not modelled: a complaint that has not led to an examination. Errs towards "complies".
    """
    return ~f.open_discipline_review


@rule(
    "qd-69-2022.dang-xem-xet",
    vi="Không bổ nhiệm, điều động đảng viên đang bị xem xét kỷ luật",
    applies=lambda f: f.party_member,
    kinds=("appointment", "transfer"),
)
def no_move_during_case_69(f: FactView, law: LawView) -> ir.BooleanValue:
    """No appointment or transfer of a Party member whose discipline is being considered.

    Not modelled: conferring of ranks and titles. Errs towards "complies".
    """
    return ~f.open_discipline_review
