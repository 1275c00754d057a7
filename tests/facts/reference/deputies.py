"""Deputies of the superior and of the units beside, from their documented meaning."""

from .common import first, may_run_on, runs_on
from .offices import _deputies

FACTS = (
    "parent_kind",
    "deputy_body_sector",
    "superior_deputies_at_least",
    "superior_deputies_at_most",
    "sibling_units",
    "sibling_deputies_at_least",
    "sibling_deputies_at_most",
)
OF_MINISTRIES = ("vu", "cuc", "van_phong", "thanh_tra")


def _beside(record, body, parent, day):
    """The units over which the deputies of `body` are averaged."""
    level = body["level"]
    if level == "commune" and parent.get("kind") == "commune":

        def counted(unit):
            return True
    elif level == "central" and body["subkind"] in OF_MINISTRIES:

        def counted(unit):
            return unit["subkind"] in OF_MINISTRIES or unit["kind"] == "public_service_unit"
    elif level == "province" and body["subkind"] == "cuc" and parent.get("kind") == "general_department":

        def counted(unit):
            return unit["subkind"] == "cuc"
    else:
        return []
    return [
        unit["id"]
        for unit in record.rows("organization")
        if unit["parent_id"] == body["parent_id"] and unit["level"] == level and may_run_on(unit, day) and counted(unit)
    ]


def around(record, decision, keys, covered):
    body = keys["body"]
    deputy = keys["post"].get("leadership") == "deputy"
    if decision["kind"] not in ("appointment", "conversion", "nomination") or not deputy or not body.get("id"):
        return dict.fromkeys(FACTS)
    on, day = decision["signed_on"], first(decision["effective_on"], decision["signed_on"])
    above, appointee = body["parent_id"], decision["person_id"]
    parent = record.find("organization", above) or {}
    stated = any(
        row["table"] == "tenure" and row["organization_id"] in (None, above) and may_run_on(row, on)
        for row in record.rows("coverage")
    )
    whole = stated and bool(covered["coverage_tenure"])
    units = _beside(record, body, parent, day) if above is not None else []

    def total(bodies, runs):
        return sum(len(_deputies(record, one, day, appointee, runs)) for one in bodies)

    return {
        "parent_kind": parent.get("kind"),
        "deputy_body_sector": body["sector"],
        "superior_deputies_at_least": None if above is None else total([above], runs_on),
        "superior_deputies_at_most": total([above], may_run_on) if above is not None and whole else None,
        "sibling_units": len(units) or None,
        "sibling_deputies_at_least": total(units, runs_on) + 1 if units else None,
        "sibling_deputies_at_most": total(units, may_run_on) + 1 if units and whole else None,
    }
