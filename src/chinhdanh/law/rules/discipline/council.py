"""How discipline is decided: review meeting, council, recommendation, decision, and their deadlines."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, of_civil_servants, of_either, recorded_or_not
from chinhdanh.law.scopes import unproven


def _with_council(f: FactView) -> ir.BooleanValue:
    """Civil servants whose case went to a council; without one other provisions decide."""
    scope: ir.BooleanValue = of_civil_servants(f) & f.final_held
    return scope


@rule(
    "nd-172-2025.art-16",
    vi="Họp kiểm điểm, Hội đồng kỷ luật rồi mới quyết định, trừ các trường hợp được bỏ bước",
    applies=of_civil_servants,
    kinds=DISCIPLINE,
)
def three_steps(f: FactView, law: LawView) -> ir.BooleanValue:
    """Review meeting, council, decision; a Party decision dispenses with the first two.

    A conviction or a founded conclusion of a competent body may do so too: unproven, since sentence and proposed form are
    not recorded. A missing meeting before a council complies only for acts at an old workplace. Not modelled: persons
    already reviewed who took responsibility. Errs towards "unproven".
    """
    meeting, council = f.review_meeting_held, f.final_held
    other_ground = f.convicted | f.founded_conclusion
    return ibis.cases(
        (f.party_decision, True),
        (meeting & council, True),
        (council & f.moved_before_discovery, True),
        (~council & ~f.party_decision & ~other_ground, False),
        else_=unproven(),
    )


@rule(
    "nd-172-2025.art-17.k4",
    vi="Báo cáo họp kiểm điểm trong 3 ngày làm việc",
    applies=lambda f: of_civil_servants(f) & f.review_meeting_held,
    kinds=DISCIPLINE,
)
def report_of_the_meeting(f: FactView, law: LawView) -> ir.BooleanValue:
    """The chair of the review meeting sends report and minutes within three working days.

    Not modelled: a vote on the form at that meeting, which is not allowed. Errs towards "complies".
    """
    return f.report_working_days <= law["report_deadline"]


@rule(
    "nd-172-2025.art-18",
    vi="Hội đồng kỷ luật đủ 3 thành viên, bỏ phiếu kín, có biên bản",
    applies=_with_council,
    kinds=DISCIPLINE,
)
def council_in_full(f: FactView, law: LawView) -> ir.BooleanValue:
    """The council has three members, meets with all three, votes by secret ballot and keeps minutes.

    Not modelled: what the ballot said. Errs towards "complies".
    """
    full = (f.final_members == law["members"]) & (f.final_present >= law["quorum"])
    return full & f.final_secret & f.final_minutes


@rule(
    "nd-172-2025.art-18", vi="Hội đồng kỷ luật thành lập trong 5 ngày làm việc", applies=_with_council, kinds=DISCIPLINE
)
def council_set_up_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The council is set up within five working days of the report: proven where it met within them.

    Not modelled: the day on which it was set up, so a later meeting is unproven. Errs towards "unproven".
    """
    return recorded_or_not(f.council_working_days <= law["setup_deadline"])


@rule("nd-172-2025.art-19", vi="Thành phần Hội đồng kỷ luật", applies=_with_council, kinds=DISCIPLINE)
def council_composition(f: FactView, law: LawView) -> ir.BooleanValue:
    """Head or deputy of the disciplining body in the chair, one leader of the body using the person, one from personnel.

    Two members from personnel work violate; a chair from elsewhere is unproven, as there are substitutes. Not modelled:
    the member from the body that uses the person. Errs towards "complies" for it.
    """
    personnel = f.council_personnel_at_least
    return ibis.cases(
        (personnel > law["personnel_members"], False),
        (
            (f.council_listed == law["members"]) & (personnel == law["personnel_members"]) & f.council_chair_leads,
            True,
        ),
        else_=unproven(),
    )


@rule("nd-172-2025.art-2.k11", vi="Người thân không tham gia Hội đồng kỷ luật", applies=of_either, kinds=DISCIPLINE)
def no_relative_on_the_council(f: FactView, law: LawView) -> ir.BooleanValue:
    """No spouse, parent, child, sibling, aunt, uncle or sibling-in-law sits on the council.

    Not modelled: the chair of the review meeting; people with rights or duties in the matter. Errs towards "complies".
    """
    return ~f.council_relative


@rule(
    "nd-172-2025.art-20.k1.a",
    vi="Triệu tập ít nhất 5 ngày làm việc trước khi Hội đồng họp",
    applies=_with_council,
    kinds=DISCIPLINE,
)
def summoned_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The person is summoned at least five working days before the council; neither end is counted.

    The last summons counts for it, the first against it; between them it is unproven. Days that cannot hold five working
    days violate without a calendar. Not modelled: a written request to sit without the person. Errs towards "violates".
    """
    lead = law["summons_lead"]
    return ibis.cases(
        (f.summons_lead_last >= lead, True),
        ((f.summons_lead_first < lead) | (f.summons_days_first < lead), False),
        else_=unproven(),
    )


@rule("nd-172-2025.art-21.k1", vi="Hội đồng kiến nghị trong 5 ngày làm việc", applies=_with_council, kinds=DISCIPLINE)
def recommendation_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The council recommends in writing within five working days of its meeting.

    Not modelled: what it recommended. Errs towards "complies".
    """
    return f.recommendation_working_days <= law["recommend_deadline"]


@rule(
    "nd-172-2025.art-21.k1",
    vi="Quyết định trong 5 ngày làm việc từ khi nhận kiến nghị",
    applies=_with_council,
    kinds=DISCIPLINE,
)
def decision_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The authority decides within five working days of receiving the recommendation, unless the time was extended.

    Within five working days of its date is in time whenever it was received. Not modelled: cases decided on minutes or a
    proposal without a council. Errs towards "complies" for them by not judging them.
    """
    limit = law["decision_deadline"]
    surely = (f.decision_working_days_at_most <= limit).fill_null(False)
    return ibis.ifelse(surely, True, (f.decision_working_days <= limit) | f.extension_granted)


@rule(
    "nd-172-2025.art-21.k2",
    vi="Buộc thôi việc trong 15 ngày làm việc từ khi nhận bản án",
    applies=lambda f: of_civil_servants(f) & (f.discipline_form == "forced_separation") & f.convicted,
    kinds=DISCIPLINE,
)
def separated_after_judgment(f: FactView, law: LawView) -> ir.BooleanValue:
    """A civil servant sentenced to prison or for corruption is separated within 15 working days of the judgment.

    The file received is taken for the judgment. Not modelled: the sentence, so any conviction before a forced separation
    is judged. Errs towards "violates" where the separation had another ground.
    """
    return f.judgment_working_days <= law["decision_deadline"]


@rule(
    "nd-172-2025.art-21.k3",
    vi="Quyết định kỷ luật ghi rõ ngày có hiệu lực",
    applies=of_civil_servants,
    kinds=DISCIPLINE,
)
def effective_date_stated(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision states the day on which it takes effect.

    An empty cell is not recorded, so it never violates. Not modelled: the printed text. Errs towards "unproven".
    """
    return recorded_or_not(f.discipline_starts_on.notnull())
