"""What may be given to somebody who was released, resigned or was dismissed, and after how long."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

NEXT = ("appointment", "nomination", "planning", "transfer", "rotation")


def _after(f: FactView, kind: str) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.civil_servant & (f.last_exit_kind == kind)
    return scope


def _released_for_cause(f: FactView) -> ir.BooleanValue:
    """A release on grounds of Article 52(1), not one for the sake of another post, the term's end, health or a wish."""
    return ibis.cases(
        (f.last_exit_ground == "accountability", True),
        (f.last_exit_ground.isin(("transfer", "term_end", "health", "own_wish")), False),
        else_=unproven(),
    )


def _waited(f: FactView, months: int) -> ir.BooleanValue:
    """So many months in the new position and rated good or better since; never sooner than that after the departure."""
    return ibis.cases(
        (f.months_since_exit < months, False), else_=(f.months_placed_since_exit >= months) & f.rated_good_since_exit
    )


def _lower_or_waited(f: FactView, months: int) -> ir.BooleanValue:
    """A lower post at once; an equivalent one after the wait. Of a higher one after the wait the text says nothing."""
    waited = _waited(f, months)
    return ibis.cases(
        (f.rank_less_left_post < 0, True),
        (f.rank_less_left_post == 0, waited),
        (f.rank_less_left_post.notnull() & ~waited, False),
        else_=unproven(),
    )


def _from_its_day(f: FactView, law: LawView, provision: str, allowed: ir.BooleanValue) -> ir.BooleanValue:
    """A departure decided before the decree: it does not say whether its periods reach back."""
    since = f.last_exit_decided_on >= law.starts(provision)
    return ibis.cases((allowed, True), (since, allowed), else_=unproven())


RELEASE_R4 = "nd-170-2025+nd-300-2026.art-55.k1.a"
RESIGNATION_R4 = "nd-170-2025+nd-300-2026.art-55.k1.b"
DISMISSAL_R4 = "nd-170-2025+nd-300-2026.art-55.k1.c"


@rule(
    RELEASE_R4,
    vi="Sau khi được cho thôi giữ chức vụ: 12 tháng mới được xem xét chức vụ tương đương",
    applies=lambda f: _after(f, "release") & _released_for_cause(f),
    kinds=NEXT,
)
def after_release_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a release a lower post; an equivalent one after twelve months in the new post and a good rating.

    A higher post after the wait, or a release from before the decree: unproven. Not modelled: another fitting, not more
    important post of equal rank. Errs towards "violates" for it.
    """
    return _from_its_day(f, law, RELEASE_R4, _lower_or_waited(f, law["min_wait"]))


@rule(
    RESIGNATION_R4,
    vi="Sau khi từ chức: còn dưới 5 năm thì làm chuyên môn; từ 5 năm thì 24 tháng mới được xem xét chức vụ tương đương",
    applies=lambda f: _after(f, "resignation"),
    kinds=NEXT,
)
def after_resignation_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """After resigning: professional work with under five years left, else a lower post, an equal one after 24 months.

    A higher post after the wait, or a resignation from before the decree: unproven. Not modelled: whether the work
    given is fitting. Errs towards "unproven".
    """
    allowed = ibis.cases(
        (f.months_left_at_exit < law["service_split"], ~f.leadership_post),
        (f.months_left_at_exit >= law["service_split"], _lower_or_waited(f, law["min_wait"])),
        else_=unproven(),
    )
    return _from_its_day(f, law, RESIGNATION_R4, allowed)


VOLUNTARY = ("discipline_lost_standing", "discipline_twice_in_term", "low_confidence", "ratings_failed_two_years")


@rule(
    DISMISSAL_R4,
    vi="Sau khi bị miễn nhiệm: làm chuyên môn; 36 tháng mới được xem xét quy hoạch, bổ nhiệm",
    applies=lambda f: _after(f, "dismissal") & f.leadership_post,
    kinds=NEXT,
)
def after_dismissal_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a dismissal no leadership post until 36 months in the new position and a good rating.

    Who resigned voluntarily on a ground of Article 53(1)(a) to (d) may get a lower post, and an equal one after 24
    months. A dismissal from before the decree: unproven. Not modelled: professional work itself. Errs towards
    "unproven".
    """
    voluntary = f.last_exit_ground.isin(VOLUNTARY) & f.last_exit_letter
    allowed = _waited(f, law["min_wait"]) | (voluntary & _lower_or_waited(f, law["min_wait_if_resigned"]))
    return _from_its_day(f, law, DISMISSAL_R4, allowed)


@rule(
    "nd-170-2025.art-55.k3",
    vi="Sau khi bị miễn nhiệm chỉ được bố trí làm chuyên môn, nghiệp vụ",
    applies=lambda f: _after(f, "dismissal") & (f.last_exit_decided_on >= ibis.date(2025, 7, 1)),
    kinds=NEXT,
)
def no_leadership_after_dismissal_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a dismissal only professional work, no leadership post.

    Not modelled: that the allowance stops on the day of the decision, since pay is not in the record. Errs towards
    "violates": the text names no time after which it would end.
    """
    return ~f.leadership_post


@rule(
    "qd-377-2025.bo-tri-sau-thoi",
    vi="Sau khi được cho thôi giữ chức vụ: bố trí chức vụ thấp hơn hoặc không quan trọng hơn (quy định của Đảng)",
    applies=lambda f: (
        (f.last_exit_kind == "release")
        & _released_for_cause(f)
        & (f.last_exit_decided_on >= ibis.date(2025, 10, 8))
        & (f.months_placed_since_exit.isnull() | (f.months_placed_since_exit < 1))
    ),
    kinds=NEXT,
)
def placed_lower_after_release_377(f: FactView, law: LawView) -> ir.BooleanValue:
    """The next placement after a release is a post one level lower, or a fitting one that is not more important.

    A post of equal rank is unproven: “not more important” needs a person. Not modelled: later placements. Errs towards
    "complies" for a post several levels lower.
    """
    return ibis.cases((f.rank_less_left_post < 0, True), (f.rank_less_left_post > 0, False), else_=unproven())


@rule(
    "tb-20-2022",
    vi="Sau từ chức, miễn nhiệm do kỷ luật, còn dưới 5 năm công tác: chỉ làm chuyên môn (cán bộ Trung ương quản lý)",
    applies=lambda f: (
        f.last_exit_kind.isin(("resignation", "dismissal"))
        & f.left_central_post
        & (f.last_warning_on.notnull() | f.last_reprimand_on.notnull())
        & (f.last_exit_decided_on >= ibis.date(2022, 9, 8))
    ),
    kinds=NEXT,
)
def professional_work_after_discipline_tb20(f: FactView, law: LawView) -> ir.BooleanValue:
    """A centrally managed cadre who left a post after discipline with under five years left gets no leadership post.

    With five years or more left other rules of the notice apply, which were not read: unproven. Not modelled: whether the
    person left for that discipline; members of the Central Committee, case by case. Errs towards "violates" for them.
    """
    return ibis.ifelse(f.months_left_at_exit < law["service_left"], ~f.leadership_post, unproven())
