"""The everyday path of the operator, who runs the machine and reads no record."""

from __future__ import annotations

import pytest
from reader import AT_EVERY_SIGHT, Reading, Sight

pytestmark = pytest.mark.browser


@AT_EVERY_SIGHT
def test_an_operator_runs_the_machine_and_reads_nothing(sight: Sight, reading: Reading) -> None:
    """Runs the machine and reads nothing."""
    reader = reading(sight, "operator")
    reader.enter("operator")
    reader.see("work")
    reader.place("/me/")
    reader.see("me")
    reader.follow('a[href="/accounts/factors/"]')
    reader.see("factors")
    reader.go("/accounts/factors/keys/")
    reader.see("keys")
    reader.go("/accounts/logout/")
    reader.see("sign-out")


@AT_EVERY_SIGHT
def test_an_account_is_made(sight: Sight, reading: Reading) -> None:
    """Makes an account."""
    reader = reading(sight, "keeper_of_users")
    reader.enter("operator")
    reader.place("/users/")
    reader.see("users")
    reader.follow('a[href="/users/new/"]')
    reader.send("form.card")
    reader.see("user-refused")
    reader.page.locator("#id_name").fill(f"an-{reader.sight}")
    reader.page.locator("#id_full_name").fill("Nguyễn Thị An")
    reader.page.locator("#id_reason").fill("thử")
    reader.send("form.card")
    reader.see("user")
