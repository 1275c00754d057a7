"""Special cases decided in the open: what would be a wrong, with the document that makes it lawful."""

from itertools import islice

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY
from chinhdanh.registry.synth.plants.ground import Ground
from chinhdanh.registry.synth.plants.kind import R1, R2, R3
from chinhdanh.registry.synth.plants.papers import only_entry
from chinhdanh.registry.synth.tables import Rows, Words

_PLANNING = {1: f"{R1}.art-42.k2", 2: f"{R2}.art-42.quyhoach", 3: f"{R3}.art-29.k2"}
ONE_IN = 1000


def allow(ground: Ground, free: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[int]:
    """Let some appointments to equal posts depart from the plan by a decision of the competent body; which ones.

    Writes the table ``special_case``, also where it stays empty: then there is no special case.
    """
    a, rng = ground.a, ground.province.rng
    fits = np.flatnonzero(free & a.lateral & (ground.law < 4))
    free_ones = (i for i in rng.permutation(fits).tolist() if only_entry(ground, i))
    chosen = list(islice(free_ones, 1 + a.size // ONE_IN))
    plan = ground.tables["plan_entry"]
    for i in chosen:
        row = int(a.plan_row[i])
        plan.drop(row)
        ground.tables["decision"].drop(int(plan["decision_id"][row]))
    picked = np.array(chosen, dtype=np.int64)
    laws = ground.law[picked]
    ground.tables["special_case"] = Rows(
        "special_case",
        {
            "id": np.arange(len(picked)),
            "decision_id": a.decision[picked],
            "departs_from": Words(list(_PLANNING.values()), laws - 1),
            "issuer_organization_id": a.parent[picked],
            "signed_on": a.started[picked] - 12,
            "registered_on": a.started[picked] - 12,
            "reason": Words(["yêu cầu nhiệm vụ đặc thù"], np.zeros(len(picked), dtype=np.int64)),
            "review_on": np.where(laws > 0, a.started[picked] - 20, NO_DAY),
        },
    )
    return chosen
