"""What every kind of planted wrong works on: the appointments of a province with quick ways to their rows."""

from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, PARTY_80, PARTY_377, Ints, day
from chinhdanh.registry.synth.procedure import ITEMS, NOTICES, STEPS
from chinhdanh.registry.synth.province import Province
from chinhdanh.registry.synth.tables import code

BARS_SINCE = day("2017-12-19")
"""Appointments before this day are judged by no rule that asks for discipline, proceedings or relatives."""

FAR = day("2200-01-01")


class Ground:
    """A province under planting. Masks and places are those of ``province.appointments``."""

    def __init__(self, province: Province) -> None:
        self.province = province
        self.a = province.appointments
        self.tables = province.tables
        self.law = self.a.law
        self.own_kin = province.tables["kinship"].size
        rank = np.append(np.array(province.world.s_rank), 10)
        posts = self.tables["post"]["rank"]
        self.higher = rank[self.a.seat] > posts[self.a.from_post]
        self.department = np.array([kind == "province" for kind in province.world.o_level])[self.a.org]
        self.post_org: Ints = self.tables["post"]["organization_id"]
        self._decisions()
        self._tenures()
        self.onsite: Any = ~self.a.external
        self.lone: Any = self.count[self.a.person] == 1
        self.quiet: Any = self.last_move[self.a.person] <= self.a.signed

    def _decisions(self) -> None:
        """By person: appointments since ``BARS_SINCE``, and the last decision that puts or keeps someone in a post."""
        rows = self.tables["decision"]
        kind, person, signed = rows["kind"], rows["person_id"], rows["signed_on"]
        recent = (kind == code("decision", "kind", "appointment")) & (signed >= BARS_SINCE)
        self.count = np.bincount(person[recent], minlength=self.province.all_people)
        names = ("appointment", "reappointment", "extension", "transfer", "conversion", "acting", "nomination")
        moves = np.isin(kind, [code("decision", "kind", name) for name in names])
        self.last_move = np.full(self.province.all_people, NO_DAY, dtype=np.int64)
        np.maximum.at(self.last_move, person[moves], signed[moves])

    def _tenures(self) -> None:
        rows = self.tables["tenure"]
        org = self.post_org[rows["post_id"]]
        order = np.lexsort((rows["from"], org))
        self.t_org, self.t_row = org[order], order

    # -- the law of the day ------------------------------------------------------------------------------------------

    def under_80(self, i: int) -> bool:
        """Was the decision signed under Regulation 80-QĐ/TW?"""
        return bool(PARTY_80 <= self.a.signed[i] < PARTY_377)

    def under_377(self, i: int) -> bool:
        """Was the decision signed under Regulation 377-QĐ/TW?"""
        return bool(self.a.signed[i] >= PARTY_377)

    # -- rows --------------------------------------------------------------------------------------------------------

    def step(self, i: int, name: str) -> int:
        """The row of a step; ``NONE`` where the procedure had none."""
        return int(self.a.step_row[i, STEPS.index(name)])

    def item(self, i: int, name: str) -> int:
        """The row of a paper of the dossier."""
        return int(self.a.item_row[i, ITEMS.index(name)])

    def notice(self, i: int, name: str) -> int:
        """The row of a letter."""
        return int(self.a.notice_row[i, NOTICES.index(name)])

    def put(self, table: str, row: int, **values: Any) -> None:
        """Overwrite cells of one row."""
        for name, value in values.items():
            self.tables[table][name][row] = value

    def decide(self, i: int, **values: Any) -> None:
        """Overwrite cells of the decision."""
        self.put("decision", int(self.a.decision[i]), **values)

    def votes(self, i: int, name: str, mine: int, rival: int | None = None) -> None:
        """Set the votes for the appointee (and for the other name) at a step, in both tables."""
        self.put("step", self.step(i, name), votes_for=mine)
        rows = self.tables["candidate_vote"]
        step = STEPS.index(name)
        here = np.flatnonzero((rows["decision_id"] == self.a.decision[i]) & (rows["step"] == step) & rows.keep)
        own = rows["person_id"][here] == self.a.person[i]
        rows["votes_for"][here[own]] = mine
        others = here[~own]
        if rival is None:
            rows["votes_for"][others] = np.minimum(rows["votes_for"][others], max(mine - 1, 0))
        elif len(others):
            rows["votes_for"][others] = rival
        else:
            rows.append(decision_id=int(self.a.decision[i]), step=step, person_id=int(self.a.rival[i]), votes_for=rival)

    def in_office(self, org: int, since: int, until: int) -> Ints:
        """Rows of full tenures in `org` that run from `since` to `until` at least."""
        low, high = np.searchsorted(self.t_org, org, "left"), np.searchsorted(self.t_org, org, "right")
        rows = self.tables["tenure"]
        place = self.t_row[low:high]
        ends = rows["until"][place]
        fits = (rows["from"][place] <= since) & ((ends == NO_DAY) | (ends > until)) & (rows["acting"][place] == 0)
        found: Ints = place[fits]
        return found

    def leaders(self, i: int, head: bool) -> Ints:
        """Rows of tenures of the head (or the deputies) in office in the body when the appointment takes effect."""
        rows = self.in_office(int(self.a.org[i]), int(self.a.effective[i]), int(self.a.effective[i]))
        post = self.tables["tenure"]["post_id"][rows]
        wanted = code("post", "leadership", "head" if head else "deputy")
        mine = self.tables["tenure"]["person_id"][rows] != self.a.person[i]
        found: Ints = rows[(self.tables["post"]["leadership"][post] == wanted) & mine]
        return found
