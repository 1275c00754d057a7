"""What cannot be recorded or done, in words for whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, ProgrammingError

from chinhdanh.web.accounts.actions import NotAllowed

_INSUFFICIENT_PRIVILEGE = "42501"


class Refused(Exception):
    """It cannot be done; each of `told` says why, and what to do."""

    def __init__(self, *told: str) -> None:
        """All reasons at once."""
        super().__init__(" ".join(told))
        self.told: Sequence[str] = told


@contextmanager
def refusals_told(why: Callable[[str], str]) -> Iterator[None]:
    """What the database refuses in the block, as NotAllowed, or as Refused in the words that `why` has for its message.

    The block holds the whole transaction. A right that the application's role lacks on a table is our mistake, not the
    user's, and goes on as it is.
    """
    try:
        yield
    except IntegrityError as error:
        raise Refused(why(str(error))) from error
    except ProgrammingError as error:
        lacking = getattr(error.__cause__, "sqlstate", "") == _INSUFFICIENT_PRIVILEGE
        if lacking and not str(error).startswith("permission denied for"):
            raise NotAllowed from error
        raise
