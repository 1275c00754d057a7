"""Stages of personnel work: under which heading a reader looks for a provision, and in which order the headings come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chinhdanh.law.library import Library, Words
from chinhdanh.law.rule import BoundRule
from chinhdanh.law.sweep import Family

FILE = Path(__file__).with_name("stages.yaml")
GENERAL = "general"
_AMENDED_BY = re.compile(r"^([^.+]+)\+[^.]+")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; ``provisions`` are leading parts of the ids that belong to it when no rule says so."""

    id: str
    title: Words
    provisions: tuple[str, ...] = ()


@cache
def stages() -> Mapping[str, Stage]:
    """The stages of the file by id, in its order."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {one["id"]: Stage(one["id"], Words(**one["title"]), tuple(one.get("provisions", ()))) for one in read}


def stage_title(stage: str) -> Words:
    """The title of a stage; its id where the file does not have it."""
    known = stages().get(stage)
    return known.title if known else Words(stage, stage)


def in_order(found: Iterable[str]) -> list[str]:
    """Stages in the order of the file, those that it does not name after them."""
    places = {name: place for place, name in enumerate(stages())}
    return sorted(set(found), key=lambda stage: (places.get(stage, len(places)), stage))


def stages_of(library: Library, rules: Sequence[BoundRule], families: Iterable[Family]) -> dict[str, str]:
    """The one stage under which each provision is listed.

    That of the first rule that cites it; else the one that `stages.yaml` names; else that of a judgement about it, of a
    rule that reads its numbers, or of a family that it belongs to; else ``general``.
    """
    cited: dict[str, str] = {}
    otherwise: dict[str, str] = {}
    for bound in rules:
        cited.setdefault(bound.provision.id, _folder(bound))
    for judgement in library.judgements:
        for provision_id in judgement.provisions:
            otherwise.setdefault(provision_id, judgement.file.stem)
    for bound in rules:
        for provision_id in bound.read:
            otherwise.setdefault(provision_id, _folder(bound))
    for family in families:
        for provision_id in family.provisions:
            otherwise.setdefault(provision_id, family.file.stem)
    return {p: cited.get(p) or _named(p) or otherwise.get(p, GENERAL) for p in library.provisions}


def _folder(bound: BoundRule) -> str:
    return bound.rule.id.partition("/")[0]


def _named(provision_id: str) -> str | None:
    amended = _AMENDED_BY.sub(r"\1", provision_id)
    best, length = None, 0
    for stage in stages().values():
        for prefix in stage.provisions:
            fits = amended.startswith(prefix) and not amended[len(prefix) : len(prefix) + 1].isalnum()
            if fits and len(prefix) > length:
                best, length = stage.id, len(prefix)
    return best
