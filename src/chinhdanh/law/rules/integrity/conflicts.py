"""Conflicts of interest in a personnel procedure, and who answers for proposals and certificates."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven


@rule(
    "nd-59-2019.art-30",
    vi="Người thân tham gia quy trình phải báo cáo xung đột lợi ích trong 5 ngày làm việc",
    applies=lambda f: f.conflicted_participant,
    kinds=("appointment", "reappointment", "nomination", "transfer", "rotation", "recruitment"),
)
def conflict_reported_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A spouse, parent, child or sibling with a part in the procedure reports the conflict within five working days.

    Where the day of knowing is not recorded, whoever took part knew on that day at the latest: a later report can be
    proven late, never in time. Not modelled: conflicts other than kinship; participants who are not on record; what the
    report says. Errs towards "complies" there.
    """
    return ibis.cases(
        (~f.conflict_reported, False),
        (f.conflict_report_days_at_least > law["deadline"], False),
        (f.conflict_report_days <= law["deadline"], f.conflict_reported),
        else_=unproven(),
    )


@rule(
    "qd-205-2019.trach-nhiem-ca-nhan",
    vi="Hồ sơ nêu tên người đề xuất và người xác nhận (Quy định 205)",
    applies=lambda f: f.leadership_post,
    kinds=("appointment", "nomination", "reappointment", "transfer", "rotation"),
)
def proposer_and_certifier_named(f: FactView, law: LawView) -> ir.BooleanValue:
    """The record names the person who proposed and the person who certified the file.

    That the record must name them is an inference from their personal responsibility: a missing name is unproven, never
    a violation. Not modelled: a certifier for each single paper. Errs towards "complies" there.
    """
    return f.proposer_named & f.certifier_named
