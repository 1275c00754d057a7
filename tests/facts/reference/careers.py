"""Time in post and the succession plan."""

from .base import begun_otherwise, full
from .common import at_most, before, both, either, exists, latest, no, odd_days, same, whole_months

SCOPE = ("appointment", "nomination")
SERVICE = (
    "months_in_present_post",
    "months_in_equivalent_posts",
    "months_in_equivalent_posts_at_most",
    "months_in_adjacent_posts",
    "months_in_adjacent_posts_at_most",
)
PLAN = ("planned_for_post", "planned_for_equivalent", "planned_for_equal_or_higher", "plan_approved_on")


def _summed(spells):
    """The least and the most months of spells, each (answer, months, odd days)."""
    least = sum(months or 0 for answer, months, _ in spells if answer)
    possible = [(months, days) for answer, months, days in spells if answer is not False]
    if any(months is None for months, _ in possible):
        return least, None
    most = sum(months for months, _ in possible)
    if len(possible) > 1:
        most += sum(days for _, days in possible) // 28
    return least, most


def service(record, decision, keys, whole):
    if decision["kind"] not in SCOPE:
        return dict.fromkeys(SERVICE)
    on = decision["signed_on"]
    present, equivalent, adjacent = [], [], []
    needed = keys["post"].get("adjacent_lower_rank")
    for row in record.of_person("tenure", decision["person_id"]):
        if not full(row) or not begun_otherwise(row, decision):
            continue
        if row["from"] is not None and not before(row["from"], on):
            continue
        held = record.post_of(row)
        running = row["until"] is None or (on is not None and row["until"] >= on)
        months = days = None  # nobody knows how long a spell without first day lasted
        if row["from"] is not None:
            ends = on if running else row["until"]
            months, days = whole_months(row["from"], ends), odd_days(row["from"], ends)
        itself = same(row["post_id"], keys["from_post"]) is True
        if itself and running and row["from"]:
            present.append(row["from"])
        alike = either(
            itself,
            same(held.get("equivalence"), keys["origin"].get("equivalence")),
            same(held.get("rank"), keys["origin"].get("rank")),
        )
        equivalent.append((alike, months, days))
        left_for_discipline = False if running else same(row["end_reason"], "discipline")
        adjacent.append((both(at_most(needed, held.get("rank")), no(left_for_discipline)), months, days))
    given = "tenure" in record.given
    equal, next_below = _summed(equivalent), _summed(adjacent)
    ranked = given and needed is not None
    return {
        "months_in_present_post": whole_months(min(present), on) if present else None,
        "months_in_equivalent_posts": equal[0] if given else None,
        "months_in_equivalent_posts_at_most": equal[1] if given and whole else None,
        "months_in_adjacent_posts": next_below[0] if ranked else None,
        "months_in_adjacent_posts_at_most": next_below[1] if ranked and whole else None,
    }


def planning(record, decision, keys, whole):
    if decision["kind"] not in (*SCOPE, "recruitment"):
        return dict.fromkeys(PLAN)
    on, target = decision["signed_on"], keys["post"]
    itself, equivalent, higher, approvals = [], [], [], []
    for row in record.of_person("plan_entry", decision["person_id"]):
        if row["approved_on"] is not None and not at_most(row["approved_on"], on):
            continue
        if row["withdrawn_on"] is not None and not before(on, row["withdrawn_on"]):
            continue
        planned = record.post_of(row)
        rank = planned.get("rank") if planned.get("rank") is not None else row["rank"]
        dated = True if row["approved_on"] else None
        is_it = same(row["post_id"], decision["post_id"])
        alike = either(
            is_it is True, same(planned.get("equivalence"), target.get("equivalence")), same(rank, target.get("rank"))
        )
        itself.append(both(is_it, dated))
        equivalent.append(both(alike, dated))
        higher.append(both(either(alike, before(target.get("rank"), rank)), dated))
        approvals.append(row["approved_on"])
    return {
        "planned_for_post": exists(itself, whole),
        "planned_for_equivalent": exists(equivalent, whole),
        "planned_for_equal_or_higher": exists(higher, whole),
        "plan_approved_on": latest(approvals),
    }
