"""What is sent is read no further than the largest file that is taken anywhere: the rest is left aside unread by us."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

MOST_RECEIVED = 64 * 1024 * 1024
"""Of one file. Each page has a limit of its own below this one, by which a file that was cut off here is too large."""


class Bounded(FileUploadHandler):
    """Comes before the handlers that keep a file: they are given no more than `MOST_RECEIVED` of it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Give the part on, or nothing once there was enough."""
        return raw_data if start < MOST_RECEIVED else None

    def file_complete(self, file_size: int) -> Any:
        """Leave it to the next."""
        return None
