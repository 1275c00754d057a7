"""One compiled fact table for all tests of facts: compiling takes longer than answering."""

import pytest

from chinhdanh.registry.schema import TABLES

from .harness import Compiled


@pytest.fixture(scope="session")
def whole():
    """The fact table over every table and column."""
    return Compiled(TABLES)
