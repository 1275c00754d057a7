"""Original dossiers: complete in time, and what may not be corrected in them."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import unproven

RECRUITMENT = ("recruitment",)
CORRECTIONS = ("dossier_corrections",)


def _complete_in(f: FactView, days: int) -> ir.BooleanValue:
    last_day = (f.on + ibis.interval(days=days)).cast("date")
    return ibis.cases(
        (f.entry_file_last_on > last_day, False),
        (f.entry_file_certified & (f.entry_file_last_on <= last_day), True),
        (f.entry_file_part_missing & (f.entry_file_seen_on > last_day), False),
        else_=unproven(),
    )


def _birth_date_stays(f: FactView) -> ir.BooleanValue:
    joined, document = f.correction_joined_party_on, f.correction_document_on
    return ibis.cases((joined > f.on, True), (document > joined, False), else_=unproven())


@rule(
    "tt-11-2012.art-9.k1",
    vi="Hồ sơ gốc của công chức mới tuyển dụng hoàn thành trong 30 ngày",
    applies=lambda f: f.civil_servant,
    kinds=RECRUITMENT,
)
def original_dossier_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A new civil servant's CV, degrees and health certificate are certified within 30 days of the recruitment decision.

    Not modelled: birth certificate, short biography and the CV book, which the table of file papers does not name; a last
    day that is a day off. Errs towards "complies" for the papers, towards "violates" for the day off.
    """
    return _complete_in(f, law["complete"])


@rule(
    "tt-07-2019.art-10",
    vi="Hồ sơ gốc của viên chức mới tuyển dụng hoàn thành trong 30 ngày",
    applies=lambda f: f.public_employee,
    kinds=RECRUITMENT,
)
def original_dossier_of_public_employee_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """A new public employee's CV, degrees and health certificate are certified within 30 days of the decision.

    Not modelled: birth and criminal record certificates, recognition of foreign degrees; a last day that is a day off.
    Errs towards "complies" for the papers, towards "violates" for the day off.
    """
    return _complete_in(f, law["complete"])


@rule(
    "tt-11-2012.art-11.k2-k3",
    vi="Không điều chỉnh ngày sinh của công chức là đảng viên",
    applies=lambda f: f.corrected_birth_date & (f.correction_category == "civil_servant"),
    kinds=CORRECTIONS,
)
def birth_date_of_party_member_stays(f: FactView, law: LawView) -> ir.BooleanValue:
    """A Party member's date of birth is not corrected: the age in the file at admission prevails.

    A change by a document younger than the admission violates; by an older or unnamed one it is unproven, since it may
    restore the age of that file. Not modelled: slips in the register alone. Errs towards "violates" for them.
    """
    return _birth_date_stays(f)


@rule(
    "tt-07-2019.art-12",
    vi="Không điều chỉnh ngày sinh của viên chức là đảng viên",
    applies=lambda f: f.corrected_birth_date & (f.correction_category == "public_employee"),
    kinds=CORRECTIONS,
)
def birth_date_of_public_employee_stays(f: FactView, law: LawView) -> ir.BooleanValue:
    """The date of birth of a public employee who is a Party member is not corrected.

    A change by a document younger than the admission violates; by an older or unnamed one it is unproven. Not modelled:
    slips in the register alone. Errs towards "violates" for them.
    """
    return _birth_date_stays(f)


@rule(
    "tt-07-2019.art-12",
    vi="Không điều chỉnh hồ sơ gốc của viên chức khi còn từ 12 tháng trở xuống đến tuổi nghỉ hưu",
    applies=lambda f: f.correction_category == "public_employee",
    kinds=CORRECTIONS,
)
def no_correction_before_retirement(f: FactView, law: LawView) -> ir.BooleanValue:
    """A public employee's original dossier is not corrected when twelve months or less remain to retirement.

    Where date of birth or sex is what changed, the earlier day of retirement is not on record: unproven. Not modelled:
    slips in the register alone. Errs towards "violates" for them.
    """
    last = (f.correction_retires_on - ibis.interval(months=law["no_correction_within"])).cast("date")
    free: ir.BooleanValue = f.on < last
    return free
