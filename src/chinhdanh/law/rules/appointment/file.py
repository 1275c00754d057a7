"""The person's file: verified, assets declared, healthy; and the dossier with the life of its papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import (
    civil_leaders,
    not_older_than,
    ordinary,
    party_higher_posts,
    photo_and_health_fresh,
    unproven,
)


def _all(values: Sequence[Any]) -> ir.BooleanValue:
    whole: ir.BooleanValue = reduce(and_, values)
    return whole


def _on_file(f: FactView, kinds: Sequence[str]) -> ir.BooleanValue:
    return _all([f.read(f"{kind}_on_file") for kind in kinds])


@rule(
    "nd-138-2020.art-42.k3",
    vi="Hồ sơ cá nhân được xác minh, có bản kê khai tài sản, thu nhập",
    applies=ordinary,
    day="conditions",
)
def file_verified_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """The personal file was verified and assets and income were declared, both by the day of the decision.

    Not modelled: whether both stood before the leadership vote. Errs towards "complies".
    """
    return f.file_verified & f.declaration_filed


@rule(
    "nd-170-2025.art-29.k4",
    vi="Hồ sơ cá nhân được xác minh, có bản kê khai tài sản, thu nhập",
    applies=ordinary,
    day="conditions",
)
def file_verified_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The personal file was verified and assets and income were declared, both by the day of the decision.

    Not modelled: the conditions of the leadership job position. Errs towards "complies".
    """
    return f.file_verified & f.declaration_filed


@rule(
    "nd-170-2025+nd-300-2026.art-29.k4",
    vi="Hồ sơ, lý lịch, bản kê khai tài sản đầy đủ, rõ ràng, được thẩm định, xác minh",
    applies=ordinary,
    day="conditions",
)
def file_verified_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """File, CV and declaration are complete, and were appraised and verified by the day of the decision.

    Not modelled: clarity and completeness of their content. Errs towards "complies".
    """
    return f.file_verified & f.declaration_filed


@rule(
    "qd-80-2022.art-18.k4",
    vi="Hồ sơ, lý lịch, kê khai tài sản được cấp có thẩm quyền xác nhận (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
)
def file_confirmed_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """File, CV and declaration were each confirmed by the day of the decision.

    Not modelled: which body confirmed them. Errs towards "complies".
    """
    return f.file_verified & f.cv_verified & f.declaration_verified


@rule(
    "luat-36-2018.art-51.k2",
    vi="Không bổ nhiệm người kê khai tài sản, thu nhập không trung thực",
    applies=lambda f: ibis.literal(True),
    kinds=("appointment", "nomination", "reappointment"),
)
def truthful_declaration(f: FactView, law: LawView) -> ir.BooleanValue:
    """Nobody whose declaration was found untruthful by the day is appointed to the planned post.

    Not modelled: which post the declaration was made for, and how long the finding bars. Errs towards "violates".
    """
    return ~f.untruthful_declaration


def _healthy(f: FactView, months: int, reference: Any) -> ir.BooleanValue:
    recent = not_older_than(f.health_examined_on, months, reference.coalesce(f.on))
    return ibis.cases((~f.health_fit, False), (f.health_fit & recent, True), else_=unproven())


@rule("nd-138-2020.art-42.k5", vi="Đủ sức khỏe để thực hiện nhiệm vụ", applies=ordinary, day="conditions")
def healthy_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Fit enough for the duties, by a certificate of the last six months.

    Not modelled: conditional conclusions. Errs towards "unproven".
    """
    return _healthy(f, law["certificate_max_age"], f.dossier_submitted_on)


@rule("nd-170-2025.art-29.k6", vi="Đủ sức khỏe để thực hiện nhiệm vụ", applies=ordinary, day="conditions")
def healthy_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Fit enough for the duties, by a certificate of the six months before submission.

    Not modelled: conditional conclusions. Errs towards "unproven".
    """
    return _healthy(f, law["health_certificate_max_age"], f.dossier_submitted_on)


@rule("nd-170-2025+nd-300-2026.art-29.k8", vi="Đủ sức khỏe để thực hiện nhiệm vụ", applies=ordinary, day="conditions")
def healthy_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Fit enough for the duties, by a certificate of the six months before consideration.

    Not modelled: conditional conclusions. Errs towards "unproven".
    """
    return _healthy(f, law["health_certificate_max_age"], f.dossier_considered_on)


@rule(
    "qd-80-2022.art-18.k6",
    vi="Có giấy chứng nhận đủ sức khỏe (quy định của Đảng)",
    applies=party_higher_posts,
    kinds=("appointment", "nomination"),
)
def healthy_80(f: FactView, law: LawView) -> ir.BooleanValue:
    """Healthy enough for the duties: a certificate is on file and does not say otherwise.

    Not modelled: how old the certificate may be, which 80 does not say. Errs towards "complies".
    """
    return f.health_fit


@rule(
    "nd-170-2025+nd-300-2026.art-29.k5",
    vi="Ba năm gần nhất được xếp loại hoàn thành tốt nhiệm vụ trở lên",
    applies=ordinary,
    day="conditions",
)
def three_good_years(f: FactView, law: LawView) -> ir.BooleanValue:
    """Each of the last three calendar years was rated "good" or better.

    Not modelled: whether an unrated year is skipped, which the clause does not say. Errs towards "unproven".
    """
    accepted = law["accepted_ratings"]
    return _all([f.read(f"rating_{n}").isin(accepted) for n in range(1, law["span"] + 1)])


@rule("nd-138-2020.art-48", vi="Hồ sơ bổ nhiệm đủ thành phần", applies=ordinary, day="conditions")
def dossier_complete_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """All components of the dossier are on file.

    Not modelled: the political-standard conclusion and the vote tallies, which the record keeps elsewhere or not at all.
    Errs towards "complies".
    """
    return _on_file(f, law["required_kinds"])


@rule("nd-138-2020.art-48", vi="Ảnh và giấy chứng nhận sức khỏe không quá 6 tháng", applies=ordinary, day="conditions")
def dossier_fresh_138(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are at most six months old when the dossier is submitted.

    Not modelled: month ends (31 August to 28 February). Errs in neither direction by more than three days.
    """
    return photo_and_health_fresh(f, law)


@rule("nd-170-2025.art-35", vi="Hồ sơ bổ nhiệm đủ thành phần", applies=ordinary, day="conditions")
def dossier_complete_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """All components of the dossier are on file.

    Not modelled: the political-standard conclusion, the tallies, and approved data of the national database that replace
    paper. Errs towards "violates" for those who rely on the database.
    """
    return _on_file(f, law["required_kinds"])


@rule("nd-170-2025.art-35", vi="Ảnh và giấy chứng nhận sức khỏe không quá 6 tháng", applies=ordinary, day="conditions")
def dossier_fresh_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are at most six months old when the dossier is submitted.

    Not modelled: month ends (31 August to 28 February). Errs in neither direction by more than three days.
    """
    return photo_and_health_fresh(f, law)


@rule("nd-170-2025+nd-300-2026.art-35", vi="Hồ sơ bổ nhiệm đủ thành phần", applies=ordinary, day="conditions")
def dossier_complete_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """All components of the dossier are on file; diplomas are not asked again for an equal or lower post.

    Not modelled: the political-standard conclusion, the tallies, reuse within six months, and the national database.
    Errs towards "violates" for those who rely on the database.
    """
    always = [kind for kind in law["required_kinds"] if kind != "diplomas"]
    return _on_file(f, always) & (f.diplomas_on_file | f.equal_or_lower_post)


@rule(
    "nd-170-2025+nd-300-2026.art-35",
    vi="Các thành phần hồ sơ không quá 6 tháng tại thời điểm xem xét",
    applies=ordinary,
    day="conditions",
)
def dossier_fresh_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """Components 1 to 6, 8 and 10 are at most six months old at the time of consideration.

    Not modelled: reuse of a dossier within six months of its first filing. Errs towards "violates".
    """
    months = law["max_age_1_2_3_4_5_6_8_10"]
    return _all(
        [not_older_than(f.read(f"{kind}_issued_on"), months, f.dossier_considered_on) for kind in law["max_age_kinds"]]
    )


@rule(
    "nd-138-2020.art-47.k1",
    vi="Sau sắp xếp: chức vụ cũ thấp hơn thì phải thực hiện quy trình",
    applies=lambda f: civil_leaders(f) & f.after_reorganization,
    kinds=("appointment", "conversion"),
)
def lower_old_post_needs_procedure_r1(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a reorganisation a person whose old post was lower goes through the procedure for outside candidates.

    Not modelled: the content of that procedure, judged by its own rules. Errs towards "complies".
    """
    return f.equal_or_lower_post | f.final_held


@rule(
    "nd-170-2025.art-34.k1.c",
    vi="Sau sắp xếp: chức vụ cũ thấp hơn thì phải thực hiện quy trình",
    applies=lambda f: civil_leaders(f) & f.after_reorganization,
    kinds=("appointment", "conversion"),
)
def lower_old_post_needs_procedure_170(f: FactView, law: LawView) -> ir.BooleanValue:
    """After a reorganisation a person whose old post was lower goes through the procedure for outside candidates.

    Not modelled: the content of that procedure, judged by its own rules. Errs towards "complies".
    """
    return f.equal_or_lower_post | f.final_held | f.present_workplace_opinion_on_file
