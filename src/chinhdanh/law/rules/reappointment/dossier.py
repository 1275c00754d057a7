"""The dossier of a reappointment or extension: components and the life of its papers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import civil_leaders, not_older_than

AGAIN = ("reappointment",)
EXTENSION = ("extension",)


def on_file(f: FactView, kinds: Sequence[str]) -> ir.BooleanValue:
    whole: ir.BooleanValue = reduce(and_, [f.read(f"{kind}_on_file") for kind in kinds])
    return whole


def fresh_when_submitted(f: FactView, photo: int, certificate: int) -> ir.BooleanValue:
    """Photo and health certificate are not older than so many months on the day of submission."""
    return not_older_than(f.photo_issued_on, photo, f.dossier_submitted_on) & not_older_than(
        f.health_certificate_issued_on, certificate, f.dossier_submitted_on
    )


@rule(
    "nd-170-2025.art-41.k1",
    vi="Hồ sơ bổ nhiệm lại đủ thành phần",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def reappointment_dossier_complete_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """The components of Article 35 are on file.

    Not modelled: that the self-review covers the whole term; the political-standard conclusion; approved data of the
    national database. Errs towards "complies" for the first.
    """
    kinds: Any = law.of("nd-170-2025.art-35", "required_kinds")
    return on_file(f, kinds)


@rule(
    "nd-170-2025.art-41.k1",
    vi="Hồ sơ bổ nhiệm lại: ảnh và giấy chứng nhận sức khỏe không quá 6 tháng",
    applies=civil_leaders,
    kinds=AGAIN,
    day="conditions",
)
def reappointment_dossier_fresh_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are at most six months old when the dossier is submitted, as Article 35 asks.

    Not modelled: month ends (31 August to 28 February). Errs in neither direction by more than three days.
    """
    article = "nd-170-2025.art-35"
    return fresh_when_submitted(f, law.of(article, "photo_max_age"), law.of(article, "health_certificate_max_age"))


@rule(
    "nd-170-2025.art-41.k2",
    vi="Hồ sơ kéo dài: ảnh và giấy chứng nhận sức khỏe không quá 6 tháng",
    applies=civil_leaders,
    kinds=EXTENSION,
    day="conditions",
)
def extension_dossier_fresh_r3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are at most six months old when the dossier is submitted.

    Not modelled: which the eight components are, which was not read. Errs towards "complies".
    """
    return fresh_when_submitted(f, law["photo_max_age"], law["health_certificate_max_age"])


@rule(
    "nd-170-2025+nd-300-2026.art-41",
    vi="Hồ sơ bổ nhiệm lại, kéo dài đủ thành phần",
    applies=civil_leaders,
    kinds=(*AGAIN, *EXTENSION),
    day="conditions",
)
def renewal_dossier_complete_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The components of Article 35 are on file; diplomas are not asked again for an equal or lower post.

    Not modelled: that self-review and evaluation cover the whole term; the political-standard conclusion. Errs towards
    "complies".
    """
    kinds: Any = law.of("nd-170-2025+nd-300-2026.art-35", "required_kinds")
    return on_file(f, [kind for kind in kinds if kind != "diplomas"])


@rule(
    "nd-170-2025+nd-300-2026.art-41",
    vi="Hồ sơ bổ nhiệm lại, kéo dài: các thành phần không quá 6 tháng tại thời điểm xem xét",
    applies=civil_leaders,
    kinds=(*AGAIN, *EXTENSION),
    day="conditions",
)
def renewal_dossier_fresh_r4(f: FactView, law: LawView) -> ir.BooleanValue:
    """The components named in Article 35 are at most six months old at the time of consideration.

    Not modelled: reuse of a dossier within six months of its first filing. Errs towards "violates".
    """
    article = "nd-170-2025+nd-300-2026.art-35"
    kinds: Any = law.of(article, "max_age_kinds")
    months = law.of(article, "max_age_1_2_3_4_5_6_8_10")
    fresh: ir.BooleanValue = reduce(
        and_, [not_older_than(f.read(f"{kind}_issued_on"), months, f.dossier_considered_on) for kind in kinds]
    )
    return fresh
