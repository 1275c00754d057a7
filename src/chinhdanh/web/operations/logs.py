"""Logs that hold no personal data: errors by kind and place, never with their messages or the addresses of pages.

A message of the database names values ("Key (id)=(...) already exists"), an address may name a row, and both end up
with people who may see no record.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Impersonal(logging.Formatter):
    """Formats a record without messages of exceptions; what Django says of a request is told by its route."""

    def __init__(self) -> None:
        """Lines that begin with time and level."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: _Raised) -> str:
        """Kinds and places of the exception and of those that led to it."""
        error: BaseException | None = ei[1]
        told = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            kind = type(error)
            told.append(f"{kind.__module__}.{kind.__qualname__}")
            told += [
                f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
            ]
            error = error.__cause__ or error.__context__
        return "\n".join(told)

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        if record.name.startswith("django."):
            record = logging.makeLogRecord(record.__dict__)
            record.msg, record.args = self._of_django(record), None
        record.exc_text = None
        return super().format(record)

    @staticmethod
    def _of_django(record: logging.LogRecord) -> str:
        status = getattr(record, "status_code", None)
        request: Any = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        where = f" /{match.route}" if match is not None else ""
        # What comes before the first ": " or placeholder is a fixed sentence of Django.
        said = str(record.msg).split("%")[0].split(":")[0].strip()
        return " ".join(part for part in (said, "" if status is None else str(status)) if part) + where


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"impersonal": {"()": "chinhdanh.web.operations.logs.Impersonal"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "impersonal"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "chinhdanh": {"level": "INFO"},
        # Replaces Django's own handlers, of which one prints messages of exceptions and another sends mail.
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
    },
}
