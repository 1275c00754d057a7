"""Small random registries: a few people and organisations, and decisions whose dates lie close to one another.

A world is a dict of table name to rows (dicts with every column of the schema; None where a cell is empty). Worlds of
different prefixes share no id, so that many can be laid into one registry and answered by one query. One natural key
has one row: a step of a decision, a name in a ballot, a person's rating of a year.
"""

import random
from datetime import date, timedelta

from hypothesis import strategies as st

from chinhdanh.registry.schema import TABLES

from .worlds_of_bodies import add_bodies
from .worlds_of_discipline import add_discipline
from .worlds_of_exits import add_exits
from .worlds_of_moves import add_moves_and_recruitment
from .worlds_of_plans import add_plans

YEARS = (2019, 2020, 2021, 2023, 2024, 2025, 2025, 2026, 2026)
DAYS = (-730, -366, -365, -183, -60, -31, -30, -15, -10, -2, -1, -1, 0, 0, 0, 1, 1, 2, 10, 15, 30, 60, 365)
MONTHS = (-60, -36, -24, -13, -12, -12, -6, -3, -1, 0, 1, 6, 12)
KINDS = ("appointment",) * 8 + (
    "acting",
    "retirement",
    "nomination",
    "transfer",
    "reappointment",
    "conversion",
    "secondment",
    "rotation",
    "extension",
    "recruitment",
    "recruitment",
    "grade_promotion",
    "reappointment",
    "dismissal",
    "discipline",
    "discipline",
    "removal",
    "separation",
    "planning",
    "planning",
    "nomination",
    "release",
    "resignation",
    "suspension",
    "suspension",
)
STEPS = ("leadership_1", "enlarged_leadership", "leadership_2", "key_staff", "final")
ITEMS = (
    "proposal",
    "cv",
    "self_review",
    "agency_assessment",
    "residence_assessment",
    "diplomas",
    "health_certificate",
    "health_certificate",
    "verification",
    "asset_declaration",
    "party_opinion",
    "photo",
    "present_workplace_opinion",
)
COVERED = (
    "asset_declaration",
    "candidate_vote",
    "confidence_vote",
    "decision",
    "dossier_item",
    "evaluation",
    "health_check",
    "kinship",
    "notice",
    "organization",
    "plan_entry",
    "step",
    "tenure",
)
PROVISIONS = ("nd-170-2025.art-33.k2", "qd-114-2023.art-6.k5")
RENEWED = ("reappointment", "extension", "conversion")
KEYS = {
    "step": {"decision_id", "step"},
    "candidate_vote": {"decision_id", "step", "person_id"},
    "evaluation": {"person_id", "year"},
    "body_rating": {"organization_id", "year"},
}
"""Cells that are never emptied beside ids: without them rows of one natural key would multiply."""

World = dict[str, list[dict]]


def add_months(day, months):
    """The same day of another month, or its last day where it is shorter."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    last = date((number + 1) // 12, (number + 1) % 12 + 1, 1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


class Maker:
    """Draws one world from its seed."""

    def __init__(self, seed, prefix=""):
        self.rng = random.Random(seed)
        self.prefix = prefix
        self.rows = {name: [] for name in TABLES}
        self.anchor = date(self.rng.choice(YEARS), self.rng.randint(1, 12), self.rng.choice((1, 1, 15, 28)))
        if self.rng.random() < 0.3:
            self.anchor = add_months(self.anchor.replace(day=1), 1) - timedelta(days=1)

    def pick(self, *options):
        return self.rng.choice(options)

    def chance(self, share):
        return self.rng.random() < share

    def day(self):
        if self.chance(0.35):
            return add_months(self.anchor, self.rng.choice(MONTHS))
        return self.anchor + timedelta(days=self.rng.choice(DAYS))

    def early(self):
        return min(self.day(), self.day(), self.day())

    def flag(self, share=0.5):
        return self.chance(share)

    def end(self, share=0.5):
        return self.day() if self.chance(share) else None

    def add(self, table, /, **cells):
        row = dict.fromkeys(TABLES[table].column_names)
        row.update(cells)
        if "id" in row and row["id"] is None:
            row["id"] = f"{self.prefix}{table}{len(self.rows[table])}"
        self.rows[table].append(row)
        return row["id"]

    def world(self):
        self._bodies()
        self._people()
        self._decisions()
        self._lives()
        add_moves_and_recruitment(self)
        add_discipline(self)
        add_bodies(self)
        add_plans(self)
        add_exits(self)
        self._terms()
        self._coverage()
        self._empty()
        return self.rows

    def _bodies(self):
        for _ in range(self.rng.randint(2, 4)):
            bodies = [row["id"] for row in self.rows["organization"]]
            body = self.add(
                "organization",
                name="body",
                kind=self.pick(
                    "ministry",
                    "provincial_department",
                    "provincial_committee",
                    "party_committee",
                    "commune",
                    "state_enterprise",
                ),
                state_share=self.pick(None, 51, 100),
                level=self.pick("central", "province", "province"),
                parent_id=self.pick(*bodies, bodies[0]) if bodies and self.chance(0.85) else None,
                province=self.pick("01", "02"),
                province_class=self.pick("1", "2"),
                sector=self.pick("home_affairs", "inspection", "finance", "party_organization", "health"),
                subkind=self.pick("so", "so", "vu", "van_phong"),
                merged_from=self.pick(None, 2),
                rearranged_on=self.end(),
                until=self.end(0.1),
                **{"from": self.pick(None, self.early())},
            )
            for _ in range(self.rng.randint(1, 2)):
                self.add(
                    "post",
                    organization_id=body,
                    title="post",
                    leadership=self.pick("head", "head", "deputy", "deputy", "collective_member", "none"),
                    rank=self.rng.randint(1, 4),
                    equivalence=self.pick("x", "y", None, None),
                    adjacent_lower_rank=self.rng.randint(1, 3),
                    field=self.pick("general", "personnel"),
                    managed_by=self.pick("central", "province", "agency", "commune"),
                    public_unit=self.pick(None, False, True),
                    elected=self.pick(None, False, False, True),
                    term_months=self.pick(None, 60, 36),
                    term_limit=self.pick(None, 0, 2),
                )
            if self.chance(0.4):
                self.add(
                    "establishment",
                    organization_id=body,
                    year=self.anchor.year,
                    category="civil_servant",
                    allotted=self.rng.randint(5, 80),
                )
            if self.chance(0.3):
                self.add(
                    "deputy_cap",
                    organization_id=body,
                    cap=self.rng.randint(1, 4),
                    until=self.end(),
                    **{"from": self.pick(None, self.day())},
                )

    def _people(self):
        for _ in range(self.rng.randint(2, 4)):
            born = date(self.rng.randint(1961, 1985), self.rng.randint(1, 12), self.rng.choice((1, 14, 28)))
            if self.chance(0.5):  # near the end of service, where months decide
                born = add_months(self.anchor, -12 * self.rng.randint(53, 61) - self.rng.randint(0, 11))
            self.add(
                "person",
                full_name="someone",
                sex=self.pick("male", "female"),
                birth_date=born,
                category=self.pick(
                    "civil_servant", "civil_servant", "civil_servant", "public_employee", "cadre", "other"
                ),
                party_joined_on=self.day(),
                retires_on=add_months(self.anchor, self.rng.randint(0, 61)) if self.chance(0.15) else None,
            )

    def _ids(self, table):
        return [row["id"] for row in self.rows[table]]

    def person(self):
        return self.rng.choice(self._ids("person"))

    def post(self):
        return self.rng.choice(self._ids("post"))

    def body(self):
        return self.rng.choice(self._ids("organization"))

    def _decisions(self):
        for _ in range(self.rng.randint(2, 5)):
            signed = self.day()
            decision = self.add(
                "decision",
                kind=self.rng.choice(KINDS),
                person_id=self.person(),
                post_id=self.post(),
                from_post_id=self.pick(None, None, self.post()),
                organization_id=self.body(),
                source=self.pick("on_site", "external"),
                proposer_id=self.pick(None, self.person()),
                first_leadership=self.pick(None, None, None, True, False),
                higher_post=self.pick(None, None, True, False),
                after_reorganization=self.pick(None, None, True, False),
                policy_requested_on=self.day(),
                policy_answered_on=self.day(),
                process_started_on=self.end(),
                proposal_received_on=self.day(),
                signed_on=signed,
                effective_on=self.pick(signed, signed, self.day()),
                until=self.end(),
                term_months=self.pick(None, 60, 12),
                status=self.pick(None, "in_force", "in_force", "revoked"),
                signatory_id=self.person(),
                vacancy_reason=self.pick(None, "vacant"),
                reorganization=self.pick(None, None, "merger", "renaming", "new_body"),
                voting_body_id=self.body(),
                proposed_by=self.pick("own_body", "superior"),
            )
            self._procedure(decision)
            self._papers(decision)

    def _procedure(self, decision):
        in_order = self.chance(0.6)
        held = add_months(self.anchor, -1)
        for step in self.rng.sample(STEPS, self.rng.choice((0, 2, 4, 5, 5, 5))):
            if in_order:
                held = add_months(self.anchor, -2) + timedelta(days=STEPS.index(step) * self.pick(0, 1, 3))
            else:
                held = self.day()
            names = self.rng.randint(1, 3)
            convened = self.rng.randint(3, 12)
            self.add(
                "step",
                decision_id=decision,
                step=step,
                held_on=held,
                body_id=self.body(),
                chair_id=self.person(),
                held_until=held + timedelta(days=self.pick(0, 1)) if self.chance(0.3) else None,
                members=convened,
                convened=convened,
                excused=self.pick(None, 0, 1),
                present=convened - self.pick(0, 1, 2),
                votes_for=self.rng.randint(0, convened),
                ranking=self.rng.randint(1, 3),
                names_voted=self.pick(None, names, names),
                new_name=self.pick(None, None, True, False),
                secret=self.flag(),
                announced=self.flag(),
                head_in_favour=self.pick(None, True, False),
                minutes_on=self.end(0.8),
            )
            if self.chance(0.7):
                people = self._ids("person")
                for name in self.rng.sample(people, min(names, len(people))):
                    self.add(
                        "candidate_vote",
                        decision_id=decision,
                        step=step,
                        person_id=name,
                        votes_for=self.rng.randint(0, convened),
                    )

    def _papers(self, decision):
        for _ in range(self.rng.randint(0, 8)):
            kind = self.rng.choice(ITEMS)
            conclusion = self.pick("fit", "fit", "unfit", "conditional", None) if kind == "health_certificate" else None
            self.add(
                "dossier_item",
                decision_id=decision,
                kind=kind,
                issued_on=self.day(),
                submitted_on=self.day(),
                considered_on=self.day(),
                verified_on=self.end(),
                conclusion=conclusion,
            )
        for _ in range(self.rng.randint(0, 4)):
            self.add(
                "notice",
                decision_id=decision,
                issued_on=self.day(),
                kind=self.pick(
                    "talk",
                    "receiving_opinion",
                    "report_to_authority",
                    "own_wish",
                    "fault_repaired",
                    "explanation",
                    "retirement_notice",
                    "consent",
                    "agreement",
                    "agreement",
                    "hardship",
                    "reappointment_notice",
                    "extension_notice",
                    "time_extension",
                ),
            )
        people = self._ids("person")
        for _ in range(self.pick(0, 0, 1, 2)):
            self.add(
                "participant",
                decision_id=decision,
                step=self.pick(None, *STEPS),
                person_id=self.rng.choice(people),
                role=self.pick("propose", "certify", "vote", "chair"),
                withdrew=self.pick(None, False, False, False, True),
            )
        for _ in range(self.pick(0, 1, 2)):
            self.add(
                "notice",
                decision_id=decision,
                kind="conflict_report",
                issued_on=self.day(),
                known_on=self.end(0.7),
                from_id=self.pick(None, *people, *people),
            )
        for _ in range(self.pick(0, 0, 1, 2)):
            self.add(
                "special_case",
                decision_id=decision,
                departs_from=self.rng.choice(PROVISIONS),
                issuer_organization_id=self.body(),
                issuer_level=self.pick("central", "province", "agency", "commune"),
                signed_on=self.day(),
                review_on=self.end(),
            )

    def _lives(self):
        for person in self._ids("person"):
            for _ in range(self.rng.randint(0, 4)):
                start = self.early()
                self.add(
                    "tenure",
                    person_id=person,
                    post_id=self.post(),
                    until=self.pick(None, self.day(), self.day()),
                    acting=self.pick(None, False, False, True),
                    concurrent=self.pick(None, False, False, True),
                    start_decision_id=self.pick(None, None, *self._ids("decision")),
                    end_reason=self.pick(None, "transfer", "discipline", "term_end", "term_end"),
                    term_ends_on=self.pick(None, self.day(), self.day()),
                    **{"from": start},
                )
            for year in self.rng.sample(range(self.anchor.year - 4, self.anchor.year + 1), 3):
                self.add(
                    "evaluation",
                    person_id=person,
                    year=year,
                    decided_on=self.pick(None, self.day()),
                    rating=self.pick("excellent", "good", "completed", "failed", "failed"),
                    duty_related=self.pick(None, True, True, False),
                )
            for _ in range(self.pick(0, 0, 1, 2, 3)):
                decided = self.day()
                self.add(
                    "discipline",
                    person_id=person,
                    regime=self.pick("state", "state", "party"),
                    form=self.pick("reprimand", "warning", "salary_reduction", "demotion", "removal", "removal"),
                    discovered_on=self.end(),
                    decided_on=decided,
                    effective_on=self.pick(decided, decided, self.day()),
                    ended_on=self.end(0.3),
                    quashed_on=self.end(0.15),
                    ground=self.pick("corruption", "office_buying", "asset_declaration", "other", None),
                )
            for _ in range(self.pick(0, 0, 1, 2)):
                self.add(
                    "proceeding",
                    person_id=person,
                    until=self.end(),
                    named=self.pick(None, True, False),
                    kind=self.pick(
                        "discipline_review",
                        "denunciation",
                        "complaint",
                        "prosecution",
                        "inspection",
                        "audit",
                        "investigation",
                        "trial",
                        "suspension",
                        "illness",
                        "illness",
                        "abroad",
                        "study",
                        "maternity",
                        "court_ban",
                    ),
                    **{"from": self.day()},
                )
            for _ in range(self.rng.randint(0, 2)):
                self.add(
                    "asset_declaration",
                    person_id=person,
                    kind=self.pick("initial", "supplementary", "annual", "personnel", "personnel"),
                    filed_on=self.day(),
                    published_on=self.end(),
                    verified_on=self.end(),
                    truthful=self.pick(None, True, True, False),
                )
                self.add("health_check", person_id=person, examined_on=self.day(), fit=self.flag(0.7))
                self.add(
                    "plan_entry",
                    person_id=person,
                    post_id=self.pick(None, self.post(), self.post()),
                    rank=self.rng.randint(1, 4),
                    approved_on=self.early(),
                    reviewed_on=self.end(),
                    withdrawn_on=self.end(0.3),
                )
        people = self._ids("person")
        for _ in range(self.rng.randint(0, 3)):
            one, other = self.rng.sample(people, 2)
            self.add(
                "kinship",
                person_id=one,
                relative_id=other,
                until=self.end(0.2),
                relation=self.pick("spouse", "parent", "child", "sibling", "parent_in_law", "adopted_child", "cousin"),
                **{"from": self.pick(None, self.early())},
            )

    def _terms(self):
        """Terms in the posts of which the decisions dispose, and decisions that began or ended them."""
        for decision in [row for row in self.rows["decision"] if row["kind"] in RENEWED]:
            if self.chance(0.8):
                self.add(
                    "tenure",
                    person_id=decision["person_id"],
                    post_id=self.pick(decision["post_id"], decision["from_post_id"] or decision["post_id"]),
                    term_ends_on=self.pick(None, self.day(), self.day()),
                    until=self.end(),
                    acting=self.pick(None, False),
                    start_decision_id=self.pick(None, decision["id"], *self._ids("decision")),
                    **{"from": self.early()},
                )
            if self.chance(0.4):
                self.add(
                    "tenure",
                    person_id=self.person(),
                    post_id=decision["post_id"],
                    acting=True,
                    until=self.end(),
                    **{"from": self.early()},
                )
            for _ in range(self.rng.randint(0, 3)):
                signed = self.day()
                self.add(
                    "decision",
                    kind=self.pick("appointment", "reappointment", "reappointment", "dismissal"),
                    person_id=decision["person_id"],
                    post_id=decision["post_id"],
                    organization_id=self.pick(self.body(), decision["organization_id"]),
                    signatory_id=self.pick(decision["person_id"], self.person()),
                    signed_on=signed,
                    effective_on=self.pick(None, signed),
                    until=self.end(0.3),
                    term_months=self.pick(None, 12, 60),
                    status=self.pick(None, "in_force", "revoked"),
                )

    def _coverage(self):
        for _ in range(self.pick(0, 0, 4, 10)):
            self.add(
                "coverage",
                table=self.rng.choice(COVERED),
                organization_id=self.body(),
                until=self.end(0.3),
                stated_by=self.pick("A", "B"),
                stated_on=self.day(),
                **{"from": self.pick(None, self.early())},
            )

    def _empty(self):
        """Cells left empty: some anywhere, and in some worlds whole columns."""
        blank = self.pick(0.0, 0.02, 0.1)
        columns = [(t, c.name) for t in self.rows for c in TABLES[t].columns if c.name != "id"]
        whole = set(self.rng.sample(columns, self.pick(0, 0, 3, 20)))
        for table, rows in self.rows.items():
            fixed = {"id", "table", *KEYS.get(table, ())} | ({"organization_id"} if table == "coverage" else set())
            for row in rows:
                for column in sorted(row.keys() - fixed):
                    if (table, column) in whole or self.rng.random() < blank:
                        row[column] = None


def general_coverage(seed):
    """Declarations that hold for every body: they reach all the worlds of one registry."""
    maker = Maker(seed, "general")
    for table in maker.rng.sample(COVERED, 7):
        maker.add(
            "coverage",
            table=table,
            stated_by=maker.pick("C", None),
            stated_on=maker.pick(None, maker.day()),
            until=maker.end(0.2),
            **{"from": maker.pick(None, maker.early(), maker.early())},
        )
    return maker.rows["coverage"]


def world(seed, prefix=""):
    """The world of `seed`, its ids begun with `prefix`."""
    return Maker(seed, prefix).world()


seeds = st.integers(0, 2**32 - 1)
