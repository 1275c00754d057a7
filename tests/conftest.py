"""What holds for all tests: examples of property tests are the same on every run, and never judged by the clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
