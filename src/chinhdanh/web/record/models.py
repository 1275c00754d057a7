"""The changes under which everything is recorded, and the tables that are kept."""

from chinhdanh.web.record.base import Change, KeptTable

__all__ = ["Change", "KeptTable"]
