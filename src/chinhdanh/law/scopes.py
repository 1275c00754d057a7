"""To which decisions rules apply, and small tests that many of them share."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from chinhdanh.law.rule import FactView, LawView


def unproven() -> ir.BooleanValue:
    return ibis.null("boolean")


def civil_leaders(f: FactView) -> ir.BooleanValue:
    """Appointment of a civil servant to a leadership or management post."""
    scope: ir.BooleanValue = f.civil_servant & f.leadership_post & f.state_body
    return scope


def _converted(f: FactView) -> ir.BooleanValue:
    """After a merger or split the holder of an equal or higher post is placed without the procedure."""
    converted: ir.BooleanValue = f.after_reorganization & f.equal_or_lower_post
    return converted


def ordinary(f: FactView) -> ir.BooleanValue:
    """Appointments with conditions and a procedure: all but placements into an equal or lower post after a merger."""
    return civil_leaders(f) & ~_converted(f)


def first_or_higher(f: FactView) -> ir.BooleanValue:
    return ordinary(f) & (f.first_leadership | f.higher_post)


def higher_not_first(f: FactView) -> ir.BooleanValue:
    return ordinary(f) & f.higher_post & ~f.first_leadership


def not_first(f: FactView) -> ir.BooleanValue:
    return ordinary(f) & ~f.first_leadership


def on_site(f: FactView) -> ir.BooleanValue:
    """Candidates from within the body; after a reorganisation the procedure for outside candidates applies instead."""
    return civil_leaders(f) & (f.source == "on_site") & ~f.after_reorganization


def external(f: FactView) -> ir.BooleanValue:
    return ordinary(f) & ((f.source == "external") | f.after_reorganization)


def party_posts(f: FactView) -> ir.BooleanValue:
    """Any leadership post in the political system."""
    scope: ir.BooleanValue = f.leadership_post
    return scope


def party_higher_posts(f: FactView) -> ir.BooleanValue:
    scope: ir.BooleanValue = f.leadership_post & f.higher_post
    return scope


def no_open_case(f: FactView, kinds: list[str]) -> ir.BooleanValue:
    """None of these proceedings was open against the person on the day."""
    result: Any = ~f.read(f"open_{kinds[0]}")
    for kind in kinds[1:]:
        result = result & ~f.read(f"open_{kind}")
    free: ir.BooleanValue = result
    return free


def within_months(f: FactView, since: Any, months: int, *, last_day_open: bool = False) -> ir.BooleanValue:
    """Is the decision dated within `months` after `since`? An empty `since` means no only where discipline is known.

    `last_day_open`: on the very anniversary the answer is NULL (how 80- and 377-QĐ/TW are read).
    """
    end = (since + ibis.interval(months=months)).cast("date")
    no = ibis.ifelse(f.discipline_known, False, unproven())
    if last_day_open:
        return ibis.cases((since.isnull(), no), (f.on < end, True), (f.on == end, unproven()), else_=no)
    return ibis.cases((since.isnull(), no), (f.on < end, True), else_=no)


def enough_service_left(f: FactView, months: Any) -> ir.BooleanValue:
    """Service left when the proposal was received; where that day is not recorded, what holds for every possible day."""
    return ibis.cases(
        (f.months_left_at_proposal.notnull(), f.months_left_at_proposal >= months),
        (f.months_left_on_day >= months, True),
        (f.months_left_at_start < months, False),
        else_=unproven(),
    )


def five_years(f: FactView, law: LawView) -> ir.BooleanValue:
    """The term is that of the law; a shorter one needs a sector law or special title, which the record does not hold."""
    return ibis.cases((f.term_months > law["term"], False), (f.term_months == law["term"], True), else_=unproven())


def held_for(at_least: Any, at_most: Any, months: int) -> ir.BooleanValue:
    """So many months for certain; too few even with every spell that is not clear; else NULL."""
    return ibis.cases((at_least >= months, True), (at_most < months, False), else_=unproven())


def left_to_the_authority(body: ir.BooleanValue, planned: ir.BooleanValue) -> ir.BooleanValue:
    """In such a body without an approved plan the competent authority decides: never a violation, never proven."""
    return ibis.ifelse(body & ~planned, unproven(), planned)


def old_term_goes_on(f: FactView) -> ir.BooleanValue:
    """The converted post ends on the day on which the old term would have ended."""
    last = f.new_term_ends_on
    possible = (last == f.term_ends_on) | (last == f.term_ends_on_at_latest)
    printed = f.term_ends_on == f.term_ends_on_at_latest
    return ibis.cases((possible & printed, True), (~possible, False), else_=unproven())


def fits_cap(at_least: Any, at_most: Any, cap: Any) -> ir.BooleanValue:
    """Not more than `cap`: what is recorded may be too few, never too many."""
    return ibis.cases((at_least > cap, False), (at_most <= cap, True), else_=unproven())


def not_older_than(issued: Any, months: int, on: Any) -> ir.BooleanValue:
    """A paper of `issued` is at most `months` calendar months old on `on`, counted from date to date."""
    fresh: ir.BooleanValue = (issued + ibis.interval(months=months)).cast("date") >= on
    return fresh


def photo_and_health_fresh(f: FactView, law: LawView) -> ir.BooleanValue:
    """Photo and health certificate are not too old when the dossier is submitted."""
    photo = not_older_than(f.photo_issued_on, law["photo_max_age"], f.dossier_submitted_on)
    return photo & not_older_than(
        f.health_certificate_issued_on, law["health_certificate_max_age"], f.dossier_submitted_on
    )


def met_beforehand(f: FactView) -> ir.BooleanValue:
    """The person was met by the day of the decision; a talk recorded only later is none."""
    return ibis.cases((f.notice_talk, True), (f.talk_on > f.on, False), else_=f.notice_talk)


def quorum(f: FactView, law: LawView, steps: tuple[str, ...]) -> ir.BooleanValue:
    result: Any = law.at_least(f.read(f"{steps[0]}_present"), f.read(f"{steps[0]}_convened"), "quorum")
    for step in steps[1:]:
        result = result & law.at_least(f.read(f"{step}_present"), f.read(f"{step}_convened"), "quorum")
    enough: ir.BooleanValue = result
    return enough


def won_or_went_on(f: FactView, law: LawView, step: str, base: Any, next_names: Any) -> ir.BooleanValue:
    """More than half; or, where nobody had that, one of all those at the fall-back share who went on together."""
    votes, rival = f.read(f"{step}_votes"), f.read(f"{step}_rival_votes")
    at_30 = f.read(f"{step}_names_at_30")
    return ibis.cases(
        (law.above(votes, base), True),
        (law.above(rival, base), False),
        (votes.isnull() | base.isnull(), unproven()),
        (~law.at_least(votes, base, "fallback"), False),
        (next_names < at_30, False),
        (law.at_least(votes, base, "fallback") & (next_names >= at_30) & rival.notnull(), True),
        else_=unproven(),
    )


def chosen_at_step_2(f: FactView, law: LawView) -> ir.BooleanValue:
    """Five steps: chosen at the enlarged meeting, unless the name was first put forward at step 3, which judges it."""
    result = won_or_went_on(f, law, "enlarged_leadership", f.enlarged_leadership_convened, f.leadership_2_names)
    return f.leadership_2_new_name | result


def chosen_at_step_3(f: FactView, law: LawView) -> ir.BooleanValue:
    """Five steps: the thresholds of step 2, and for a name not of step 2 a share of all members."""
    new_name = law.at_least(f.leadership_2_votes, f.leadership_2_members, "different_person")
    known_name = won_or_went_on(f, law, "leadership_2", f.leadership_2_convened, f.key_staff_names)
    return ibis.cases(
        (f.leadership_2_new_name, new_name),
        (~f.leadership_2_new_name, known_name),
        (new_name & known_name, True),
        else_=unproven(),
    )


def won_at_present_workplace(f: FactView, numerator: int, denominator: int) -> ir.BooleanValue:
    """More than the share at the present workplace; at exactly it the head decides; below it the text is silent."""
    got, needed = f.final_votes * denominator, f.final_convened * numerator
    return ibis.cases(
        (~f.final_held, False),
        (~f.final_body_is_voting_body.fill_null(False), unproven()),
        (got > needed, True),
        (got == needed, f.final_head_in_favour),
        else_=unproven(),
    )


def won_final_vote(f: FactView, law: LawView, base: Any) -> ir.BooleanValue:
    """More than half of `base`; at exactly half the choice of the head, with all views reported."""
    votes = f.final_votes
    tie = f.final_head_in_favour & f.notice_report_to_authority
    return ibis.cases(
        (law.above(votes, base), True),
        (law.exactly(votes, base), tie),
        (votes.isnull() | base.isnull(), unproven()),
        else_=False,
    )


def small_body_summons_all(f: FactView, law: LawView) -> ir.BooleanValue:
    """Under the limit of staff everybody is summoned to the key-staff meeting."""
    return ibis.ifelse(f.key_staff_members >= law["small_body"], True, f.key_staff_convened >= f.key_staff_members)


def civil_exits(f: FactView) -> ir.BooleanValue:
    """A civil servant leaves a post or the service; the post left need not be recorded as a leadership post."""
    scope: ir.BooleanValue = f.civil_servant & f.state_body
    return scope


def within_days(taken: Any, limit: Any) -> ir.BooleanValue:
    """Done within `limit` days; days in the wrong order settle nothing."""
    kept: ir.BooleanValue = ibis.cases((taken < 0, unproven()), else_=taken <= limit)
    return kept


def within_days_or_extended(f: FactView, taken: Any, limit: Any, longest: Any) -> ir.BooleanValue:
    """Done within `limit` days, or within `longest` where an extension for objective reasons is on file."""
    kept: ir.BooleanValue = ibis.cases(
        (taken < 0, unproven()),
        (taken <= limit, True),
        (taken > longest, False),
        (taken.notnull(), f.notice_time_extension),
        else_=unproven(),
    )
    return kept


def prepared_in_time(f: FactView, since: str, limit: Any) -> ir.BooleanValue:
    """Talk and proposal each within `limit` working days of the `letter`, or of complete `grounds`."""
    talk, proposal = f.read(f"{since}_to_talk_working_days"), f.read(f"{since}_to_proposal_working_days")
    return within_days(talk, limit) & within_days(proposal, limit)


def exit_decided_in_time(f: FactView, law: LawView) -> ir.BooleanValue:
    """The decision on leaving a post so many working days after the proposal, more with an extension on file."""
    return within_days_or_extended(
        f, f.proposal_to_decision_working_days, law["decision_deadline"], law["decision_deadline_max"]
    )


def low_votes_above(f: FactView, law: LawView, name: str = "low_confidence") -> ir.BooleanValue:
    """More than the share `name` of low-confidence ballots, whether of those issued or of those cast."""
    return ibis.cases(
        (law.above(f.confidence_low, f.confidence_issued, name), True),
        (~law.above(f.confidence_low, f.confidence_cast, name), False),
        else_=unproven(),
    )
