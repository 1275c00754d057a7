"""What real records lack: some cells that nobody filled in. Never a cell of a planted wrong, and never a whole row."""

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY
from chinhdanh.registry.synth.province import Province
from chinhdanh.registry.synth.tables import NONE

SHARE = 0.02
"""Share of the decisions on appointment that lack something."""

_CELLS = (
    ("step", "convened", NONE),
    ("step", "members", NONE),
    ("dossier_item", "issued_on", NO_DAY),
    ("dossier_item", "considered_on", NO_DAY),
    ("decision", "policy_answered_on", NO_DAY),
    ("decision", "proposal_received_on", NO_DAY),
)


def leave_gaps(province: Province, planted: set[int]) -> None:
    """Empty one kind of cell in all rows of two decisions in a hundred; `planted` decisions (places) are left alone."""
    a, rng = province.appointments, province.rng
    free = ~np.isin(a.decision, np.array(sorted(planted), dtype=np.int64))
    chosen = np.flatnonzero(free & (rng.random(a.size) < SHARE))
    which = rng.integers(0, len(_CELLS), len(chosen))
    for place, (table, column, missing) in enumerate(_CELLS):
        decisions = a.decision[chosen[which == place]]
        rows = province.tables[table]
        key = "id" if table == "decision" else "decision_id"
        rows[column][np.isin(rows[key], decisions)] = missing
