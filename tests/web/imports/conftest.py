"""The small office in which the tests of imports begin; a module that needs more of it says so in a `building` of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.web.imports_world import build


@pytest.fixture
def building() -> Callable[[], Any]:
    return build


@pytest.fixture
def officer(world: Any) -> Any:
    return world
