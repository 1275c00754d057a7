"""Declarations of assets beside those of the dossiers: on taking up work, before a new post, and every year of leaders."""

from __future__ import annotations

import numpy as np

from chinhdanh.registry.synth.days import AS_OF, NO_DAY, Ints, day, weekday
from chinhdanh.registry.synth.tables import NONE, Rows, code

PLACED = ("appointment", "reappointment", "nomination", "transfer", "rotation")
FIRST_YEAR, LAST_YEAR = 2019, 2025
DAYS_AFTER_START, DAYS_BEFORE_DECISION, DAYS_TO_PUBLISH = 5, 17, 4


def _rows(kind: str, person: Ints, filed: Ints) -> Rows:
    return Rows(
        "asset_declaration",
        {"person_id": person, "kind": kind, "filed_on": filed, "published_on": filed + DAYS_TO_PUBLISH,
         "verified_on": NO_DAY, "truthful": NONE},
    )  # fmt: skip


def declare(tables: dict[str, Rows], with_dossier: Ints) -> None:
    """Add to ``asset_declaration`` what the law asks for; `with_dossier` are the decisions that have one of their own."""
    assets, decision = tables["asset_declaration"], tables["decision"]
    kind, signed, person = decision["kind"], decision["signed_on"], decision["person_id"]
    effective = np.where(decision["effective_on"] == NO_DAY, signed, decision["effective_on"])
    recruited = (kind == code("decision", "kind", "recruitment")) & (effective != NO_DAY)
    assets.add(_rows("initial", person[recruited], effective[recruited] + DAYS_AFTER_START))
    placed = np.isin(kind, [code("decision", "kind", name) for name in PLACED]) & (signed != NO_DAY)
    placed[with_dossier] = False
    assets.add(_rows("personnel", person[placed], weekday(signed[placed] - DAYS_BEFORE_DECISION)))
    post, tenure = tables["post"], tables["tenure"]
    leads = np.isin(post["leadership"], [code("post", "leadership", name) for name in ("head", "deputy")])
    held = (tenure["post_id"] >= 0) & leads[np.maximum(tenure["post_id"], 0)]
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        end = day(f"{year}-12-31")
        until = np.where(tenure["until"] == NO_DAY, AS_OF + 1, tenure["until"])
        there = np.unique(tenure["person_id"][held & (tenure["from"] <= end) & (until > end)])
        assets.add(_rows("annual", there, np.full(len(there), int(weekday(day(f"{year}-12-15"))))))
