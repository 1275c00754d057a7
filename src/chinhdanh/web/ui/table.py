"""Tables whose whole view is in the address: sort, filters, page and page size, so that it can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

SIZES = (25, 50, 100, 200)


@dataclass(frozen=True)
class Column:
    """A column. Kinds: text, number, day, verdict. `order` names what a database sorts by; without it the key."""

    key: str
    label: str
    kind: str = "text"
    sortable: bool = True
    order: tuple[str, ...] = ()
    heads: bool = False
    """Whether its cells are the heads of their rows."""


@dataclass(frozen=True)
class Cell:
    """A value with a link or a remark below it."""

    value: Any
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Option:
    """A value that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """Something that a list can be narrowed by: with `options` a choice, with `kind` "day" a day, else a word."""

    name: str
    label: str
    options: Sequence[Option] = ()
    kind: str = "text"
    hint: str = ""

    def word(self, value: str) -> str:
        """The chosen value as a reader knows it."""
        return next((option.label for option in self.options if option.value == value), value)


@dataclass(frozen=True)
class View:
    """What an address asks of a table. Unknown columns, sizes and choices are left aside: an old link still works."""

    params: QueryDict
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    default: str = ""
    """The sort without any in the address: a key, with "-" before it the other way round."""
    sizes: Sequence[int] = SIZES

    @cached_property
    def _sort(self) -> str:
        known = {column.key for column in self.columns if column.sortable}
        stated = self.params.get("sort", "")
        return stated if stated.removeprefix("-") in known else self.default

    @property
    def sort(self) -> str:
        return self._sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self._sort.startswith("-")

    @property
    def size(self) -> int:
        stated = self.params.get("size", "")
        return int(stated) if stated in {str(size) for size in self.sizes} else self.sizes[0]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """Filters that are set, by name."""
        values = {one.name: self.params.get(one.name, "").strip() for one in self.filters}
        allowed = {one.name: {option.value for option in one.options} for one in self.filters}
        return {
            name: value for name, value in values.items() if value and (not allowed[name] or value in allowed[name])
        }

    def order_by(self) -> tuple[str, ...]:
        """The sort for a queryset."""
        column = next((column for column in self.columns if column.key == self.sort), None)
        if column is None:
            return ()
        names = column.order or (column.key,)
        return tuple(f"-{name}" for name in names) if self.descending else names

    def address(self, **changes: str) -> str:
        """The address of this view with some things changed; empty values are left out.

        Only what the table knows is carried along. Whoever sorts or narrows begins on the first page again.
        """
        now = {**self.chosen, "sort": self._sort if self._sort != self.default else "", "page": ""}
        if self.size != self.sizes[0]:
            now["size"] = str(self.size)
        return "?" + urlencode({name: value for name, value in {**now, **changes}.items() if value})


@dataclass(frozen=True)
class FilterBar:
    """The form above a table."""

    view: View
    label: str

    @property
    def fields(self) -> list[tuple[Filter, str]]:
        return [(one, self.view.chosen.get(one.name, "")) for one in self.view.filters]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form carries along unseen."""
        query = QueryDict(self.view.address(**dict.fromkeys(self.view.chosen, "")).removeprefix("?"))
        return [(name, str(value)) for name, value in query.items()]

    @property
    def active(self) -> list[tuple[str, str, str]]:
        """Label, chosen word and the address without it."""
        return [
            (one.label, one.word(self.view.chosen[one.name]), self.view.address(**{one.name: ""}))
            for one in self.view.filters
            if one.name in self.view.chosen
        ]

    @property
    def nothing(self) -> str:
        """The address with no filter set."""
        return self.view.address(**dict.fromkeys(self.view.chosen, ""))


@dataclass(frozen=True)
class Empty:
    """What an empty place says: what belongs there, and the next step."""

    title: str
    text: str
    action: str = ""
    href: str = ""


@dataclass(frozen=True)
class Head:
    """A column's head as it is shown: how it is sorted now, and the address that sorts by it."""

    column: Column
    sorted: str
    href: str


MOST = 2_000
"""Rows up to which a long list is counted and turned through on a page."""


@dataclass(frozen=True)
class UpTo:
    """A sorted queryset, counted and turned through up to `most` rows; whoever goes through it meets all."""

    rows: Any
    most: int = MOST

    @cached_property
    def _counted(self) -> int:
        return int(self.rows.all()[: self.most + 1].count())

    @property
    def more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > self.most

    def count(self) -> int:
        return min(self._counted, self.most)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Any]:
        stop = self.most if part.stop is None else min(part.stop, self.most)
        return list(self.rows[part.start or 0 : stop])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)


@dataclass(frozen=True)
class Table:
    """Rows of `source` (a sorted queryset or a sequence) as `row` writes them: a value or `Cell` for each column.

    `totals` are of the whole list, not of the page. `export` is the address of exactly this list as a workbook.
    """

    name: str
    caption: str
    view: View
    source: Any
    row: Callable[[Any], Mapping[str, Any]]
    empty: Empty
    totals: Mapping[str, Any] = field(default_factory=dict)
    export: str = ""
    note: str = ""
    """What is to be known of this very list: it is read anew with its rows."""

    @cached_property
    def page(self) -> Page:
        return Paginator(self.source, self.view.size).get_page(self.view.params.get("page"))

    @property
    def count(self) -> int:
        return int(self.page.paginator.count)

    @property
    def more(self) -> bool:
        """Whether there are more rows than are counted."""
        return bool(self.page.paginator.count and getattr(self.source, "more", False))

    @property
    def bar(self) -> FilterBar:
        return FilterBar(self.view, self.caption)

    @property
    def nothing(self) -> Empty:
        """Why no row is shown: the list is empty, or the filters leave nothing of it."""
        if not self.view.chosen:
            return self.empty
        title = _("Không có dòng nào khớp điều kiện lọc")
        return Empty(
            title, _("Hãy bỏ bớt điều kiện, hoặc kiểm tra chữ đã gõ."), _("Bỏ hết điều kiện lọc"), self.bar.nothing
        )

    @property
    def heads(self) -> list[Head]:
        view = self.view
        heads = []
        for column in view.columns:
            now = ("descending" if view.descending else "ascending") if column.key == view.sort else ""
            then = f"-{column.key}" if now == "ascending" else column.key
            heads.append(Head(column, now, view.address(sort=then) if column.sortable else ""))
        return heads

    def _cells(self, values: Mapping[str, Any]) -> list[tuple[Column, Cell]]:
        found = ((column, values.get(column.key)) for column in self.view.columns)
        return [(column, value if isinstance(value, Cell) else Cell(value)) for column, value in found]

    @property
    def rows(self) -> list[list[tuple[Column, Cell]]]:
        return [self._cells(self.row(one)) for one in self.page]

    @property
    def total_rows(self) -> list[list[tuple[Column, Cell]]]:
        """The row of totals; its head says what it is."""
        if not self.totals:
            return []
        label = {column.key: _("Cộng toàn bộ") for column in self.view.columns if column.heads}
        return [self._cells({**self.totals, **label})]

    @property
    def pages(self) -> list[tuple[str, str, bool]]:
        """Number, address and whether it is this one; a gap has no address."""
        here = self.page.number
        shown = self.page.paginator.get_elided_page_range(here, on_each_side=1, on_ends=1)
        return [
            (str(number), self.view.address(page=str(number)) if isinstance(number, int) else "", number == here)
            for number in shown
        ]

    @property
    def before(self) -> str:
        return self.view.address(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def after(self) -> str:
        return self.view.address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def size_links(self) -> list[tuple[int, str, bool]]:
        sizes = self.view.sizes
        return [
            (size, self.view.address(size="" if size == sizes[0] else str(size)), size == self.view.size)
            for size in sizes
        ]
