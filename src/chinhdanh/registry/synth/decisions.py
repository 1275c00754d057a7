"""All decisions of one province, kind by kind; their places are the ids until the snapshot is written."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, Ints
from chinhdanh.registry.synth.tables import NONE, Rows, code

_DAYS = ("policy_requested_on", "policy_answered_on", "process_started_on", "proposal_received_on", "signed_on",
         "effective_on", "until")  # fmt: skip
_NUMBERS = ("kind", "person_id", "post_id", "from_post_id", "organization_id", "receiving_organization_id",
            "signatory_id", "source", "first_leadership", "higher_post", "after_reorganization", "term_months",
            "ground", "discipline_id", "status", "competence", "reorganization", "voting_body_id", "proposed_by",
            "exam_due", "exam_sat", "file_complete")  # fmt: skip


class Decisions:
    """Collects decisions; columns that a kind does not use are not recorded."""

    def __init__(self) -> None:
        self._parts: list[dict[str, Ints]] = []
        self.size = 0

    def add(self, kind: str, signed_on: Ints, **columns: Any) -> Ints:
        """Add decisions of one kind; their places. Codes may be given as text, one for all."""
        count = len(signed_on)
        given = {"kind": kind, "signed_on": signed_on, "status": "in_force", "competence": "own", **columns}
        part = {name: np.full(count, NO_DAY, dtype=np.int64) for name in _DAYS}
        part |= {name: np.full(count, NONE, dtype=np.int64) for name in _NUMBERS}
        for name, value in given.items():
            number = code("decision", name, value) if isinstance(value, str) else value
            part[name] = np.broadcast_to(np.asarray(number, dtype=np.int64), (count,))
        self._parts.append(part)
        self.size += count
        return np.arange(self.size - count, self.size)

    def rows(self) -> tuple[Rows, Ints]:
        """The table ``decision``, written by day of signature, and the number of each place in that order."""
        columns = {name: np.concatenate([part[name] for part in self._parts]) for name in (*_DAYS, *_NUMBERS)}
        order = np.argsort(columns["signed_on"], kind="stable")
        numbers = np.empty(self.size, dtype=np.int64)
        numbers[order] = np.arange(self.size)
        rows = Rows("decision", {"id": np.arange(self.size), **columns})
        rows.order = order
        return rows, numbers
