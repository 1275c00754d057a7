"""Yearly ratings, discipline in force and proceedings open on the day of the decision.

Where the tables `discipline` or `proceeding` are given, no row means none (REGISTRY.md); where they are not, every
fact here is NULL.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, months_before, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

LIGHT = ("reprimand", "warning", "salary_reduction")
HEAVY = ("demotion", "removal")
RATED_KINDS = ("appointment", "grade_promotion")
"""Kinds of decision before which the ratings of the last years are asked for."""
_DISCIPLINE = ("discipline.form", "discipline.effective_on", "discipline.regime")
_CASES = ("proceeding.kind", "proceeding.from", "proceeding.until")
_CASE_KINDS = (
    "discipline_review",
    "denunciation",
    "complaint",
    "inspection",
    "audit",
    "investigation",
    "prosecution",
    "trial",
    "suspension",
    "court_ban",
    "illness",
    "study",
    "maternity",
)

RATING_FACTS = tuple(
    Fact(
        f"rating_{n}",
        "text",
        f"Xếp loại {n} năm trước",
        f"Rating {n} year(s) before",
        ("evaluation.year", "evaluation.rating"),
        meaning="Calendar year of the decision less the number; NULL where that year was not rated or not recorded.",
    )
    for n in (1, 2, 3)
)


def _last(name: str, vi: str, en: str) -> Fact:
    return Fact(
        name,
        "date",
        vi,
        en,
        _DISCIPLINE,
        meaning="Day of effect of the latest one by the day of the decision; NULL: none.",
    )


DISCIPLINE_FACTS = (
    Fact(
        "discipline_known",
        "boolean",
        "Hồ sơ kỷ luật đầy đủ, có ngày hiệu lực",
        "Discipline record given and dated",
        _DISCIPLINE,
        meaning="TRUE where the table is given and every row of the person has form, regime and day of effect; else NULL. "
        "Only then does an empty date below mean that there was no such discipline.",
    ),
    _last(
        "last_light_state_discipline_on",
        "Khiển trách, cảnh cáo, hạ bậc lương gần nhất (chính quyền)",
        "Latest reprimand, warning or salary reduction (state)",
    ),
    _last(
        "last_heavy_state_discipline_on",
        "Giáng chức, cách chức gần nhất (chính quyền)",
        "Latest demotion or removal (state)",
    ),
    Fact(
        "state_discipline_runs_from",
        "date",
        "Kỷ luật chính quyền tính hiệu lực từ ngày",
        "State discipline counts from",
        _DISCIPLINE,
        meaning="The latest day from which a state decision not recorded as ended counts: its day of effect, or that of the "
        "latest Party decision for the same matter up to a year before (Decree 172/2025, Art. 2(9)); NULL: none.",
    ),
    _last("last_reprimand_on", "Khiển trách gần nhất (Đảng hoặc chính quyền)", "Latest reprimand (Party or state)"),
    _last("last_warning_on", "Cảnh cáo gần nhất (Đảng hoặc chính quyền)", "Latest warning (Party or state)"),
    _last("last_removal_on", "Cách chức gần nhất (Đảng hoặc chính quyền)", "Latest removal (Party or state)"),
    _last("last_discipline_on", "Kỷ luật gần nhất (mọi hình thức)", "Latest discipline of any form"),
    Fact(
        "removed_for_corruption",
        "boolean",
        "Bị cách chức do tham nhũng",
        "Removed for corruption",
        ("discipline.regime", "discipline.form", "discipline.ground", "discipline.effective_on"),
    ),
    Fact(
        "office_buying_discipline",
        "boolean",
        "Bị kỷ luật do chạy chức, chạy quyền hoặc bao che",
        "Disciplined for office-buying or for covering it up",
        ("discipline.ground", "discipline.effective_on"),
    ),
    Fact(
        "office_buying_discipline_on",
        "date",
        "Kỷ luật gần nhất do chạy chức, chạy quyền hoặc bao che",
        "Latest discipline for office-buying or for covering it up",
        ("discipline.ground", "discipline.effective_on"),
    ),
)

CASE_FACTS = (
    *(
        Fact(f"open_{kind}", "boolean", vi, en, needs)
        for kind, vi, en, needs in (
            (
                "discipline_review",
                "Đang trong thời hạn xem xét kỷ luật",
                "Discipline under consideration",
                (*_CASES, "discipline.discovered_on", "discipline.decided_on"),
            ),
            ("denunciation", "Đang giải quyết tố cáo (đã lập tổ)", "Denunciation under resolution", _CASES),
            (
                "complaint",
                "Đang giải quyết khiếu nại về kỷ luật",
                "Complaint about discipline under resolution",
                _CASES,
            ),
            (
                "inspection",
                "Bị nêu tên trong thanh tra, kiểm tra",
                "Named in an inspection",
                (*_CASES, "proceeding.named"),
            ),
            ("audit", "Bị nêu tên trong kiểm toán", "Named in an audit", (*_CASES, "proceeding.named")),
            ("investigation", "Đang bị điều tra", "Under investigation", _CASES),
            ("prosecution", "Đang bị truy tố", "Under prosecution", _CASES),
            ("trial", "Đang bị xét xử", "On trial", _CASES),
            ("suspension", "Đang bị tạm đình chỉ", "Suspended", _CASES),
            ("court_ban", "Bị tòa án cấm đảm nhiệm chức vụ", "Banned from office by a court", _CASES),
            ("illness", "Đang nghỉ điều trị bệnh", "On leave for illness", _CASES),
            ("study", "Đang đi học", "Away on study", _CASES),
            ("maternity", "Đang nghỉ thai sản", "On maternity leave", _CASES),
        )
    ),
    Fact(
        "discipline_review_days",
        "integer",
        "Số ngày từ khi bắt đầu xem xét kỷ luật",
        "Days since the discipline case was opened",
        _CASES,
        unit="day",
        meaning="Of the longest case open on the day; NULL where none is open.",
    ),
)

ASSET_FACTS = (
    Fact(
        "untruthful_declaration",
        "boolean",
        "Đã kết luận kê khai tài sản không trung thực",
        "Asset declaration found untruthful",
        ("asset_declaration.truthful", "asset_declaration.verified_on"),
        meaning="TRUE for a verification concluded by the day. FALSE needs a verified declaration, or a declared-complete "
        "table without an adverse conclusion.",
    ),
)


def build_ratings(ctx: Context) -> ir.Table:
    evaluation = ctx.record["evaluation"]
    rated = evaluation.select(rated_person="person_id", year="year", rating="rating", decided="decided_on")
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(RATED_KINDS)).select("decision_id", "person_id", "on")
    r = d.join(
        rated,
        [
            d["person_id"] == rated["rated_person"],
            rated["year"] >= d["on"].year() - 3,
            rated["year"] <= d["on"].year() - 1,
            rated["decided"].isnull() | (rated["decided"] <= d["on"]),
        ],
    )
    years_before = r["on"].year() - r["year"]
    found = r.group_by("decision_id").aggregate(
        **{f"rating_{n}": r["rating"].max(where=years_before == n) for n in (1, 2, 3)}
    )
    return found.select("decision_id", "rating_1", "rating_2", "rating_3")


def build_discipline(ctx: Context) -> ir.Table:
    d = ctx.decisions.select("decision_id", "person_id", "on")
    if not ctx.record.gives("discipline"):
        nulls = {f.name: ibis.null("date" if f.type == "date" else "boolean") for f in DISCIPLINE_FACTS}
        return d.select("decision_id", **nulls)
    all_rows = ctx.record["discipline"]
    rows = all_rows.select(
        disciplined="person_id",
        regime="regime",
        form="form",
        effective="effective_on",
        decided="decided_on",
        ended="ended_on",
        quashed="quashed_on",
        ground="ground",
    )
    # A Party decision for the same matter starts the state clock (Decree 172/2025 Art. 2(9)): same person, within a
    # year, and not for a ground recorded as another.
    party = rows.filter(rows["regime"] == "party").select(
        p_person="disciplined", p_effective="effective", p_ground="ground", p_quashed="quashed"
    )
    r = d.join(
        rows,
        [
            d["person_id"] == rows["disciplined"],
            rows["effective"].isnull() | (rows["effective"] <= d["on"]),
            rows["decided"].isnull() | (rows["decided"] <= d["on"]),
            rows["quashed"].isnull() | (rows["quashed"] > d["on"]),
        ],
    )
    r = r.left_join(
        party,
        [
            r["regime"] == "state",
            r["disciplined"] == party["p_person"],
            party["p_effective"] <= r["effective"],
            party["p_effective"] >= months_before(r["effective"], 12),
            party["p_ground"].isnull() | r["ground"].isnull() | (party["p_ground"] == r["ground"]),
            party["p_quashed"].isnull() | (party["p_quashed"] > r["on"]),
        ],
    )
    state = r["regime"] == "state"
    removal = r["form"] == "removal"
    corruption = ibis.cases(
        (r["ground"] == "corruption", True),
        (r["ground"].isnull(), unknown()),
        # Whether these grounds are "corruption" in the sense of the Law is for a person to say.
        (r["ground"].isin(("office_buying", "covering_office_buying", "asset_declaration")), unknown()),
        else_=False,
    )
    # Without any day it is not known whether the discipline came before the decision.
    by_then = ibis.ifelse(r["effective"].notnull() | r["decided"].notnull(), True, unknown())
    running = r["ended"].isnull() | (r["ended"] > r["on"])
    buying = r["ground"].isin(("office_buying", "covering_office_buying"))
    r = r.mutate(
        dated=r["effective"].notnull() & r["form"].notnull() & r["regime"].notnull(),
        clock=r["p_effective"].coalesce(r["effective"]),
        removed_for_corruption=state & removal & corruption & by_then,
        office_buying_discipline=buying & by_then,
    )
    kleene = ("removed_for_corruption", "office_buying_discipline")
    found = r.group_by("decision_id").aggregate(
        undated=any_true(~r["dated"]),
        last_light_state_discipline_on=r["effective"].max(where=state & r["form"].isin(LIGHT)),
        last_heavy_state_discipline_on=r["effective"].max(where=state & r["form"].isin(HEAVY)),
        state_discipline_runs_from=r["clock"].max(where=state & running),
        last_reprimand_on=r["effective"].max(where=r["form"] == "reprimand"),
        last_warning_on=r["effective"].max(where=r["form"] == "warning"),
        last_removal_on=r["effective"].max(where=removal),
        last_discipline_on=r["effective"].max(),
        office_buying_discipline_on=r["effective"].max(where=buying),
        **{f"{n}_sure": any_true(r[n]) for n in kleene},
        **{f"{n}_maybe": any_maybe(r[n]) for n in kleene},
    )
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    dates = {f.name: t[f.name] for f in DISCIPLINE_FACTS if f.type == "date"}
    return t.select(
        "decision_id",
        discipline_known=ibis.ifelse(t["undated"].fill_null(False), unknown(), True),
        **dates,
        **{n: _kleene_any(t, n) for n in kleene},
    )


def _kleene_any(t: ir.Table, name: str) -> ir.BooleanValue:
    """OR over the rows of a decision in three-valued logic; no row is FALSE."""
    return ibis.cases(
        (t[f"{name}_sure"].fill_null(False), True), (t[f"{name}_maybe"].fill_null(False), unknown()), else_=False
    )


def build_cases(ctx: Context) -> ir.Table:
    d = ctx.decisions.select("decision_id", "person_id", "on")
    names = [f"open_{k}" for k in _CASE_KINDS]
    if not ctx.record.gives("proceeding"):
        return d.select("decision_id", **{n: unknown() for n in names}, discipline_review_days=ibis.null("int64"))
    cases, discipline = ctx.record["proceeding"], ctx.record["discipline"]
    proceedings = cases.select(
        concerned="person_id", case_kind="kind", since="from", until="until", named="named", bounded=ibis.literal(True)
    )
    # A discipline decision that came later proves that its case was open since the discovery. Without its day the case
    # was over once the discipline took effect; before that nobody can tell.
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
            every["until"].isnull() | (every["until"] > d["on"]),
        ],
    )
    dated = ibis.ifelse(r["since"].notnull() & r["bounded"], True, unknown())
    r = r.mutate(
        **{
            f"open_{k}": (r["case_kind"] == k) & dated & (r["named"] if k in ("inspection", "audit") else True)
            for k in _CASE_KINDS
        },
        review_days=ibis.ifelse(
            (r["case_kind"] == "discipline_review") & r["bounded"],
            r["on"].delta(r["since"], unit="day"),
            ibis.null("int64"),
        ),
    )
    found = r.group_by("decision_id").aggregate(
        **{f"{n}_sure": any_true(r[n]) for n in names},
        **{f"{n}_maybe": any_maybe(r[n]) for n in names},
        review_days=r["review_days"].max().cast("int64"),
    )
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    return t.select("decision_id", **{n: _kleene_any(t, n) for n in names}, discipline_review_days=t["review_days"])


def build_assets(ctx: Context) -> ir.Table:
    declarations = ctx.record["asset_declaration"]
    rows = declarations.select(declarant="person_id", truthful="truthful", verified="verified_on")
    d = ctx.decisions.select("decision_id", "person_id", "on", whole=ctx.covered("asset_declaration"))
    r = d.join(rows, [d["person_id"] == rows["declarant"], rows["verified"].isnull() | (rows["verified"] <= d["on"])])
    concluded = r["verified"].notnull()
    # An adverse finding without a day may have come before the decision or after it.
    unclear = ibis.ifelse(concluded, r["truthful"].isnull(), ~r["truthful"])
    found = r.group_by("decision_id").aggregate(
        untruthful=any_true(concluded & ~r["truthful"]),
        truthful=any_true(concluded & r["truthful"]),
        unclear=any_true(unclear),
    )
    t = d.select("decision_id", "whole").left_join(found, "decision_id").drop("decision_id_right")
    verdict = ibis.cases(
        (t["untruthful"].fill_null(False), True),
        (t["unclear"].fill_null(False), unknown()),
        (t["truthful"].fill_null(False) | t["whole"], False),
        else_=unknown(),
    )
    return t.select("decision_id", untruthful_declaration=verdict)


GROUPS = (
    FactGroup("ratings", RATING_FACTS, build_ratings, "Yearly ratings"),
    FactGroup("discipline", DISCIPLINE_FACTS, build_discipline, "Discipline"),
    FactGroup("cases", CASE_FACTS, build_cases, "Open proceedings"),
    FactGroup("assets", ASSET_FACTS, build_assets, "Asset declarations found untruthful"),
)
