"""Papers, letters and meetings that show decisions other than appointments to be lawful.

Original dossiers of the newly recruited, talks before transfers, dossiers of reappointments, letters of resignation, the
steps of discipline, and who proposed, certified and signed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from chinhdanh.registry.synth.days import NO_DAY, R1, R3, R4, Ints, day, weekday
from chinhdanh.registry.synth.tables import NONE, Rows, Words, code
from chinhdanh.registry.synth.tenures import NOTICE_R4

DOSSIERS_SINCE = day("2013-01-15")
NAMED_SINCE = day("2019-08-01")
COUNCILS_SINCE = day("2020-09-20")
RENEWAL_ITEMS = ("proposal", "cv", "self_review", "agency_assessment", "party_opinion", "residence_assessment",
                 "asset_declaration", "diplomas", "health_certificate", "photo")  # fmt: skip
_SAID = ["fit", "clear"]
_PLACED = ("appointment", "reappointment", "nomination", "transfer", "rotation", "recruitment")


def of_kind(decision: Rows, *kinds: str, since: int) -> Ints:
    """Places of the decisions of these kinds signed since a day."""
    wanted = np.isin(decision["kind"], [code("decision", "kind", kind) for kind in kinds])
    return np.flatnonzero(wanted & (decision["signed_on"] >= since))


def give(rng: np.random.Generator, tables: dict[str, Rows], officials: int, heads: tuple[Ints, Ints]) -> None:
    """Add the evidence on the `officials` (the first people); `heads`: since when who chairs the province."""
    decision = tables["decision"]
    _recruited(tables, of_kind(decision, "recruitment", since=DOSSIERS_SINCE))
    moved = of_kind(decision, "transfer", since=R3)
    moved = moved[decision["person_id"][moved] < officials]
    notices(tables, moved, "talk", decision["signed_on"][moved] - 5)
    _renewed(tables, of_kind(decision, "reappointment", "extension", since=R1))
    _resigned(tables, of_kind(decision, "resignation", since=R1))
    _councils(rng, tables, of_kind(decision, "discipline", since=COUNCILS_SINCE))
    _named(tables, of_kind(decision, *_PLACED, since=NAMED_SINCE), heads)


def notices(tables: dict[str, Rows], places: Ints, kind: str, issued: Ints, **more: Any) -> None:
    """Add a letter of one kind to each decision, received on the day on which it was issued."""
    tables["notice"].add(
        Rows("notice", {"decision_id": places, "kind": kind, "issued_on": issued, "received_on": issued, **more})
    )


def _items(
    tables: dict[str, Rows], places: Ints, kind: str, issued: Ints, *, verified: Ints | int = NO_DAY, said: int = NONE,
    submitted: Ints | int = NO_DAY, considered: Ints | int = NO_DAY,
) -> dict[str, Any]:  # fmt: skip
    count = len(places)
    given = {"issued_on": issued, "submitted_on": submitted, "considered_on": considered, "verified_on": verified,
             "kind": code("dossier_item", "kind", kind), "said": said}  # fmt: skip
    made = {name: np.broadcast_to(np.asarray(value, dtype=np.int64), (count,)) for name, value in given.items()}
    return {"decision_id": places, **made}


def _file(tables: dict[str, Rows], parts: list[dict[str, Any]]) -> None:
    """Append papers of several kinds in one go."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    said = columns.pop("said")
    tables["dossier_item"].add(Rows("dossier_item", {**columns, "conclusion": Words(_SAID, said)}))


def _recruited(tables: dict[str, Rows], places: Ints) -> None:
    """CV, diplomas and health certificate, certified within thirty days; an extract of the criminal record."""
    decision = tables["decision"]
    signed = decision["signed_on"][places]
    decision["process_started_on"][places] = signed - 75
    decision["proposal_received_on"][places] = signed - 90
    certified = signed + 8 + decision["person_id"][places] % 15
    parts = [
        _items(tables, places, "cv", signed - 92, verified=certified),
        _items(tables, places, "diplomas", signed - 200, verified=certified),
        _items(tables, places, "health_certificate", signed - 30, verified=certified, said=0),
    ]
    new = signed >= R3
    parts.append(_items(tables, places[new], "criminal_record", signed[new] - 30, said=1))
    _file(tables, parts)


def _renewed(tables: dict[str, Rows], places: Ints) -> None:
    """The dossier of a reappointment or extension, complete and fresh, and what the head thought."""
    decision, step = tables["decision"], tables["step"]
    signed = decision["signed_on"][places]
    final = weekday(signed - 5)
    received = np.maximum(final, signed - 3)
    decision["proposal_received_on"][places] = received
    issued = dict.fromkeys(RENEWAL_ITEMS, final - 9)
    issued |= {"proposal": received, "party_opinion": final, "health_certificate": final - 40,
               "asset_declaration": weekday(signed - 17), "diplomas": final - 3000}  # fmt: skip
    noticed = weekday(decision["effective_on"][places] - NOTICE_R4)
    issued["self_review"] = np.where(signed >= R4, noticed + 13, issued["self_review"])
    _file(
        tables,
        [
            _items(tables, places, kind, issued[kind], verified=received, submitted=received,
                   considered=np.maximum(signed - 1, received), said=0 if kind == "health_certificate" else NONE)
            for kind in RENEWAL_ITEMS
        ],
    )  # fmt: skip
    if "head_in_favour" not in step.columns:
        step["head_in_favour"] = np.full(step.size, NONE, dtype=np.int64)
    step["head_in_favour"][np.isin(step["decision_id"], places)] = 1


def _resigned(tables: dict[str, Rows], places: Ints) -> None:
    decision = tables["decision"]
    signed = decision["signed_on"][places]
    notices(tables, places, "resignation_letter", signed - 14)
    notices(tables, places, "grounds_complete", signed - 14)
    notices(tables, places, "talk", weekday(signed - 10))
    decision["proposal_received_on"][places] = weekday(signed - 8)


def _councils(rng: np.random.Generator, tables: dict[str, Rows], places: Ints) -> None:
    """Review meeting, report, summons, council, recommendation, where the Party did not discipline first."""
    decision, cases = tables["decision"], tables["discipline"]
    party = cases["person_id"][cases["regime"] == code("discipline", "regime", "party")]
    places = places[~np.isin(decision["person_id"][places], party)]
    signed = decision["signed_on"][places]
    council = weekday(signed - 5)
    notices(tables, places, "review_meeting", weekday(signed - 25))
    notices(tables, places, "report_to_authority", weekday(signed - 25) + 1)
    notices(tables, places, "summons", signed - 24)
    notices(tables, places, "report_to_authority", council + 1)
    count = len(places)
    three = np.full(count, 3, dtype=np.int64)
    tables["step"].add(
        Rows(
            "step",
            {
                "decision_id": places, "step": np.full(count, code("step", "step", "final")), "held_on": council,
                "members": three, "convened": three, "present": three, "ballots_issued": three,
                "ballots_valid": three, "votes_for": rng.integers(2, 4, count), "secret": np.ones(count, np.int64),
                "minutes_on": council,
            },
        )
    )  # fmt: skip


def _named(tables: dict[str, Rows], places: Ints, heads: tuple[Ints, Ints]) -> None:
    """Who proposed, who certified the file, and who signed where no one is named: the chair of the province."""
    decision, who = tables["decision"], tables["participant"]
    signs = who["role"] == code("participant", "role", "sign")
    signer = np.full(decision.size, NONE, dtype=np.int64)
    signer[who["decision_id"][signs]] = who["person_id"][signs]
    chair = heads[1][np.maximum(np.searchsorted(heads[0], decision["signed_on"][places], side="right") - 1, 0)]
    other = chair != decision["person_id"][places]
    places, chair = places[other], chair[other]
    unsigned = signer[places] < 0
    person = np.where(unsigned, chair, signer[places])
    leads = decision["kind"][places] != code("decision", "kind", "recruitment")
    parts = [(places[unsigned], person[unsigned], "sign"), (places[leads], person[leads], "propose"),
             (places[leads], person[leads], "certify")]  # fmt: skip
    who.add(
        Rows(
            "participant",
            {
                "decision_id": np.concatenate([part[0] for part in parts]),
                "step": NONE,
                "person_id": np.concatenate([part[1] for part in parts]),
                "role": np.concatenate([np.full(len(part[0]), code("participant", "role", part[2])) for part in parts]),
            },
        )
    )
