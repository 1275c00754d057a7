"""What positions ask for, and what officials have of it, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chinhdanh.web.positions import matching, qualifications
from chinhdanh.web.positions.matching import Held, Match, of_state
from chinhdanh.web.positions.qualifications import Answered, Demand, Qualified
from chinhdanh.web.ui.words import code_word


def level_and_field(one: Demand | Qualified) -> str:
    """“đại học, Luật”: what is said of a qualification beside its kind."""
    fields = _(" hoặc ").join(one.fields) if isinstance(one, Demand) else one.field
    return ", ".join(part for part in (one.level, fields) if part)


def kind_of(one: Demand | Qualified) -> str:
    """The kind of qualification."""
    return code_word("position_qualification", "kind", one.kind)


def demanded(demand: Demand) -> str:
    """“Chuyên môn: đại học, Luật”."""
    return ": ".join(part for part in (kind_of(demand), level_and_field(demand)) if part)


def _gap(held: Held) -> str:
    assert held.found is not None
    words = {"name": held.required.name, "found": held.found.level, "required": held.required.level}
    return _("%(name)s (%(found)s/%(required)s)") % words


def _short_of(one: Answered) -> str:
    """What is asked for with what there is of its kind."""
    has = "; ".join(level_and_field(each) or _("không ghi trình độ") for each in one.has)
    if not has:
        return demanded(one.demand)
    return _("%(asked)s (hồ sơ ghi: %(has)s)") % {"asked": demanded(one.demand), "has": has}


def missing(found: Match) -> list[str]:
    """What the official lacks."""
    return [
        *(_short_of(one) for one in found.of_demands(qualifications.MISSING)),
        *(_gap(one) for one in of_state(found.held, matching.BELOW)),
    ]


def unknown(found: Match) -> list[str]:
    """Of what it cannot be told whether the official has it."""
    return [
        *(_short_of(one) for one in found.of_demands(qualifications.UNPROVEN)),
        *(one.required.name for one in of_state(found.held, matching.NOT_ASSESSED)),
    ]
