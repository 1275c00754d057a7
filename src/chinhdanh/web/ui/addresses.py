"""Addresses of pages by their names, as `django.urls.reverse` gives them, and many times faster: a list links hundreds.

Which address a name stands for is looked up once; what is put into it are keys and names of parts, which need no quoting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, get_script_prefix
from django.urls import reverse as looked_up

_PLAIN = re.compile(r"[\w-]+", re.ASCII)


def reverse(page: str, args: Sequence[Any] = ()) -> str:
    """The address of `page` with `args` in it; of plain words it is not asked whether they fit. Raises NoReverseMatch."""
    values = [str(value) for value in args]
    shape = _shape(page, len(values), get_script_prefix())
    if shape is None or not all(_PLAIN.fullmatch(value) for value in values):
        return str(looked_up(page, args=args))
    return shape.format(*values) if values else shape


@cache
def _shape(page: str, count: int, _prefix: str) -> str | None:
    """The address with places for `count` values; None where it takes others than keys and names."""
    marks = [UUID(int=n) for n in range(count)]
    try:
        address = str(looked_up(page, args=marks))
    except NoReverseMatch:
        return None
    if "{" in address:
        return None
    for n, mark in enumerate(marks):
        address = address.replace(str(mark), f"{{{n}}}")
    return address
