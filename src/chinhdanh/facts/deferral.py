"""What keeps a reappointment or extension from being considered: cases, stays abroad, illness, maternity leave."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup
from chinhdanh.facts.terms import RENEWALS

_CASES = ("proceeding.kind", "proceeding.from", "proceeding.until", "decision.process_started_on")
KINDS = {
    "discipline_review": ("Trong thời hạn xử lý kỷ luật", "Within a discipline case"),
    "investigation": ("Bị điều tra", "Under investigation"),
    "prosecution": ("Bị truy tố", "Under prosecution"),
    "trial": ("Bị xét xử", "On trial"),
    "denunciation": ("Đang giải quyết tố cáo", "Denunciation under resolution"),
    "complaint": ("Đang giải quyết khiếu nại về kỷ luật", "Complaint about discipline under resolution"),
    "suspension": ("Bị tạm đình chỉ", "Suspended"),
    "inspection": ("Bị nêu tên trong thanh tra, kiểm tra", "Named in an inspection"),
    "audit": ("Bị nêu tên trong kiểm toán", "Named in an audit"),
    "maternity": ("Nghỉ thai sản", "On maternity leave"),
}
_NAMED = ("inspection", "audit")
STAYS = {"abroad": ("ở nước ngoài", "abroad"), "illness": ("điều trị bệnh", "under treatment")}

FACTS = (
    *(
        Fact(
            f"{kind}_meanwhile",
            "boolean",
            f"{vi} trong khi làm quy trình",
            f"{en} during the procedure",
            (
                *_CASES,
                *(("proceeding.named",) if kind in _NAMED else ()),
                *(("discipline.discovered_on", "discipline.decided_on") if kind == "discipline_review" else ()),
            ),
            meaning="On any day from the beginning of the procedure to the day of signing.",
        )
        for kind, (vi, en) in KINDS.items()
    ),
    *(
        Fact(
            f"{kind}_months",
            "integer",
            f"Số tháng {vi} (đợt dài nhất trong khi làm quy trình)",
            f"Months {en} (longest stay that touches the procedure)",
            _CASES,
            unit="month",
            meaning="A stay without an end counts to the day of the audit. 0 where there is none.",
        )
        for kind, (vi, en) in STAYS.items()
    ),
    *(
        Fact(
            f"{kind}_without_end",
            "boolean",
            f"Đợt {vi} chưa ghi ngày kết thúc",
            f"Stay {en} without an end",
            _CASES,
        )
        for kind, (vi, en) in STAYS.items()
    ),
)


def build(ctx: Context) -> ir.Table:
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(RENEWALS)).select(
        "decision_id",
        "person_id",
        "on",
        start=ibis.least(ctx.decisions["process_started_on"].coalesce(ctx.decisions["on"]), ctx.decisions["on"]),
    )
    names = [f"{kind}_meanwhile" for kind in KINDS]
    if not ctx.record.gives("proceeding"):
        return d.select(
            "decision_id",
            **{name: unknown() for name in names},
            **{f"{kind}_months": ibis.null("int64") for kind in STAYS},
            **{f"{kind}_without_end": unknown() for kind in STAYS},
        )
    cases, discipline = ctx.record["proceeding"], ctx.record["discipline"]
    proceedings = cases.select(
        concerned="person_id", case_kind="kind", since="from", until="until", named="named", bounded=ibis.literal(True)
    )
    # A discipline decision that came later proves that its case was open since the discovery.
    later = discipline.filter(discipline["discovered_on"].notnull()).select(
        concerned="person_id",
        case_kind=ibis.literal("discipline_review"),
        since="discovered_on",
        until=discipline["decided_on"].coalesce(discipline["effective_on"]),
        named=ibis.literal(True),
        bounded=discipline["decided_on"].notnull(),
    )
    every = ibis.union(proceedings, later)
    r = d.join(
        every,
        [
            d["person_id"] == every["concerned"],
            every["since"].isnull() | (every["since"] <= d["on"]),
            every["until"].isnull() | (every["until"] > d["start"]),
        ],
    )
    dated = ibis.ifelse(r["since"].notnull() & r["bounded"], True, unknown())
    as_of = ibis.date(ctx.record.as_of)
    r = r.mutate(
        **{
            f"{kind}_meanwhile": (r["case_kind"] == kind) & dated & (r["named"] if kind in _NAMED else True)
            for kind in KINDS
        },
        stay=whole_months(r["since"], r["until"].coalesce(ibis.greatest(as_of, r["on"]))),
    )
    columns: dict[str, ir.Value] = {}
    for name in names:
        columns[f"{name}_sure"] = any_true(r[name])
        columns[f"{name}_maybe"] = any_maybe(r[name])
    for kind in STAYS:
        here = r["case_kind"] == kind
        columns[f"{kind}_longest"] = r["stay"].max(where=here)
        columns[f"{kind}_undated"] = any_true((here | r["case_kind"].isnull()) & r["stay"].isnull())
        columns[f"{kind}_open"] = any_true(here & r["until"].isnull())
    found = r.group_by(case_decision="decision_id").aggregate(**columns)
    t = d.left_join(found, d["decision_id"] == found["case_decision"])
    return t.select(
        "decision_id",
        **{
            name: ibis.cases(
                (t[f"{name}_sure"].fill_null(False), True),
                (t[f"{name}_maybe"].fill_null(False), unknown()),
                else_=False,
            )
            for name in names
        },
        **{
            f"{kind}_months": ibis.ifelse(
                t[f"{kind}_undated"].fill_null(False), ibis.null("int64"), t[f"{kind}_longest"].fill_null(0)
            )
            for kind in STAYS
        },
        **{f"{kind}_without_end": t[f"{kind}_open"].fill_null(False) for kind in STAYS},
    )


GROUP = FactGroup("deferrals", FACTS, build, "What defers a reappointment or extension")
