"""Names, births and recruitment of synthetic people."""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from chinhdanh.registry.synth.days import FIRST_DAY, Ints, day, first_of_month, months_of, retirement_day
from chinhdanh.registry.synth.tables import pick

LAST_RECRUITED = day("2026-09-01")


@cache
def _names() -> dict[str, Any]:
    text = files("chinhdanh.registry").joinpath("data/names.yaml").read_text(encoding="utf-8")
    names: dict[str, Any] = yaml.safe_load(text)
    return names


def _draw(rng: np.random.Generator, weights: dict[str, float], size: int) -> Ints:
    share = np.array(list(weights.values()), dtype=float)
    return np.searchsorted(np.cumsum(share / share.sum())[:-1], rng.random(size), side="right")


class People:
    """People of one province, by place in arrays; days as numbers.

    ``family`` to ``given`` are places in the lists of ``names.yaml``. ``retires`` is the last day of service.
    """

    def __init__(self, rng: np.random.Generator, births: Ints, male: Any, recruited: Ints) -> None:
        size = len(births)
        self.size = size
        self.birth, self.male, self.recruited = births, male, recruited
        self.family = _draw(rng, _names()["family"], size)
        self.middle = np.where(
            male, _draw(rng, _names()["middle"]["male"], size), _draw(rng, _names()["middle"]["female"], size)
        )
        self.given = np.where(
            male, _draw(rng, _names()["given"]["male"], size), _draw(rng, _names()["given"]["female"], size)
        )
        self.retires = retirement_day(births, male)

    def full_names(self) -> Any:
        """Arrow texts: family, middle and given name."""
        names = _names()
        family = pick(list(names["family"]), self.family)
        parts = []
        for kind, place in (("middle", self.middle), ("given", self.given)):
            both = [*names[kind]["male"], *names[kind]["female"]]
            shift = len(names[kind]["male"])
            parts.append(pick(both, np.where(self.male, place, place + shift)))
        return pc.binary_join_element_wise(family, *parts, pa.scalar(" "))


def officials(rng: np.random.Generator, size: int) -> People:
    """`size` civil servants: some 60 % in service on 2010-01-01, the others recruited since."""
    early = rng.random(size) < 0.6
    male = rng.random(size) < 0.56
    age = rng.integers(22 * 12, 29 * 12, size)
    # In service in 2010: of 24 years or more, and with at least two years left under the old ages of 60 and 55.
    oldest = np.where(male, 58 * 12, 53 * 12)
    born_early = months_of(FIRST_DAY) - rng.integers(25 * 12, oldest)
    recruited_early = np.minimum(born_early + age, months_of(FIRST_DAY) - 3)
    recruited_late = rng.integers(months_of(FIRST_DAY), months_of(LAST_RECRUITED), size)
    recruited_month = np.where(early, recruited_early, recruited_late)
    born_month = np.where(early, born_early, recruited_late - age)
    recruited = first_of_month(recruited_month) + rng.integers(0, 28, size)
    births = first_of_month(born_month) + rng.integers(0, 28, size)
    return People(rng, births, male, recruited)


def elected(rng: np.random.Generator, first_days: Ints) -> People:
    """Cadres who take up an elected post on `first_days`, aged 40 to 47 then."""
    size = len(first_days)
    male = rng.random(size) < 0.72
    born = months_of(first_days) - rng.integers(40 * 12, 44 * 12, size)
    births = first_of_month(born) + rng.integers(0, 28, size)
    recruited = first_of_month(born + rng.integers(23 * 12, 28 * 12, size)) + rng.integers(0, 28, size)
    return People(rng, births, male, recruited)


def part_namesakes(groups: tuple[People, ...]) -> None:
    """Give people of one name, sex and birthday different days of one month: nobody is recorded twice."""

    def join(name: str) -> Ints:
        return np.concatenate([np.asarray(getattr(group, name), dtype=np.int64) for group in groups])

    births = join("birth")
    # The five columns fit into one number: days of birth from 1930 on, then family, middle, given name and sex.
    name = ((join("family") * 64 + join("middle")) * 64 + join("given")) * 2 + join("male")
    for _ in range(20):
        key = name * 100_000 + births + 20_000
        again = np.ones(len(key), dtype=bool)
        again[np.unique(key, return_index=True)[1]] = False
        if not again.any():
            break
        start = first_of_month(months_of(births[again]))
        births[again] = start + (births[again] - start + 1) % 28
    edges = np.cumsum([group.size for group in groups])[:-1]
    for group, days in zip(groups, np.split(births, edges), strict=True):
        group.birth = days
