"""What the smaller components are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """A branch of a tree. With `more` its children are fetched from there when it is opened for the first time."""

    label: str
    href: str = ""
    note: str = ""
    children: Sequence[Node] = ()
    more: str = ""
    open: bool = False
    here: bool = False
    filled: int | None = None
    """Of `seats`, where the node has an establishment."""
    seats: int | None = None

    @property
    def opens(self) -> bool:
        return bool(self.children or self.more)


@dataclass(frozen=True)
class Problem:
    """Something wrong: what, where, the value as it stands, and what to do. Kinds: error, warning."""

    text: str
    where: str = ""
    value: str = ""
    todo: str = ""
    kind: str = "error"
    href: str = ""


@dataclass(frozen=True)
class Tab:
    """A part of a page that has its own address; `count` waits there."""

    label: str
    href: str
    here: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Place:
    """An entry of the navigation; `count` waits there, `about` says what is there."""

    label: str
    href: str
    here: bool = False
    count: int = 0
    about: str = ""


@dataclass(frozen=True)
class Pair:
    """A term and what is said of it; `note` stands below in small letters."""

    term: str
    value: Any
    note: str = ""
