"""The procedure of an appointment: policy request, meetings, ballots, announcements, letters, chair."""

from __future__ import annotations

from itertools import pairwise

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.expressions import any_maybe, any_true, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

STEPS = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")

STEP_VI = {
    "leadership_1": "bước tập thể lãnh đạo (lần 1)",
    "enlarged_leadership": "bước tập thể lãnh đạo mở rộng",
    "leadership_2": "bước tập thể lãnh đạo (lần 2)",
    "key_staff": "bước cán bộ chủ chốt",
    "final": "bước biểu quyết cuối",
}
STEP_EN = {
    "leadership_1": "leadership meeting (first)",
    "enlarged_leadership": "enlarged leadership meeting",
    "leadership_2": "leadership meeting (second)",
    "key_staff": "key-staff meeting",
    "final": "final vote",
}

_PER_STEP = (
    ("held", "boolean", "Đã tổ chức", "Held", ("step.step",)),
    ("on", "date", "Ngày họp", "Day of meeting", ("step.held_on",)),
    ("members", "integer", "Tổng số thành viên", "Members", ("step.members",)),
    ("convened", "integer", "Số người được triệu tập", "Summoned", ("step.convened",)),
    ("excused", "integer", "Vắng mặt bất khả kháng được duyệt", "Excused for force majeure", ("step.excused",)),
    ("present", "integer", "Số người có mặt", "Present", ("step.present",)),
    ("votes", "integer", "Số phiếu cho người này", "Votes for this person", ("step.votes_for",)),
    (
        "rival_votes",
        "integer",
        "Số phiếu cao nhất của người khác",
        "Most votes of another name",
        ("candidate_vote.votes_for", "step.names_voted"),
    ),
    (
        "names",
        "integer",
        "Số người được đưa ra lấy phiếu",
        "Names voted on",
        ("step.names_voted", "candidate_vote.person_id"),
    ),
    ("secret", "boolean", "Bỏ phiếu kín", "Secret ballot", ("step.secret",)),
    ("announced", "boolean", "Công bố kết quả", "Result announced", ("step.announced",)),
    ("minutes", "boolean", "Có biên bản", "Minutes kept", ("step.minutes_on",)),
)

_RESTS_ON = {"held": ("step",), "minutes": ("step",), "names": ("candidate_vote",)}

STEP_FACTS = (
    *(
        Fact(
            f"{step}_{part}",
            kind,  # type: ignore[arg-type]
            f"{vi} – {STEP_VI[step]}",
            f"{en} – {STEP_EN[step]}",
            needs,
            rests_on=_RESTS_ON.get(part, ()),
        )
        for step in STEPS
        for part, kind, vi, en, needs in _PER_STEP
    ),
    Fact(
        "leadership_2_new_name",
        "boolean",
        "Người mới được giới thiệu ở bước tập thể lãnh đạo (lần 2)",
        "First put forward at the second leadership meeting",
        ("step.new_name", "candidate_vote.person_id"),
    ),
    Fact(
        "enlarged_leadership_names_at_30",
        "integer",
        "Số người đạt từ 30% ở bước mở rộng",
        "Names at 30 % or more, enlarged meeting",
        ("candidate_vote.votes_for",),
    ),
    Fact(
        "leadership_1_names_at_30",
        "integer",
        "Số người đạt từ 30% ở bước tập thể lãnh đạo (lần 1)",
        "Names at 30 % or more, first leadership meeting",
        ("candidate_vote.votes_for",),
    ),
    Fact(
        "leadership_2_names_at_30",
        "integer",
        "Số người đạt từ 30% ở bước tập thể lãnh đạo (lần 2)",
        "Names at 30 % or more, second leadership meeting",
        ("candidate_vote.votes_for",),
    ),
    Fact(
        "enlarged_leadership_ranking",
        "integer",
        "Thứ hạng phiếu ở bước mở rộng",
        "Place by votes, enlarged meeting",
        ("step.ranking", "candidate_vote.votes_for"),
    ),
    Fact(
        "leadership_2_ranking",
        "integer",
        "Thứ hạng phiếu ở bước tập thể lãnh đạo (lần 2)",
        "Place by votes, second leadership meeting",
        ("step.ranking", "candidate_vote.votes_for"),
    ),
    Fact(
        "final_head_in_favour",
        "boolean",
        "Người đứng đầu chọn người này",
        "The head is in favour",
        ("step.head_in_favour",),
    ),
    Fact(
        "final_body_is_voting_body",
        "boolean",
        "Biểu quyết tại nơi công tác hiện tại",
        "The vote was held at the present workplace",
        ("step.body_id", "decision.voting_body_id"),
        meaning="The body that met is the one that the decision names as voting on an outside candidate.",
    ),
    Fact(
        "five_steps_in_order",
        "boolean",
        "Đủ và đúng thứ tự năm bước",
        "All five steps, in order",
        ("step.step", "step.held_on"),
        rests_on=("step",),
    ),
    Fact(
        "four_steps_in_order",
        "boolean",
        "Đủ và đúng thứ tự bốn bước",
        "All four steps, in order",
        ("step.step", "step.held_on"),
        rests_on=("step",),
    ),
    Fact(
        "four_steps_minuted",
        "boolean",
        "Bốn bước đều có biên bản",
        "All four steps have minutes",
        ("step.minutes_on",),
        rests_on=("step",),
    ),
    Fact(
        "five_steps_minuted",
        "boolean",
        "Năm bước đều có biên bản",
        "All five steps have minutes",
        ("step.minutes_on",),
        rests_on=("step",),
    ),
)


def _kleene_all(values: list[ir.BooleanValue]) -> ir.BooleanValue:
    result = values[0]
    for value in values[1:]:
        result = result & value
    return result


def _votes(ctx: Context) -> ir.Table:
    """By decision: for every step the best rival, the names voted on and, for two steps, those at 30 % or more."""
    votes, step = ctx.record["candidate_vote"], ctx.record["step"]
    d = ctx.decisions.select(d_id="decision_id", appointee="person_id")
    v = votes.select(v_decision="decision_id", v_step="step", name="person_id", votes="votes_for")
    s = step.select(s_decision="decision_id", s_step="step", convened="convened", excused="excused")
    v = v.join(d, v["v_decision"] == d["d_id"])
    v = v.left_join(s, [v["v_decision"] == s["s_decision"], v["v_step"] == s["s_step"]])
    base = v["convened"] - v["excused"].fill_null(0)
    v = v.mutate(
        own=v["name"] == v["appointee"],
        at_30=ibis.ifelse(
            v["votes"].notnull() & base.notnull(), (v["votes"] * 10 >= base * 3).cast("int64"), ibis.null("int64")
        ),
    )
    columns: dict[str, ir.Value] = {}
    for name in STEPS:
        here = v["v_step"] == name
        columns[f"{name}_rival"] = v["votes"].max(where=here & ~v["own"])
        columns[f"{name}_listed"] = v["name"].nunique(where=here)
        columns[f"{name}_own"] = v["own"].fill_null(False).any(where=here)
        columns[f"{name}_gaps"] = v["votes"].isnull().any(where=here)
        columns[f"{name}_baseless"] = v["at_30"].isnull().any(where=here)
        columns[f"{name}_at_30"] = v["at_30"].sum(where=here)
    return v.group_by(vote_decision="v_decision").aggregate(**columns)


def build_steps(ctx: Context) -> ir.Table:
    step = ctx.record["step"]
    wanted = step.filter(step["step"].isin(STEPS))
    in_scope = ctx.decisions.select(d_id="decision_id")
    wanted = wanted.join(in_scope, wanted["decision_id"] == in_scope["d_id"], how="semi")
    columns: dict[str, ir.Value] = {}
    for name in STEPS:
        here = wanted["step"] == name
        columns |= {
            f"{name}_seen": here.any(),
            f"{name}_on": wanted["held_on"].max(where=here),
            f"{name}_last": wanted["held_until"].coalesce(wanted["held_on"]).max(where=here),
            f"{name}_members": wanted["members"].max(where=here),
            f"{name}_convened": wanted["convened"].max(where=here),
            f"{name}_excused": wanted["excused"].max(where=here),
            f"{name}_present": wanted["present"].max(where=here),
            f"{name}_votes": wanted["votes_for"].max(where=here),
            f"{name}_ranking": wanted["ranking"].max(where=here),
            f"{name}_names": wanted["names_voted"].max(where=here),
            f"{name}_secret": wanted["secret"].any(where=here),
            f"{name}_announced": wanted["announced"].any(where=here),
            f"{name}_minutes_on": wanted["minutes_on"].max(where=here),
            f"{name}_body": wanted["body_id"].max(where=here),
            f"{name}_new": wanted["new_name"].any(where=here),
            f"{name}_head": wanted["head_in_favour"].any(where=here),
        }
    # A meeting of which the record does not say which it was may have been any of them.
    nameless = step.filter(step["step"].isnull()).select(nameless_decision="decision_id").distinct()
    steps = ctx.stage("steps_wide", wanted.group_by(step_decision="decision_id").aggregate(**columns))
    votes = _votes(ctx)
    t = ctx.decisions.select(
        "decision_id", "on", "voting_body_id", whole=ctx.covered("step"), votes_whole=ctx.covered("candidate_vote")
    )
    t = t.left_join(steps, t["decision_id"] == steps["step_decision"])
    t = t.left_join(votes, t["decision_id"] == votes["vote_decision"])
    t = t.left_join(nameless, t["decision_id"] == nameless["nameless_decision"])
    return t.select("decision_id", **_step_facts(t, "minutes_on" in ctx.record.columns.get("step", ())))


def _step_facts(t: ir.Table, minutes_given: bool) -> dict[str, ir.Value]:
    """The facts; `minutes_given`: the record has the column of minutes, so that an empty cell can mean none."""
    facts: dict[str, ir.Value] = {}
    all_named = t["nameless_decision"].isnull()
    for name in STEPS:
        seen = t[f"{name}_seen"].fill_null(False)
        facts[f"{name}_held"] = ibis.cases((seen, True), (t["whole"] & all_named, False), else_=unknown())
        for part in ("on", "members", "convened", "excused", "present", "votes", "secret", "announced"):
            facts[f"{name}_{part}"] = t[f"{name}_{part}"]
        names = t[f"{name}_names"].coalesce(
            ibis.ifelse(t["votes_whole"] & (t[f"{name}_listed"] > 0), t[f"{name}_listed"], ibis.null("int64"))
        )
        facts[f"{name}_names"] = names
        # The best rival is known when every name voted on has its votes recorded.
        all_listed = (names == t[f"{name}_listed"]) | (names == 1)
        no_gaps = ~t[f"{name}_gaps"].fill_null(False)
        facts[f"{name}_rival_votes"] = ibis.cases(
            (names == 1, 0), (all_listed & no_gaps, t[f"{name}_rival"]), else_=ibis.null("int64")
        )
        facts[f"{name}_minutes"] = ibis.cases(
            (t[f"{name}_minutes_on"].notnull(), True), (t["whole"] & seen & minutes_given, False), else_=unknown()
        )
        if name in ("leadership_1", "enlarged_leadership", "leadership_2"):
            counted = all_listed & ~t[f"{name}_baseless"].fill_null(False)
            facts[f"{name}_names_at_30"] = ibis.ifelse(counted, t[f"{name}_at_30"], ibis.null("int64"))
        if name in ("enlarged_leadership", "leadership_2"):
            facts[f"{name}_ranking"] = t[f"{name}_ranking"]
    listed_before = t["enlarged_leadership_listed"] > 0
    facts["leadership_2_new_name"] = t["leadership_2_new"].coalesce(
        ibis.cases(
            ((t["enlarged_leadership_votes"] > 0).fill_null(False), False),
            ((t["votes_whole"] & listed_before).fill_null(False), ~t["enlarged_leadership_own"]),
            else_=unknown(),
        )
    )
    facts["final_head_in_favour"] = t["final_head"]
    facts["final_body_is_voting_body"] = t["final_body"] == t["voting_body_id"]
    for count, order in (("five", STEPS), ("four", tuple(s for s in STEPS if s != "leadership_2"))):
        held = [facts[f"{s}_held"] for s in order]
        follows = [t[f"{later}_on"] >= t[f"{earlier}_last"] for earlier, later in pairwise(order)]
        facts[f"{count}_steps_in_order"] = _kleene_all([*held, *follows, t["final_on"] <= t["on"]])
        facts[f"{count}_steps_minuted"] = _kleene_all([facts[f"{s}_minutes"] for s in order])
    return facts


REQUEST_FACTS = (
    Fact(
        "answer_days",
        "integer",
        "Số ngày từ khi xin đến khi có chủ trương",
        "Days from request to answer",
        ("decision.policy_requested_on", "decision.policy_answered_on"),
        unit="day",
    ),
    Fact(
        "answer_working_days",
        "integer",
        "Số ngày làm việc từ khi xin đến khi có chủ trương",
        "Working days from request to answer",
        ("decision.policy_requested_on", "decision.policy_answered_on", "calendar.day"),
        unit="working day",
    ),
    Fact(
        "start_days",
        "integer",
        "Số ngày từ khi có chủ trương đến cuộc họp đầu tiên",
        "Days from the answer to the first meeting",
        ("decision.policy_answered_on", "step.held_on"),
        unit="day",
    ),
    Fact(
        "finish_working_days",
        "integer",
        "Số ngày làm việc từ khi có chủ trương đến khi xong quy trình",
        "Working days from the answer to the end of the procedure",
        ("decision.policy_answered_on", "step.held_on", "calendar.day"),
        unit="working day",
    ),
)


def build_requests(ctx: Context) -> ir.Table:
    days = ctx.record.working_days
    d = ctx.decisions.select(
        "decision_id", "policy_requested_on", "policy_answered_on", "process_started_on", "process_ended_on"
    )
    t = d
    for name in ("policy_requested_on", "policy_answered_on", "process_ended_on"):
        side = days.select(**{f"{name}_day": "day", f"{name}_ordinal": "ordinal"})
        t = t.left_join(side, t[name] == side[f"{name}_day"])
    span = t["policy_answered_on"].delta(t["policy_requested_on"], unit="day").cast("int64")
    start = t["process_started_on"].delta(t["policy_answered_on"], unit="day").cast("int64")
    return t.select(
        "decision_id",
        answer_days=span,
        answer_working_days=t["policy_answered_on_ordinal"] - t["policy_requested_on_ordinal"],
        start_days=start,
        finish_working_days=t["process_ended_on_ordinal"] - t["policy_answered_on_ordinal"],
    )


NOTICE_KINDS = {
    "talk": ("Đã gặp, trao đổi với nhân sự", "Talk with the candidate"),
    "receiving_opinion": ("Ý kiến của nơi tiếp nhận", "Opinion of the receiving body"),
    "report_to_authority": ("Đã báo cáo cấp có thẩm quyền", "Report to the authority"),
    "own_wish": ("Theo nguyện vọng cá nhân", "At the person's own wish"),
    "fault_repaired": ("Kết luận đã khắc phục khuyết điểm", "Finding that the fault is repaired"),
    "explanation": ("Giải trình lý do", "Explanation"),
    "agreement": ("Văn bản thống nhất giữa hai cơ quan", "Written agreement of the two bodies"),
    "hardship": ("Xác nhận hoàn cảnh đặc biệt khó khăn", "Certificate of special hardship"),
    "time_extension": ("Văn bản gia hạn", "Extension of a time limit"),
}

NOTICE_FACTS = (
    *(
        Fact(f"notice_{kind}", "boolean", vi, en, ("notice.kind", "notice.issued_on"), rests_on=("notice",))
        for kind, (vi, en) in NOTICE_KINDS.items()
    ),
    Fact(
        "retirement_notice_on",
        "date",
        "Ngày thông báo nghỉ hưu",
        "Retirement notice issued on",
        ("notice.kind", "notice.issued_on"),
    ),
)


def build_notices(ctx: Context) -> ir.Table:
    notice = ctx.record["notice"]
    d = ctx.decisions.select("decision_id", "on", whole=ctx.covered("notice"))
    n = notice.select(n_decision="decision_id", notice_kind="kind", issued="issued_on")
    r = d.join(n, d["decision_id"] == n["n_decision"])
    in_time = r["issued"] <= r["on"]
    columns: dict[str, ir.Value] = {}
    for kind in NOTICE_KINDS:
        here = r["notice_kind"] == kind
        columns[f"{kind}_sure"] = any_true(here & in_time)
        # A letter without kind or day may be the one.
        columns[f"{kind}_maybe"] = any_maybe(here & in_time)
    columns["retirement_notice_on"] = r["issued"].min(where=r["notice_kind"] == "retirement_notice")
    found = r.group_by("decision_id").aggregate(**columns)
    t = d.select("decision_id", "whole").left_join(found, "decision_id").drop("decision_id_right")
    return t.select(
        "decision_id",
        **{
            f"notice_{kind}": ibis.cases(
                (t[f"{kind}_sure"].fill_null(False), True),
                (t[f"{kind}_maybe"].fill_null(False), unknown()),
                (t["whole"], False),
                else_=unknown(),
            )
            for kind in NOTICE_KINDS
        },
        retirement_notice_on=t["retirement_notice_on"],
    )


GROUPS = (
    FactGroup("steps", STEP_FACTS, build_steps, "Meetings and ballots"),
    FactGroup("requests", REQUEST_FACTS, build_requests, "Policy request and deadlines"),
    FactGroup("notices", NOTICE_FACTS, build_notices, "Letters and notices"),
)
