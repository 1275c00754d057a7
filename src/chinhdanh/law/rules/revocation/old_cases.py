"""Wrong recruitment of the past: what Conclusions 71- and 232-KL/TW ask to be done about it.

Both are judged on the day of the audit, apart from the verdict on the recruitment itself. `chinhdanh revocation` lists
the cases by class.
"""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

CUT_OFF_A = date(2020, 3, 24)
CUT_OFF_B = date(2017, 12, 28)
SUPPLEMENTED = date(2026, 1, 8)
DEADLINE = date(2026, 3, 31)


def _wrong(f: FactView) -> ir.BooleanValue:
    """Recruited without the standards, the conditions or the process, as a review or the revocation itself found."""
    found: ir.BooleanValue = (
        ~f.standards_met | ~f.process_followed | f.revocation_ground.isin(("unlawful_recruitment", "false_documents"))
    )
    return found


def _exam_missed(f: FactView) -> ir.BooleanValue:
    missed: ir.BooleanValue = (f.exam_due & ~f.exam_sat) | (f.revocation_ground == "exam_missed")
    return missed


def _incomplete(f: FactView) -> ir.BooleanValue:
    lacking: ir.BooleanValue = ~f.file_complete | (f.revocation_ground == "file_incomplete")
    return lacking


@rule(
    "kl-71-2020",
    vi="Tuyển dụng sau 28/12/2017 không đủ tiêu chuẩn, điều kiện phải thu hồi (Kết luận 71-KL/TW)",
    applies=lambda f: (
        (~f.standards_met).fill_null(False)
        & (f.on >= CUT_OFF_B)
        & ((f.on <= CUT_OFF_A) | (f.as_of < SUPPLEMENTED))
        & (f.as_of > CUT_OFF_A)
    ),
    kinds=("recruitment",),
    judged_on=("kl-71-2020", "issued_on"),
)
def withdrawn_under_71(f: FactView, law: LawView) -> ir.BooleanValue:
    """Recruited after 28 December 2017 without the standards or conditions: the decision is withdrawn.

    On the day itself it is unproven, and so it is where the decision still stands after Conclusion 232 supplemented 71:
    both readings are shown. From that day recruitment after 24 March 2020 is for 232. Not modelled: wrong process with
    the standards met, which is weighed by a person. Errs towards "unproven".
    """
    settled = ibis.ifelse(f.as_of < SUPPLEMENTED, f.revoked, ibis.ifelse(f.revoked.fill_null(False), True, unproven()))
    return ibis.ifelse(f.on == law["cut_off"], unproven(), settled)


def _before_deadline(done: ir.DateValue, deadline: date) -> ir.BooleanValue:
    """Done before the deadline; whether its own day is still in time no text read says."""
    return ibis.ifelse(done == deadline, unproven(), done < deadline)


@rule(
    "kl-232-2026",
    vi="Sai phạm tuyển dụng phải thu hồi xong trước ngày 31/3/2026 (Kết luận 232-KL/TW)",
    applies=lambda f: (
        (
            _exam_missed(f).fill_null(False)
            | (_wrong(f).fill_null(False) & (f.on > CUT_OFF_A))
            | (_incomplete(f).fill_null(False) & (f.on > CUT_OFF_B))
        )
        & f.review_group.isnull()
        & (f.as_of > DEADLINE)
    ),
    kinds=("recruitment",),
    judged_on=("kl-232-2026", "deadline"),
)
def withdrawn_by_deadline_232(f: FactView, law: LawView) -> ir.BooleanValue:
    """Wrong after 24 March 2020, without the exam due, or with an incomplete file after 28 December 2017: withdrawn.

    An exam missed before 28 December 2017 falls under two classes where the file was incomplete too: unproven unless the
    file is known to be complete.
    Not modelled: recruitment without any decision, which the list of cases shows. Errs towards "complies".
    """
    one_class = (f.on > law["cut_off_b"]) | f.file_complete
    done = ibis.cases(
        (f.revoked_on.notnull(), _before_deadline(f.revoked_on, law["deadline"])),
        ((~f.revoked).fill_null(False), False),
        else_=unproven(),
    )
    return ibis.ifelse(one_class, done, unproven())


@rule(
    "kl-232-2026",
    vi="Trường hợp được hoàn thiện phải khắc phục xong trước ngày 31/3/2026 (Kết luận 232-KL/TW)",
    applies=lambda f: (
        f.review_group.notnull()
        & ~_exam_missed(f).fill_null(False)
        & ~_incomplete(f).fill_null(False)
        & (f.on <= CUT_OFF_A)
        & (f.as_of > DEADLINE)
    ),
    kinds=("recruitment",),
    judged_on=("kl-232-2026", "deadline"),
)
def completed_by_deadline_232(f: FactView, law: LawView) -> ir.BooleanValue:
    """A case that a review put in one of the three groups was found repaired before 31 March 2026.

    Not modelled: what was to be repaired. Errs towards "unproven".
    """
    return _before_deadline(f.fault_repaired_on, law["deadline"])
