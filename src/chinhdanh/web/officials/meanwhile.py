"""Two people correct one row at once: the second sees three versions side by side, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chinhdanh.web.accounts.pages import PageRequest
from chinhdanh.web.officials.forms import RowForm, attname


@dataclass(frozen=True)
class Compared:
    """A column of which two people who edit at once say different things."""

    name: str
    read: str
    now: str
    typed: str


def again(request: PageRequest, now: Any) -> Any:
    """What was typed, to be written over the version that is there now, by whoever has seen both."""
    data = request.POST.copy()
    data["version"] = str(now.version)
    return data


def compare(form: RowForm, now: Any, version: int) -> list[Compared]:
    """Where what was typed, what was read as `version` and what the record says now are not alike."""
    read: Any = type(now).Version.objects.filter(id=now.pk, version=version).first()
    typed = form.values()
    found = []
    for column in form.columns:
        name = attname(column)
        before, present, mine = getattr(read, name, None), getattr(now, name), typed[name]
        if not before == present == mine:
            texts = [form.said(column, value) for value in (before, present, mine)]
            found.append(Compared(form.named(form.table, column.name), *texts))
    return found
