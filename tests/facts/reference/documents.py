"""Numbers that stand on several decisions, from their documented meaning."""

NAMES = ("number_repeated", "number_first_on", "number_last_on")


def numbers(record, decision):
    number, issuer, on = decision["number"], decision["organization_id"], decision["signed_on"]
    if number is None or issuer is None or on is None:
        return dict.fromkeys(NAMES)
    days = [
        row["signed_on"]
        for row in record.rows("decision")
        if row["number"] == number
        and row["organization_id"] == issuer
        and row["signed_on"] is not None
        and row["signed_on"].year == on.year
    ]
    if len(days) < 2:
        return {"number_repeated": False, "number_first_on": None, "number_last_on": None}
    return {"number_repeated": True, "number_first_on": min(days), "number_last_on": max(days)}
