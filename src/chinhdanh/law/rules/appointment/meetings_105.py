"""On-site procedure of Regulation 105-QĐ/TW for posts managed by the centre, before August 2022."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

KINDS = ("appointment", "nomination")


def _central_on_site(f: FactView) -> ir.BooleanValue:
    """Candidates from within the body for posts that the Politburo or the Secretariat manages."""
    scope: ir.BooleanValue = (
        f.leadership_post & (f.managed_by == "central") & (f.source == "on_site") & ~f.after_reorganization
    )
    return scope


@rule("qd-105-2017.quy-trinh", vi="Đủ năm bước, đúng thứ tự (Quy định 105)", applies=_central_on_site, kinds=KINDS)
def five_steps_105(f: FactView, law: LawView) -> ir.BooleanValue:
    """All five steps were held, in order, before the decision.

    Not modelled: the composition of each meeting. Errs towards "complies".
    """
    return f.five_steps_in_order


@rule(
    "qd-105-2017.quy-trinh",
    vi="Hoàn thành trong 15 ngày làm việc (Quy định 105)",
    applies=_central_on_site,
    kinds=KINDS,
)
def finished_in_time_105(f: FactView, law: LawView) -> ir.BooleanValue:
    """The five steps are completed within 15 working days of the go-ahead.

    Not modelled: extensions, of which nothing was read. Errs towards "violates" for them.
    """
    return f.finish_working_days <= law["deadline"]


@rule(
    "qd-105-2017.quy-trinh",
    vi="Bước 2: trên 50% hoặc hai người cao nhất (Quy định 105)",
    applies=_central_on_site,
    kinds=KINDS,
)
def chosen_in_step_2_105(f: FactView, law: LawView) -> ir.BooleanValue:
    """In step 2 the candidate had more than half, or was among the top two where nobody had.

    The share is taken of all members. Not modelled: ties for the second place. Errs towards "complies".
    """
    votes, rival, members = (
        f.enlarged_leadership_votes,
        f.enlarged_leadership_rival_votes,
        f.enlarged_leadership_members,
    )
    return ibis.cases(
        (law.above(votes, members), True),
        (law.above(rival, members), False),
        (
            ~law.above(votes, members) & ~law.above(rival, members),
            f.enlarged_leadership_ranking <= law["fallback_names"],
        ),
        else_=unproven(),
    )


@rule(
    "qd-105-2017.quy-trinh",
    vi="Bước 2 bỏ phiếu kín, không công bố kết quả (Quy định 105)",
    applies=_central_on_site,
    kinds=KINDS,
)
def secret_step_2_105(f: FactView, law: LawView) -> ir.BooleanValue:
    """The ballot of step 2 is secret and its result is not announced.

    Not modelled: one name for each member and post; announcements after the meeting, which the record does not tell
    apart. Errs towards "violates" for these.
    """
    return f.enlarged_leadership_secret & (f.enlarged_leadership_announced == law["step_2_announced"])
