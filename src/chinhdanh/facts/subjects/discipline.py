"""What ought to follow: a discipline decision found unlawful, a conviction, a Party decision, a false certificate."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.base import LEADERSHIP
from chinhdanh.facts.coverage import with_coverage
from chinhdanh.facts.expressions import any_maybe, any_true, exists_kleene, months_before, unknown
from chinhdanh.facts.model import Fact, Record, Stage, Subject

KINDS = ("discipline", "removal", "separation")
DEFERRING = ("maternity", "illness", "prosecution")


def _category(name: str) -> Fact:
    return Fact(name, "text", "Nhóm đối tượng", "Category of the person", ("person.category",))


def _seen(name: str) -> Fact:
    return Fact(name, "date", "Ngày kiểm tra", "Day of the audit", ())


UNLAWFUL_FACTS = (
    _category("unlawful_category"),
    Fact(
        "unlawful_cancelled",
        "boolean",
        "Quyết định kỷ luật trái pháp luật đã bị hủy bỏ",
        "The unlawful decision was cancelled",
        ("decision.status", "decision.revoked_on", "decision.revokes_id", "discipline.quashed_on"),
        meaning="FALSE where the decision is recorded as in force; NULL where its status is not recorded.",
    ),
    Fact(
        "unlawful_redone",
        "boolean",
        "Vụ việc đã được xử lý lại",
        "The case was handled again",
        ("decision.discipline_id", "decision.signed_on"),
        meaning="A later decision on the same case.",
        rests_on=("decision",),
    ),
    Fact(
        "unlawful_appealed",
        "boolean",
        "Còn đơn chưa giải quyết về quyết định này",
        "Another report about the decision is open",
        ("report.about_decision_id", "report.closed_on"),
    ),
    Fact(
        "unlawful_act_ended_on",
        "date",
        "Ngày kết thúc vi phạm",
        "Last day of the breach",
        ("discipline.act_ended_on",),
    ),
    _seen("unlawful_seen_on"),
)

CONVICTION_FACTS = (
    _category("convicted_category"),
    Fact(
        "leads_after_conviction",
        "boolean",
        "Vẫn giữ chức vụ sau khi bị kết án",
        "Still holds a leadership post after the conviction",
        ("tenure.from", "tenure.until", "post.leadership"),
        meaning="After the day on which the trial ended, which is taken for the day of the judgment in force.",
    ),
)

PARTY_FACTS = (
    _category("party_case_category"),
    Fact(
        "party_case_decided_on",
        "date",
        "Đảng quyết định ngày",
        "Party decided on",
        ("discipline.decided_on",),
    ),
    Fact(
        "state_case_begun_on",
        "date",
        "Bắt đầu xử lý hành chính ngày",
        "First sign of the administrative process",
        ("discipline.notified_on", "discipline.decided_on", "proceeding.from"),
        meaning="From a year before the Party's decision; NULL: none recorded.",
    ),
    Fact(
        "state_cases_recorded",
        "boolean",
        "Hồ sơ kỷ luật và vụ việc đã được cung cấp",
        "Discipline and proceedings are given and dated",
        ("discipline.regime", "proceeding.kind"),
        meaning="TRUE or NULL.",
    ),
    Fact(
        "party_case_deferred",
        "boolean",
        "Có lý do chưa xem xét kỷ luật trong 30 ngày",
        "A ground to defer ran after the Party's decision",
        ("proceeding.kind", "proceeding.from", "proceeding.until"),
    ),
    _seen("party_case_seen_on"),
)

CERTIFICATE_FACTS = (
    Fact(
        "certificate_false",
        "boolean",
        "Văn bằng, chứng chỉ không hợp pháp",
        "A certificate was found unlawful",
        ("qualification.verified", "qualification.verified_on"),
    ),
    Fact(
        "certificate_of_member",
        "boolean",
        "Là đảng viên",
        "Is a Party member",
        ("person.party_joined_on",),
    ),
)


def build_unlawful(record: Record, stage: Stage) -> ir.Table:
    report, decision, person, discipline = (record[n] for n in ("report", "decision", "person", "discipline"))
    founded = report.filter(
        report["kind"].isin(("complaint", "denunciation")),
        report["result"].isin(("founded", "partly")),
        report["closed_on"].notnull(),
        report["about_decision_id"].notnull(),
    )
    closed = founded.group_by(about="about_decision_id").aggregate(on=founded["closed_on"].min())
    d = decision.filter(decision["kind"].isin(KINDS), decision["person_id"].notnull()).select(
        decision_id="id",
        subject_id="person_id",
        signed="signed_on",
        case="discipline_id",
        status="status",
        revoked="revoked_on",
        body="organization_id",
    )
    t = stage("unlawful_discipline_decisions", closed.join(d, closed["about"] == d["decision_id"]).drop("about"))
    t = with_coverage(record, t, "decision_id", ("body",), ("decision",))
    p = person.select(p_id="id", category="category")
    c = discipline.select(c_id="id", quashed="quashed_on", act_ended="act_ended_on")
    t = t.left_join(p, t["subject_id"] == p["p_id"])
    t = t.left_join(c, t["case"] == c["c_id"])
    undoing = decision.filter(decision["kind"] == "revocation", decision["revokes_id"].notnull())
    undone = undoing.group_by(undone="revokes_id").aggregate(times=undoing["id"].count())
    t = t.left_join(undone, t["decision_id"] == undone["undone"])
    later = decision.filter(decision["kind"].isin(KINDS)).select(l_id="id", l_case="discipline_id", l_on="signed_on")
    r = t.join(later, [t["case"] == later["l_case"], t["decision_id"] != later["l_id"]])
    again = r.group_by(r_decision="decision_id").aggregate(
        again=any_true(r["l_on"] >= r["on"]), again_maybe=any_maybe(r["l_on"] >= r["on"])
    )
    t = t.left_join(again, t["decision_id"] == again["r_decision"])
    waiting = report.filter(report["closed_on"].isnull(), report["about_decision_id"].notnull())
    waiting = waiting.group_by(w_decision="about_decision_id").aggregate(waiting=waiting["id"].count())
    t = t.left_join(waiting, t["decision_id"] == waiting["w_decision"])
    gone = (t["status"] == "revoked").fill_null(False) | t["revoked"].notnull() | t["quashed"].notnull()
    return t.select(
        "subject_id",
        "decision_id",
        "on",
        "coverage_decision",
        unlawful_category=t["category"],
        unlawful_cancelled=ibis.cases(
            (gone | t["times"].notnull(), True), (t["status"] == "in_force", False), else_=unknown()
        ),
        unlawful_redone=exists_kleene(
            t["again"], t["again_maybe"], t["coverage_decision"].notnull() & t["case"].notnull()
        ),
        unlawful_appealed=t["waiting"].notnull(),
        unlawful_act_ended_on=t["act_ended"],
        unlawful_seen_on=ibis.literal(record.as_of),
    )


def build_convictions(record: Record, stage: Stage) -> ir.Table:
    proceeding, person, tenure, post = (record[n] for n in ("proceeding", "person", "tenure", "post"))
    ended = proceeding.filter(
        proceeding["kind"] == "trial",
        proceeding["result"] == "founded",
        proceeding["until"].notnull(),
        proceeding["until"] < ibis.literal(record.as_of),
        proceeding["person_id"].notnull(),
    )
    t = ended.group_by(subject_id="person_id", on="until").aggregate(trials=ended["id"].count())
    p = person.select(p_id="id", category="category")
    leading = post.filter(post["leadership"].isin(LEADERSHIP)).select(l_post="id")
    s = tenure.select(holder="person_id", held="post_id", since="from", until="until")
    s = s.join(leading, s["held"] == leading["l_post"], how="semi")
    r = t.join(s, t["subject_id"] == s["holder"])
    over = (r["until"] <= r["on"]).fill_null(False)
    # A post taken up after the judgment is another matter: the bars of appointment.
    stays = ibis.cases((over, False), (r["since"].isnull(), unknown()), else_=r["since"] <= r["on"])
    found = r.group_by(r_person="subject_id", r_on="on").aggregate(
        stays=any_true(stays), stays_maybe=any_maybe(stays), left=any_true(over)
    )
    t = t.left_join(p, t["subject_id"] == p["p_id"])
    t = t.left_join(found, [t["subject_id"] == found["r_person"], t["on"] == found["r_on"]])
    return t.select(
        subject_id=t["subject_id"],
        on=t["on"],
        convicted_category=t["category"],
        leads_after_conviction=exists_kleene(t["stays"], t["stays_maybe"], t["left"]),
    )


def build_party_cases(record: Record, stage: Stage) -> ir.Table:
    discipline, proceeding, person = record["discipline"], record["proceeding"], record["person"]
    party = discipline.filter(
        discipline["regime"] == "party",
        discipline["quashed_on"].isnull(),
        discipline["effective_on"].notnull(),
        discipline["effective_on"] <= ibis.literal(record.as_of),
        discipline["person_id"].notnull(),
    )
    t = party.group_by(subject_id="person_id", on="effective_on").aggregate(
        decided=party["decided_on"].coalesce(party["effective_on"]).max()
    )
    state = discipline.filter(discipline["regime"].isnull() | (discipline["regime"] == "state"))
    state = state.select(
        s_person="person_id",
        begun=state["notified_on"].coalesce(state["decided_on"], state["effective_on"]),
        sure=state["regime"].notnull(),
    )
    reviews = proceeding.filter(proceeding["kind"] == "discipline_review").select(
        s_person="person_id", begun="from", sure=ibis.literal(True)
    )
    every = ibis.union(state, reviews)
    r = t.join(every, t["subject_id"] == every["s_person"])
    recent = (r["begun"] >= months_before(r["decided"], 12)) & r["sure"]
    found = r.group_by(r_person="subject_id", r_on="on").aggregate(
        begun=r["begun"].min(where=recent.fill_null(False)), unclear=(r["begun"].isnull() | ~r["sure"]).any()
    )
    held_up = proceeding.filter(proceeding["kind"].isin(DEFERRING)).select(
        d_person="person_id", since="from", until="until"
    )
    h = t.join(held_up, t["subject_id"] == held_up["d_person"])
    runs = (h["until"].isnull() | (h["until"] > h["on"])) & (h["since"] <= h["on"] + ibis.interval(days=30))
    deferred = h.group_by(h_person="subject_id", h_on="on").aggregate(runs=any_true(runs), maybe=any_maybe(runs))
    p = person.select(p_id="id", category="category")
    t = t.left_join(p, t["subject_id"] == p["p_id"])
    t = t.left_join(found, [t["subject_id"] == found["r_person"], t["on"] == found["r_on"]])
    t = t.left_join(deferred, [t["subject_id"] == deferred["h_person"], t["on"] == deferred["h_on"]])
    given = ibis.literal(record.gives("discipline") and record.gives("proceeding"))
    return t.select(
        subject_id=t["subject_id"],
        on=t["on"],
        party_case_category=t["category"],
        party_case_decided_on=t["decided"],
        state_case_begun_on=t["begun"],
        state_cases_recorded=ibis.ifelse(given & ~t["unclear"].fill_null(False), True, unknown()),
        party_case_deferred=exists_kleene(t["runs"], t["maybe"], given),
        party_case_seen_on=ibis.literal(record.as_of),
    )


def build_certificates(record: Record, stage: Stage) -> ir.Table:
    qualification, person = record["qualification"], record["person"]
    checked = qualification.filter(qualification["verified_on"].notnull(), qualification["person_id"].notnull())
    t = checked.group_by(subject_id="person_id", on="verified_on").aggregate(
        false=any_true(~checked["verified"]), maybe=any_maybe(~checked["verified"])
    )
    p = person.select(p_id="id", joined="party_joined_on")
    t = t.left_join(p, t["subject_id"] == p["p_id"])
    return t.select(
        subject_id=t["subject_id"],
        on=t["on"],
        certificate_false=exists_kleene(t["false"], t["maybe"], ibis.literal(True)),
        certificate_of_member=t["joined"] <= t["on"],
    )


SUBJECTS = (
    Subject(
        "unlawful_discipline",
        "person",
        "Quyết định kỷ luật bị kết luận trái pháp luật",
        "A decision of discipline found unlawful",
        UNLAWFUL_FACTS,
        build_unlawful,
        "Judged on the day on which the complaint or denunciation was closed as founded.",
    ),
    Subject(
        "convictions",
        "person",
        "Người bị kết án",
        "A conviction",
        CONVICTION_FACTS,
        build_convictions,
        "Judged on the day on which the trial ended with the result `founded`.",
    ),
    Subject(
        "party_discipline",
        "person",
        "Kỷ luật của Đảng",
        "A Party decision of discipline",
        PARTY_FACTS,
        build_party_cases,
        "Judged on the day on which the Party's decision took effect.",
    ),
    Subject(
        "checked_certificates",
        "person",
        "Văn bằng, chứng chỉ đã xác minh",
        "Certificates verified",
        CERTIFICATE_FACTS,
        build_certificates,
        "Judged on the day of verification.",
    ),
)
