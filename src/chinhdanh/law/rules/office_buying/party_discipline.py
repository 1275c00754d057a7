"""Party discipline for office-buying and for covering it up: which form belongs to what was concluded."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.rules.discipline.common import DISCIPLINE, by_party
from chinhdanh.law.scopes import unproven


@rule(
    "qd-102-2017.art-11.k3.b",
    vi="Chạy chức, chạy quyền: khai trừ (quy định trước tháng 7/2022)",
    applies=lambda f: by_party(f) & (f.discipline_ground == "office_buying"),
    kinds=DISCIPLINE,
)
def expelled_for_office_buying_102(f: FactView, law: LawView) -> ir.BooleanValue:
    """Buying a post, or bribing for one, brings expulsion from the Party.

    Not modelled: covering office-buying, which this point does not name. Errs towards "complies" for it by not judging
    it.
    """
    return f.discipline_form == law["form"]


@rule(
    "qd-69-2022.art-30",
    vi="Hình thức kỷ luật về chạy chức, chạy quyền theo mức độ hậu quả",
    applies=lambda f: by_party(f) & f.discipline_ground.isin(("office_buying", "covering_office_buying")),
    kinds=DISCIPLINE,
)
def form_by_harm_69(f: FactView, law: LawView) -> ir.BooleanValue:
    """Minor harm a reprimand, serious harm or a repetition warning or removal, very serious harm or bribery expulsion.

    Bribery punished by warning or removal violates where it was for a post; for covering it up both readings stand and it
    is unproven. So are acts from before this regulation or of unknown date, and cases whose harm was not concluded.
    Not modelled: mitigating and aggravating facts; repetition under another ground. Errs towards "violates" by one clause.
    """
    form = f.discipline_form
    began = law.starts("qd-69-2022.art-30")
    newer = f.act_ended_on >= began
    bribed = form.isin(law["very_serious"])
    covered = (f.discipline_ground == "covering_office_buying") & form.isin(law["serious"])
    repeated = f.earlier_party_same_ground & (f.discipline_harm == "minor")
    by_harm = ibis.cases(
        (f.discipline_harm == "very_serious", form.isin(law["very_serious"])),
        (f.discipline_harm == "serious", form.isin(law["serious"])),
        (repeated, form.isin(law["serious"])),
        ((f.discipline_harm == "minor") & ~f.earlier_party_same_ground, form.isin(law["minor"])),
        else_=unproven(),
    )
    return ibis.cases(
        (newer & f.discipline_bribery & ~covered, bribed),
        (newer & ~f.discipline_bribery, by_harm),
        else_=unproven(),
    )
