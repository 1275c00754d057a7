"""Grounds for leaving a post, as the record shows them: failing years, discipline in the term, confidence votes.

The term is that of the post left: it began with the latest taking up of that post, or with the latest decision that
gave it again.
"""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from chinhdanh.facts.exits import EXITS, exit_decisions
from chinhdanh.facts.expressions import any_true, unknown
from chinhdanh.facts.model import Context, Fact, FactGroup

KINDS = EXITS
GIVING = ("appointment", "reappointment", "nomination", "conversion", "transfer", "rotation")

_RATINGS = ("evaluation.year", "evaluation.rating")
_DUTY = (*_RATINGS, "evaluation.duty_related")
_TERM = ("tenure.post_id", "tenure.from")

RATING_FACTS = (
    Fact(
        "exit_failed_last_year",
        "boolean",
        "Bị xếp loại không hoàn thành nhiệm vụ năm nay hoặc năm trước",
        "Rated “not completed” for this year or the year before",
        _RATINGS,
    ),
    Fact(
        "exit_failed_two_running",
        "boolean",
        "Hai năm liên tiếp không hoàn thành nhiệm vụ",
        "“Not completed” in two consecutive years",
        _RATINGS,
        meaning="Among the year of the decision and the two before; an older pair leaves it unknown.",
    ),
    Fact(
        "exit_failed_two_for_duty",
        "boolean",
        "Hai năm liên tiếp không hoàn thành, gắn với việc thực hiện nhiệm vụ",
        "Two consecutive failing years tied to duties",
        _DUTY,
    ),
    Fact(
        "exit_failed_in_term",
        "integer",
        "Số năm không hoàn thành nhiệm vụ trong thời hạn giữ chức vụ",
        "Failing years within the term",
        (*_RATINGS, *_TERM),
        unit="year",
        meaning="At least; NULL where the beginning of the term is not recorded.",
    ),
    Fact(
        "exit_failed_known",
        "integer",
        "Số năm không hoàn thành nhiệm vụ có trong hồ sơ",
        "Failing years on file",
        _RATINGS,
        unit="year",
    ),
    Fact(
        "exit_term_rated",
        "boolean",
        "Các năm đã qua của thời hạn giữ chức vụ đều có xếp loại",
        "Every past year of the term has a rating on file",
        (*_RATINGS, *_TERM),
        meaning="TRUE or NULL.",
    ),
)

_ACTS = ("discipline.form", "discipline.effective_on", "discipline.regime", *_TERM)


def _count(name: str, vi: str, en: str, needs: tuple[str, ...]) -> tuple[Fact, Fact]:
    return (
        Fact(name, "integer", f"{vi} (ít nhất)", f"{en} (at least)", needs, unit="decision"),
        Fact(f"{name}_at_most", "integer", f"{vi} (nhiều nhất)", f"{en} (at most)", needs, unit="decision"),
    )


DISCIPLINE_FACTS = (
    *_count("reprimands_in_term", "Số lần khiển trách trong thời hạn", "Reprimands within the term", _ACTS),
    *_count(
        "duty_reprimands_in_term",
        "Số lần khiển trách gắn với nhiệm vụ trong thời hạn",
        "Duty-related reprimands within the term",
        (*_ACTS, "discipline.duty_related"),
    ),
    *_count(
        "reprimands_or_warnings_in_term",
        "Số lần khiển trách, cảnh cáo trong thời hạn",
        "Reprimands and warnings within the term",
        _ACTS,
    ),
)

CONFIDENCE_FACTS = tuple(
    Fact(
        f"confidence_{name}",
        "integer",
        vi,
        en,
        needs,
        meaning="Of the person's latest vote by the day; NULL where two of that day differ.",
    )
    for name, vi, en, needs in (
        ("low", "Số phiếu tín nhiệm thấp", "Low-confidence ballots", ("confidence_vote.low",)),
        ("issued", "Số phiếu phát ra", "Ballots issued", ("confidence_vote.issued",)),
        (
            "cast",
            "Số phiếu thu về có ghi mức tín nhiệm",
            "Ballots cast for a level",
            ("confidence_vote.high", "confidence_vote.medium", "confidence_vote.low"),
        ),
    )
)


def _terms(ctx: Context, d: ir.Table, stage: str) -> ir.Table:
    """By decision: the post left and the first day of its present term."""
    left = d.select("decision_id", "person_id", "on", post=d["from_post_id"].coalesce(d["post_id"]))
    tenure, decision = ctx.record["tenure"], ctx.record["decision"]
    spells = tenure.filter(~tenure["acting"].fill_null(False)).select(
        holder="person_id", held="post_id", since="from", until="until"
    )
    r = left.join(
        spells,
        [
            left["person_id"] == spells["holder"],
            left["post"] == spells["held"],
            spells["since"] <= left["on"],
            spells["until"].isnull() | (spells["until"] >= left["on"]),
        ],
    )
    taken = r.group_by("decision_id").aggregate(taken_on=r["since"].max())
    giving = decision.filter(decision["kind"].isin(GIVING)).select(
        g_id="id",
        g_person="person_id",
        g_post="post_id",
        g_on=decision["effective_on"].coalesce(decision["signed_on"]),
        g_status="status",
    )
    g = left.join(
        giving,
        [
            left["person_id"] == giving["g_person"],
            left["post"] == giving["g_post"],
            giving["g_on"] <= left["on"],
            left["decision_id"] != giving["g_id"],
            giving["g_status"].fill_null("in_force") != "revoked",
        ],
    )
    given = g.group_by("decision_id").aggregate(given_on=g["g_on"].max())
    t = left.left_join(taken, "decision_id").drop("decision_id_right")
    t = t.left_join(given, "decision_id").drop("decision_id_right")
    # Who does not hold the post any more left it before: then only the decision tells when the term began.
    term = ibis.cases(
        (t["taken_on"].notnull() & t["given_on"].notnull(), ibis.greatest(t["taken_on"], t["given_on"])),
        else_=t["taken_on"].coalesce(t["given_on"]),
    )
    return ctx.stage(stage, t.select("decision_id", "person_id", "on", "post", term_from=term.cast("date")))


def build_ratings(ctx: Context) -> ir.Table:
    d = _terms(ctx, exit_decisions(ctx, KINDS), "terms_of_ratings")
    evaluation = ctx.record["evaluation"]
    rated = evaluation.select(
        rated_person="person_id", year="year", rating="rating", decided="decided_on", duty="duty_related"
    )
    r = d.join(
        rated,
        [
            d["person_id"] == rated["rated_person"],
            rated["year"] <= d["on"].year(),
            rated["decided"].isnull() | (rated["decided"] <= d["on"]),
        ],
    )
    ago = r["on"].year().cast("int64") - r["year"].cast("int64")
    failed = r["rating"] == "failed"
    in_term = (r["year"] >= r["term_from"].year()).fill_null(False)
    columns: dict[str, ir.Value] = {}
    for n in range(4):
        columns[f"failed_{n}"] = failed.any(where=ago == n)
        columns[f"duty_{n}"] = r["duty"].any(where=ago == n)
    found = r.group_by("decision_id").aggregate(
        **columns,
        in_term=r["year"].nunique(where=failed & in_term),
        known=r["year"].nunique(where=failed),
        rated_in_term=r["year"].nunique(where=r["rating"].notnull() & in_term & (ago >= 1)),
    )
    t = d.left_join(found, "decision_id").drop("decision_id_right")
    # The year that still runs is not rated before December.
    this_year = t["failed_0"].coalesce(ibis.cases((t["on"].month() < 12, False), else_=unknown()))
    failed_n = {0: this_year, **{n: t[f"failed_{n}"] for n in (1, 2, 3)}}
    for_duty = {n: failed_n[n] & t[f"duty_{n}"] for n in failed_n}
    older = (t["failed_2"] & t["failed_3"]).fill_null(False)

    def running(of: dict[int, ir.BooleanValue]) -> ir.BooleanValue:
        pairs = (of[0] & of[1]) | (of[1] & of[2])
        return ibis.cases((pairs, True), (older, unknown()), else_=pairs)

    whole_term = t["on"].year().cast("int64") - t["term_from"].year().cast("int64")
    given = ctx.record.gives("evaluation")
    return t.select(
        "decision_id",
        exit_failed_last_year=failed_n[0] | failed_n[1],
        exit_failed_two_running=running(failed_n),
        exit_failed_two_for_duty=running(for_duty),
        exit_failed_in_term=ibis.ifelse(
            t["term_from"].notnull() & ibis.literal(given), t["in_term"].fill_null(0), ibis.null("int64")
        ),
        exit_failed_known=t["known"].fill_null(0) if given else ibis.null("int64"),
        exit_term_rated=ibis.ifelse((t["rated_in_term"] >= whole_term).fill_null(False), True, unknown()),
    )


def build_discipline(ctx: Context) -> ir.Table:
    d = _terms(ctx, exit_decisions(ctx, KINDS), "terms_of_discipline")
    names = [f.name for f in DISCIPLINE_FACTS]
    if not ctx.record.gives("discipline"):
        return d.select("decision_id", **{n: ibis.null("int64") for n in names})
    rows = ctx.record["discipline"].select(
        disciplined="person_id",
        regime="regime",
        form="form",
        effective="effective_on",
        quashed="quashed_on",
        duty="duty_related",
    )
    r = d.join(
        rows,
        [
            d["person_id"] == rows["disciplined"],
            rows["effective"].isnull() | (rows["effective"] <= d["on"]),
            rows["effective"].isnull() | d["term_from"].isnull() | (rows["effective"] >= d["term_from"]),
            rows["quashed"].isnull() | (rows["quashed"] > d["on"]),
        ],
    )
    sure = r["effective"].notnull() & r["term_from"].notnull()
    wanted = {
        "reprimands_in_term": (("reprimand",), ibis.literal(True)),
        "duty_reprimands_in_term": (("reprimand",), r["duty"]),
        "reprimands_or_warnings_in_term": (("reprimand", "warning"), ibis.literal(True)),
    }
    columns: dict[str, ir.Value] = {}
    for name, (forms, more) in wanted.items():
        certain = (r["form"].isin(forms) & more & sure).fill_null(False)
        for regime in ("state", "party"):
            # The Party and the state may each have punished the same matter.
            columns[f"{name}_{regime}"] = (certain & (r["regime"] == regime)).fill_null(False).cast("int64").sum()
        columns[f"{name}_most"] = (r["form"].isin(forms) & more).fill_null(True).cast("int64").sum()
    found = r.group_by("decision_id").aggregate(**columns)
    t = d.select("decision_id").left_join(found, "decision_id").drop("decision_id_right")
    counts: dict[str, ir.Value] = {}
    for name in wanted:
        counts[name] = ibis.greatest(t[f"{name}_state"].fill_null(0), t[f"{name}_party"].fill_null(0))
        counts[f"{name}_at_most"] = t[f"{name}_most"].fill_null(0)
    return t.select("decision_id", **counts)


def build_confidence(ctx: Context) -> ir.Table:
    d = exit_decisions(ctx, KINDS).select("decision_id", "person_id", "on")
    votes = ctx.record["confidence_vote"]
    v = votes.select(
        voted="person_id",
        held="held_on",
        low="low",
        issued="issued",
        cast=votes["high"] + votes["medium"] + votes["low"],
    )
    r = d.join(v, [d["person_id"] == v["voted"], v["held"] <= d["on"]])
    names = ("low", "issued", "cast")
    by_day = r.group_by("decision_id", "held").aggregate(
        **{f"{n}_min": r[n].min() for n in names},
        **{f"{n}_max": r[n].max() for n in names},
        **{f"{n}_gap": any_true(r[n].isnull()) for n in names},
    )
    by_day = by_day.mutate(
        **{
            n: ibis.ifelse(
                (by_day[f"{n}_min"] == by_day[f"{n}_max"]) & ~by_day[f"{n}_gap"], by_day[f"{n}_min"], ibis.null("int64")
            )
            for n in names
        }
    )
    last = by_day.group_by("decision_id").aggregate(last=by_day["held"].max())
    latest = by_day.join(last, [by_day["decision_id"] == last["decision_id"], by_day["held"] == last["last"]])
    latest = latest.select("decision_id", **{f"confidence_{n}": latest[n] for n in names})
    t = d.select("decision_id").left_join(latest, "decision_id").drop("decision_id_right")
    return t.select("decision_id", *[f"confidence_{n}" for n in names])


GROUPS = (
    FactGroup("exit_ratings", RATING_FACTS, build_ratings, "Failing years before leaving a post"),
    FactGroup("exit_discipline", DISCIPLINE_FACTS, build_discipline, "Discipline within the term"),
    FactGroup("confidence", CONFIDENCE_FACTS, build_confidence, "Latest confidence vote"),
)
