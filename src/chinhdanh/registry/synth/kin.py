"""Families: everyone in the service has at least one declared relative.

Half of the officials who never left their department or district are related to an official of another one, so that
no two relatives ever serve in linked posts; all others, and all cadres in elected posts, to someone outside the
service.
"""

import numpy as np

from chinhdanh.registry.synth import careers as c
from chinhdanh.registry.synth.days import Ints, months_of
from chinhdanh.registry.synth.lives import person_rows
from chinhdanh.registry.synth.people import People, part_namesakes
from chinhdanh.registry.synth.tables import Rows, code


def _relation(name: str) -> int:
    return code("kinship", "relation", name)


def families(
    rng: np.random.Generator, tables: dict[str, Rows], people: People, cadres: People, careers: c.Careers
) -> int:
    """Write the tables ``kinship`` and ``person``; how many people there are in all."""
    settled = np.flatnonzero((careers.group_low == careers.group_high) & (careers.group_low >= 0))
    order = rng.permutation(settled)[: len(settled) // 4 * 2]
    one, other = order[0::2], order[1::2]
    apart = careers.group_low[one] != careers.group_low[other]
    one, other = one[apart], other[apart]
    relation = _of_officials(rng, people, one, other)
    known = relation >= 0
    one, other, relation = one[known], other[known], relation[known]
    related = np.zeros(people.size, dtype=bool)
    related[one] = related[other] = True
    alone = np.concatenate([np.flatnonzero(~related), np.arange(cadres.size) + people.size])
    outside, bond = _outsiders(rng, people, cadres, alone)
    first = people.size + cadres.size
    tables["kinship"] = Rows(
        "kinship",
        {
            "person_id": np.concatenate([one, alone]),
            "relative_id": np.concatenate([other, np.arange(outside.size) + first]),
            "relation": np.concatenate([relation, bond]),
            "source": "declared",
        },
    )
    part_namesakes((people, cadres, outside))
    tables["person"] = person_rows(people, cadres, outside, careers.world.province)
    return first + outside.size


def _of_officials(rng: np.random.Generator, people: People, one: Ints, other: Ints) -> Ints:
    """What `other` is to `one`, by age and sex; ``-1`` where nothing fits. Blood relatives share the family name."""
    older = (months_of(people.birth[one]) - months_of(people.birth[other])) / 12  # years by which `other` is older
    married = (np.abs(older) <= 9) & (people.male[one] != people.male[other]) & (rng.random(len(one)) < 0.6)
    conditions = [married, np.abs(older) <= 13, (older >= 20) & (older <= 42), (older <= -20) & (older >= -42)]
    names = ["spouse", "sibling", "parent", "child"]
    relation = np.select(conditions, [_relation(name) for name in names], -1)
    blood = np.isin(relation, [_relation(name) for name in names[1:]])
    father = people.male[other] | (relation != _relation("parent"))
    father &= people.male[one] | (relation != _relation("child"))
    same = blood & father
    people.family[other[same]] = people.family[one[same]]
    return relation


def _outsiders(rng: np.random.Generator, people: People, cadres: People, alone: Ints) -> tuple[People, Ints]:
    """A spouse, child or sibling outside the service for each, and what each is to the official."""
    births = np.concatenate([people.birth, cadres.birth])[alone]
    male = np.concatenate([people.male, cadres.male])[alone]
    family = np.concatenate([people.family, cadres.family])[alone]
    draw = rng.random(len(alone))
    spouse, child = draw < 0.6, draw > 0.85
    born = births + rng.integers(-1500, 1500, len(alone)) + np.where(child, 26 * 365, 0)
    sex = np.where(spouse, ~male, rng.random(len(alone)) < 0.5)
    made = People(rng, born, sex, born)
    made.family = np.where(spouse | (child & ~male), made.family, family)
    names = [_relation(name) for name in ("spouse", "child", "sibling")]
    return made, np.select([spouse, child], names[:2], names[2])
