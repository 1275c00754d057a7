"""Relatives in linked posts: Law 36/2018, and Regulations 205 and 114."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView, rule
from chinhdanh.law.scopes import party_posts, unproven

PLACED = ("appointment", "reappointment", "transfer", "recruitment")


@rule(
    "luat-36-2018.art-20.k3",
    vi="Không bố trí vợ, chồng, bố, mẹ, con, anh chị em ruột làm quản lý nhân sự, kế toán, thủ quỹ, thủ kho cùng cơ quan",
    applies=lambda f: f.post_field.isin(("personnel", "finance_accounting", "cashier", "storekeeper")),
    kinds=PLACED,
)
def no_relative_in_guarded_post(f: FactView, law: LawView) -> ir.BooleanValue:
    """No spouse, parent, child or sibling of the head or a deputy runs personnel or accounts, the cash or the store.

    An accountant without a management post is unproven: the clause can be read both ways. The relative's own part in the
    decision is not asked. Not modelled: transacting and contracting for the body. Errs towards "complies" there.
    """
    managing = f.leadership_post | f.post_field.isin(("cashier", "storekeeper"))
    # NULL (an ordinary accountant or personnel officer) keeps a relative's post from being a violation.
    return ~(f.near_relative_leads_body & managing)


@rule(
    "qd-205-2019.quan-he-gia-dinh",
    vi="Không bố trí người có quan hệ gia đình giữ chức vụ có liên quan (Quy định 205)",
    applies=party_posts,
    kinds=("appointment", "nomination", "transfer"),
)
def no_linked_relatives_205(f: FactView, law: LawView) -> ir.BooleanValue:
    """No relative of the list holds the linked post: head and deputy; leaders of one committee; chair and guarded heads.

    Not modelled: Party civil affairs committees and delegations. Errs towards "complies" there.
    """
    return ~f.relatives_linked_205


@rule(
    "qd-114-2023.art-6.k5",
    vi="Không bố trí người có quan hệ gia đình giữ chức vụ có liên quan (Quy định 114)",
    applies=party_posts,
    kinds=("appointment", "nomination", "transfer"),
)
def no_linked_relatives_114(f: FactView, law: LawView) -> ir.BooleanValue:
    """No relative holds a linked post, unless the committee directly above agreed beforehand.

    Which relations count was not read beyond the nearest: others are unproven. Not modelled: bodies merged in 2025 that
    carry two sectors. Errs towards "complies" there.
    """
    return ~f.relatives_linked_114 | f.prior_consent


def _guarded_in_state_enterprise(f: FactView) -> ir.BooleanValue:
    # Reported from 1 July 2026: enterprises with more than half of the capital too; the wording was not read.
    share = f.state_share
    counted = (share == 100) | ((share > 50) & (f.on >= ibis.date(2026, 7, 1)) & unproven())
    guarded = f.post_field.isin(("personnel", "finance_accounting", "cashier", "storekeeper"))
    scope: ir.BooleanValue = f.state_enterprise & counted & guarded
    return scope


@rule(
    "luat-36-2018.art-20.k5",
    vi="Người quản lý doanh nghiệp nhà nước không bố trí người thân quản lý nhân sự, kế toán, làm thủ quỹ, thủ kho",
    applies=_guarded_in_state_enterprise,
    kinds=PLACED,
)
def no_relative_in_state_enterprise(f: FactView, law: LawView) -> ir.BooleanValue:
    """In a state enterprise no near relative of a manager runs personnel or accounts, the cash or the store.

    Between half and the whole of the capital it is unproven from 1 July 2026, and not applicable before. Not modelled:
    contracts with relatives' firms, transacting for the enterprise. Errs towards "complies" there.
    """
    managing = f.leadership_post | f.post_field.isin(("cashier", "storekeeper"))
    return ~(f.near_relative_manages_body & managing)
