"""A decision of discipline and its case: who, which form, for which act, and the clocks that ran.

Facts here are known for decisions of the kinds `discipline` and `removal`, and for a `separation` that is forced or
names a case of discipline.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, unknown, whole_months
from chinhdanh.facts.model import Context, Fact, FactGroup

KINDS = ("discipline", "removal", "separation")
LEAVING = ("retirement", "separation")
SURELY_LEFT_OUT = ("maternity", "investigation", "prosecution", "trial")
PERHAPS_LEFT_OUT = ("illness", "complaint")
"""An illness counts only where it is fatal or kept the person in hospital; a complaint, where it is about this case."""

_LINK = ("decision.discipline_id",)
_OFFICE = ("tenure.post_id", "tenure.from", "tenure.until", "post.leadership")


def _of_case(name: str, kind: str, vi: str, en: str, column: str, meaning: str = "") -> Fact:
    return Fact(name, kind, vi, en, (*_LINK, f"discipline.{column}"), meaning=meaning)  # type: ignore[arg-type]


CASE_FACTS = (
    Fact(
        "disciplinary",
        "boolean",
        "Là quyết định kỷ luật",
        "Is a decision of discipline",
        ("decision.kind", "decision.ground", "decision.discipline_id"),
        meaning="Never NULL: a separation is one where its ground is `forced` or it names a case of discipline.",
    ),
    _of_case("discipline_regime", "text", "Kỷ luật Đảng hay chính quyền", "Party or state discipline", "regime"),
    _of_case(
        "discipline_form",
        "text",
        "Hình thức kỷ luật",
        "Form of discipline",
        "form",
        "Of the case; where that is empty, what the kind of decision says: removal, forced separation.",
    ),
    _of_case("discipline_ground", "text", "Căn cứ kỷ luật", "Ground of the discipline", "ground"),
    _of_case(
        "discipline_starts_on",
        "date",
        "Kỷ luật có hiệu lực từ ngày",
        "Discipline in effect from",
        "effective_on",
        "Of the case, else of the decision.",
    ),
    _of_case("discipline_ended_on", "date", "Kỷ luật chấm dứt hiệu lực ngày", "Discipline ended on", "ended_on"),
    _of_case("discipline_quashed_on", "date", "Kỷ luật bị hủy bỏ ngày", "Discipline quashed on", "quashed_on"),
    _of_case("act_started_on", "date", "Ngày bắt đầu vi phạm", "First day of the breach", "act_started_on"),
    _of_case("act_ended_on", "date", "Ngày kết thúc vi phạm", "Last day of the breach", "act_ended_on"),
    _of_case("act_discovered_on", "date", "Ngày phát hiện vi phạm", "Breach discovered on", "discovered_on"),
    Fact(
        "discipline_notified_on",
        "date",
        "Ngày thông báo xem xét kỷ luật",
        "Notice of review issued on",
        (*_LINK, "discipline.notified_on", "notice.issued_on"),
        meaning="Of the case, else the earliest notice of that kind.",
    ),
    _of_case("discipline_harm", "text", "Mức độ hậu quả", "Harm", "harm"),
    _of_case("discipline_bribery", "boolean", "Có hối lộ", "Bribery concluded", "bribery"),
    Fact(
        "cadre",
        "boolean",
        "Là cán bộ",
        "Is a cadre",
        ("person.category",),
        meaning="NULL where the category is not recorded or is `other`.",
    ),
    Fact("disciplined_woman", "boolean", "Người bị kỷ luật là nữ", "The person is a woman", ("person.sex",)),
    Fact(
        "disciplined_child_months",
        "integer",
        "Số tháng tuổi của con nhỏ nhất",
        "Age of the youngest child in months",
        ("person.youngest_child_born_on",),
        unit="month",
    ),
    Fact(
        "discipline_competence",
        "text",
        "Thẩm quyền của người ký",
        "Competence of the signatory",
        ("decision.competence",),
    ),
    Fact(
        "party_full_member",
        "boolean",
        "Là đảng viên chính thức",
        "Is a full member of the Party",
        ("person.party_full_on",),
    ),
    Fact(
        "leader_on_day",
        "boolean",
        "Đang giữ chức vụ lãnh đạo, quản lý",
        "Holds a leadership post on the day",
        _OFFICE,
        meaning="A post left on the very day still counts; FALSE needs tenures declared complete and none running.",
        rests_on=("tenure",),
    ),
    Fact(
        "left_service",
        "boolean",
        "Đã nghỉ hưu, thôi việc",
        "Has retired or left",
        ("decision.kind", "decision.effective_on", "tenure.from", "tenure.until"),
        meaning="TRUE after a retirement or separation; FALSE where a tenure runs on the day; else NULL.",
    ),
    Fact(
        "forms_in_decision",
        "integer",
        "Số hình thức kỷ luật trong quyết định",
        "Forms of state discipline in the decision",
        ("discipline.decision_id", "discipline.form"),
    ),
    Fact(
        "case_decided_before",
        "boolean",
        "Vụ việc đã có quyết định kỷ luật khác còn hiệu lực",
        "Another decision on this very case stands",
        ("decision.discipline_id", "decision.status", "decision.signed_on"),
        meaning="Two decisions name one case. NULL where the status of the earlier is empty, or another case of the same "
        "person has the same days of the act.",
    ),
)

CLOCK_FACTS = (
    Fact(
        "handling_days",
        "integer",
        "Số ngày từ khi phát hiện đến khi quyết định",
        "Days from discovery to decision",
        ("discipline.discovered_on", "decision.signed_on"),
        unit="day",
    ),
    *(
        Fact(
            f"{clock}_left_out_at_{bound}",
            "integer",
            f"Thời gian không tính vào {vi} ({vi_bound})",
            f"Days left out of the {en} (at {bound})",
            ("proceeding.kind", "proceeding.from", "proceeding.until", *needs),
            unit="day",
            meaning=meaning,
        )
        for clock, vi, en, needs in (
            ("handling", "thời hạn", "handling time", ("discipline.discovered_on",)),
            ("limitation", "thời hiệu", "limitation period", ("discipline.act_ended_on", "discipline.notified_on")),
        )
        for bound, vi_bound, meaning in (
            ("least", "ít nhất", "The longest maternity or criminal proceeding within it."),
            (
                "most",
                "nhiều nhất",
                "The sum of these, illness, complaints and rows without kind; NULL where one lacks its first day or the "
                "table is not given.",
            ),
        )
    ),
    Fact(
        "extension_granted",
        "boolean",
        "Có quyết định kéo dài thời hạn xử lý",
        "The time was extended",
        ("notice.kind", "notice.issued_on"),
        rests_on=("notice",),
    ),
)


def cases(ctx: Context, group: str) -> ir.Table:
    """One row a decision of discipline, with the columns of its case; every group starts from its own copy."""
    decision, discipline = ctx.record["decision"], ctx.record["discipline"]
    named = decision.filter(decision["kind"].isin(KINDS)).select(
        n_id="id", named_case="discipline_id", own_ground="ground", status="status", competence="competence"
    )
    pointing = discipline.group_by(p_decision="decision_id").aggregate(
        low=discipline["id"].min(), high=discipline["id"].max()
    )
    d = ctx.decisions.filter(ctx.decisions["kind"].isin(KINDS))
    d = d.select(
        "decision_id",
        "person_id",
        "on",
        "kind",
        "leadership_post",
        "organization_id",
        "proposal_received_on",
        decision_effective="effective_on",
        covered_tenure=d["coverage_tenure"].notnull(),
        covered_notice=d["coverage_notice"].notnull(),
    )
    t = d.join(named, d["decision_id"] == named["n_id"])
    t = t.left_join(pointing, t["decision_id"] == pointing["p_decision"])
    t = t.mutate(case_id=t["named_case"].coalesce(ibis.ifelse(t["low"] == t["high"], t["low"], ibis.null("string"))))
    c = discipline.select(
        c_id="id",
        regime="regime",
        form="form",
        case_ground="ground",
        act_started="act_started_on",
        act_ended="act_ended_on",
        discovered="discovered_on",
        notified="notified_on",
        effective="effective_on",
        ended="ended_on",
        quashed="quashed_on",
        harm="harm",
        bribery="bribery",
    )
    t = t.left_join(c, t["case_id"] == c["c_id"])
    forced = ((t["kind"] == "separation") & (t["own_ground"] == "forced")).fill_null(False)
    t = t.mutate(
        disciplinary=(t["kind"] != "separation") | forced | t["case_id"].notnull(),
        form=t["form"].coalesce(
            ibis.cases((t["kind"] == "removal", "removal"), (forced, "forced_separation"), else_=ibis.null("string"))
        ),
        case_ground=t["case_ground"].coalesce(
            ibis.ifelse(t["kind"] == "discipline", t["own_ground"], ibis.null("string"))
        ),
        starts=t["effective"].coalesce(t["decision_effective"]),
    )
    return ctx.stage(f"disciplinary_{group}", t.drop("n_id", "c_id", "p_decision", "low", "high", "named_case"))


def _told(notice: ir.Table) -> ir.Table:
    """By decision: the earliest notice that discipline is being considered."""
    notices = notice.filter(notice["kind"] == "discipline_notice")
    return notices.group_by(m_decision="decision_id").aggregate(told=notices["issued_on"].min())


def _posts_held(ctx: Context, t: ir.Table) -> ir.Table:
    """By decision: does a tenure run on the day, and is it surely in a leadership post."""
    tenure, post = ctx.record["tenure"], ctx.record["post"]
    s = tenure.select(holder="person_id", held="post_id", since="from", until="until", acting="acting")
    p = post.select(post_key="id", leadership="leadership")
    r = t.join(
        s,
        [
            t["person_id"] == s["holder"],
            s["since"].isnull() | (s["since"] <= t["on"]),
            s["until"].isnull() | (s["until"] >= t["on"]),
        ],
    )
    r = r.left_join(p, r["held"] == p["post_key"])
    leads = r["leadership"].isin(LEADERSHIP) & r["since"].notnull() & ~r["acting"].fill_null(False)
    runs = r["since"].notnull() & (r["until"].isnull() | (r["until"] > r["on"]))
    return r.group_by(h_decision="decision_id").aggregate(
        leads=any_true(leads), held_any=r["on"].notnull().any(), runs=any_true(runs)
    )


def _leaving(ctx: Context, t: ir.Table) -> ir.Table:
    """By decision: did a retirement or separation of the person take effect by the day."""
    decision = ctx.record["decision"]
    gone = decision.filter(decision["kind"].isin(LEAVING), ~(decision["status"] == "revoked").fill_null(False)).select(
        l_id="id", leaver="person_id", gone_on=decision["effective_on"].coalesce(decision["signed_on"])
    )
    r = t.join(gone, [t["person_id"] == gone["leaver"], t["decision_id"] != gone["l_id"]])
    return r.group_by(l_decision="decision_id").aggregate(gone=any_true(r["gone_on"] <= r["on"]))


def _twice(ctx: Context, t: ir.Table) -> ir.Table:
    """By decision: does another, earlier decision on the same case, or on an act of the same days, stand."""
    other = t.select(
        o_id="decision_id",
        o_case="case_id",
        o_on="on",
        o_status="status",
        o_person="person_id",
        o_started="act_started",
        o_ended="act_ended",
        o_regime="regime",
        o_quashed="quashed",
    )
    r = t.join(
        other, [t["person_id"] == other["o_person"], t["decision_id"] != other["o_id"], other["o_on"] <= t["on"]]
    )
    before = (r["o_on"] < r["on"]) | (r["o_id"] < r["decision_id"])
    standing = ibis.cases(
        (r["o_quashed"] <= r["on"], False), (r["o_status"].isnull(), unknown()), else_=r["o_status"] == "in_force"
    )
    same_case = r["case_id"] == r["o_case"]
    same_days = (r["act_started"] == r["o_started"]) & (r["act_ended"] == r["o_ended"]) & (r["regime"] == r["o_regime"])
    again = ibis.cases((same_case, standing), (same_days & standing.fill_null(True), unknown()), else_=False)
    r = r.mutate(again=again & before)
    return r.group_by(t_decision="decision_id").aggregate(again=any_true(r["again"]), again_maybe=any_maybe(r["again"]))


def build_cases(ctx: Context) -> ir.Table:
    t = cases(ctx, "cases")
    person, discipline, notice = (ctx.record[n] for n in ("person", "discipline", "notice"))
    p = person.select(
        person_key="id",
        category="category",
        full_on="party_full_on",
        sex="sex",
        child_born="youngest_child_born_on",
    )
    held, gone, twice = _posts_held(ctx, t), _leaving(ctx, t), _twice(ctx, t)
    state = discipline.filter(discipline["regime"] == "state")
    forms = state.group_by(f_decision="decision_id").aggregate(forms=state["form"].nunique())
    told = _told(notice)
    t = t.left_join(p, t["person_id"] == p["person_key"])
    t = t.left_join(held, t["decision_id"] == held["h_decision"])
    t = t.left_join(gone, t["decision_id"] == gone["l_decision"])
    t = t.left_join(twice, t["decision_id"] == twice["t_decision"])
    t = t.left_join(forms, t["decision_id"] == forms["f_decision"])
    t = t.left_join(told, t["decision_id"] == told["m_decision"])
    leads = t["leads"].fill_null(False) | t["leadership_post"].fill_null(False)
    nothing_held = t["covered_tenure"] & ~t["held_any"].fill_null(False)
    return t.select(
        "decision_id",
        "disciplinary",
        discipline_regime=t["regime"],
        discipline_form=t["form"],
        discipline_ground=t["case_ground"],
        discipline_starts_on=t["starts"],
        discipline_ended_on=t["ended"],
        discipline_quashed_on=t["quashed"],
        act_started_on=t["act_started"],
        act_ended_on=t["act_ended"],
        act_discovered_on=t["discovered"],
        discipline_notified_on=t["notified"].coalesce(t["told"]),
        discipline_harm=t["harm"],
        discipline_bribery=t["bribery"],
        cadre=ibis.cases(
            (t["category"] == "cadre", True),
            (t["category"].isin(("civil_servant", "public_employee", "armed_forces")), False),
            else_=unknown(),
        ),
        disciplined_woman=t["sex"] == "female",
        disciplined_child_months=ibis.ifelse(
            t["child_born"] <= t["on"], whole_months(t["child_born"], t["on"]), ibis.null("int64")
        ),
        discipline_competence=t["competence"],
        party_full_member=t["full_on"] <= t["on"],
        leader_on_day=ibis.cases((leads, True), (nothing_held, False), else_=unknown()),
        left_service=ibis.cases(
            (t["runs"].fill_null(False), False), (t["gone"].fill_null(False), True), else_=unknown()
        ),
        forms_in_decision=t["forms"],
        case_decided_before=ibis.cases(
            (t["again"].fill_null(False), True),
            (t["again_maybe"].fill_null(False), unknown()),
            else_=ibis.ifelse(t["case_id"].notnull(), False, unknown()),
        ),
    )


def _left_out(ctx: Context, t: ir.Table, start: str, end: str, name: str) -> ir.Table:
    """By decision: days within [start, end) that do not count, at least and at most."""
    proceeding = ctx.record["proceeding"]
    counted = proceeding["kind"].isnull() | proceeding["kind"].isin((*SURELY_LEFT_OUT, *PERHAPS_LEFT_OUT))
    rows = proceeding.filter(counted).select(concerned="person_id", case_kind="kind", since="from", until="until")
    w = t.select("decision_id", "person_id", first=start, last=end)
    r = w.join(rows, w["person_id"] == rows["concerned"])
    first = ibis.greatest(r["since"], r["first"])
    last = ibis.least(r["until"].coalesce(r["last"]), r["last"])
    days = last.delta(first, unit="day").cast("int64")
    inside = ibis.ifelse(days > 0, days, ibis.literal(0, "int64"))
    # What ended before the window opened is outside it, wherever it began.
    over = (r["until"] <= r["first"]).fill_null(False)
    known = ibis.ifelse(over, ibis.literal(0, "int64"), ibis.ifelse(r["since"].notnull(), inside, ibis.null("int64")))
    r = r.mutate(inside=ibis.ifelse(r["first"].notnull() & r["last"].notnull(), known, ibis.null("int64")))
    found = r.group_by(x_decision="decision_id").aggregate(
        least=r["inside"].max(where=r["case_kind"].isin(SURELY_LEFT_OUT)),
        most=r["inside"].sum(),
        gap=r["inside"].isnull().any(),
    )
    return found.rename(
        {f"{name}_decision": "x_decision", f"{name}_least": "least", f"{name}_most": "most", f"{name}_gap": "gap"}
    )


def build_clocks(ctx: Context) -> ir.Table:
    t = cases(ctx, "clocks")
    notice = ctx.record["notice"]
    told = _told(notice)
    n = notice.select(e_decision="decision_id", e_kind="kind", issued="issued_on")
    r = t.join(n, t["decision_id"] == n["e_decision"])
    extended = (r["e_kind"] == "time_extension") & (r["issued"] <= r["on"])
    extensions = r.group_by(g_decision="decision_id").aggregate(granted=any_true(extended), perhaps=any_maybe(extended))
    t = t.left_join(told, t["decision_id"] == told["m_decision"]).drop("m_decision")
    t = t.mutate(noticed=t["notified"].coalesce(t["told"]))
    handling = _left_out(ctx, t, "discovered", "on", "handling")
    limitation = _left_out(ctx, t, "act_ended", "noticed", "limitation")
    t = t.left_join(handling, t["decision_id"] == handling["handling_decision"])
    t = t.left_join(limitation, t["decision_id"] == limitation["limitation_decision"])
    t = t.left_join(extensions, t["decision_id"] == extensions["g_decision"])
    given = ibis.literal(ctx.record.gives("proceeding"))
    null = ibis.null("int64")

    def bounds(name: str, first: str, last: str) -> dict[str, ir.Value]:
        dated = t[first].notnull() & t[last].notnull()
        known = given & dated & ~t[f"{name}_gap"].fill_null(False)
        return {
            f"{name}_left_out_at_least": ibis.ifelse(dated, t[f"{name}_least"].fill_null(0), null),
            f"{name}_left_out_at_most": ibis.ifelse(known, t[f"{name}_most"].fill_null(0), null),
        }

    return t.select(
        "decision_id",
        handling_days=t["on"].delta(t["discovered"], unit="day").cast("int64"),
        **bounds("handling", "discovered", "on"),
        **bounds("limitation", "act_ended", "noticed"),
        extension_granted=exists_kleene(t["granted"], t["perhaps"], t["covered_notice"]),
    )


GROUPS = (
    FactGroup("discipline_cases", CASE_FACTS, build_cases, "The case of discipline decided on"),
    FactGroup("discipline_clocks", CLOCK_FACTS, build_clocks, "Limitation and handling time"),
)
