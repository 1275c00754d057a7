"""What law files must agree on: ids, times in force, and what amendments and judgements point at."""

from collections.abc import Mapping
from typing import TypeVar

from chinhdanh.law.errors import LawProblem, nearest_en, nearest_vi
from chinhdanh.law.library import Amendment, Instrument, Judgement, Library, Period, Provision, nearest
from chinhdanh.law.nodes import UNITS

_Item = TypeVar("_Item", Instrument, Provision, Judgement)


def claim(taken: dict[str, _Item], item: _Item, problems: list[LawProblem]) -> None:
    first = taken.setdefault(item.id, item)
    if first is not item:
        values = {"id": item.id, "first": f"{first.file}:{first.line}"}
        problems.append(LawProblem(item.file, item.line, "duplicate_id", values))


def check_period(provision: Provision, instruments: Mapping[str, Instrument], problems: list[LawProblem]) -> None:
    """A provision applies only while its instrument, and every amending one that is on file, is in force."""
    for identity in provision.id.split(".")[0].split("+"):
        instrument = instruments.get(identity)
        if instrument is None or any(_within(provision.period, period) for period in instrument.in_force):
            continue
        values = {
            "where": provision.id,
            "start": provision.period.start,
            "until": provision.period.end or "…",
            "instrument": identity,
            "periods": ", ".join(str(period) for period in instrument.in_force),
        }
        problems.append(LawProblem(provision.file, provision.line, "outside_instrument", values))


def check_amendment(
    amendment: Amendment, base: Library | None, provisions: Mapping[str, Provision], problems: list[LawProblem]
) -> None:
    """An amendment must find its provision, in force on its first day, and numbers that fit."""

    def note(code: str, **values: object) -> None:
        problems.append(LawProblem(amendment.file, amendment.line, code, {"where": amendment.provision, **values}))

    if base is None:
        note("amends_nothing")
        return
    for identity in (amendment.provision, *amendment.replaced_by):
        if identity not in provisions:
            near = nearest(identity, provisions)
            note("unknown_provision", id=identity, nearest_vi=nearest_vi(near), nearest_en=nearest_en(near))
    provision = base.provisions.get(amendment.provision)
    if provision is None:
        return
    if provision.period.end is not None and amendment.start >= provision.period.end:
        note("amends_too_late", day=amendment.start, period=provision.period)
    for name, value in amendment.parameters.items():
        parameter = provision.parameters.get(name)
        if parameter is None:
            note("unknown_parameter", name=name, known=", ".join(provision.parameters) or "–")
            continue
        types, vi, en = UNITS[parameter.unit]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            note("wrong_value", value=value, wanted=f"{vi} / {en}", unit=parameter.unit)


def _within(inner: Period, outer: Period) -> bool:
    if inner.start < outer.start:
        return False
    return outer.end is None or (inner.end is not None and inner.end <= outer.end)


def check_judgement(judgement: Judgement, provisions: Mapping[str, Provision], problems: list[LawProblem]) -> None:
    for identity in judgement.provisions:
        if identity not in provisions:
            near = nearest(identity, provisions)
            values = {
                "where": judgement.id,
                "id": identity,
                "nearest_vi": nearest_vi(near),
                "nearest_en": nearest_en(near),
            }
            problems.append(LawProblem(judgement.file, judgement.line, "unknown_provision", values))
