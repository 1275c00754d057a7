"""The everyday path of those who read: who signs, inspects, follows plans, handles cases; and an official's own record."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from reader import AT_EVERY_SIGHT, RECORD, Reading, Sight

pytestmark = pytest.mark.browser


@AT_EVERY_SIGHT
def test_a_deciding_authority_reads_what_rests_on_a_signature(sight: Sight, reading: Reading) -> None:
    """Signs, and reads what rests on a signature."""
    reader = reading(sight, "deciding_authority")
    reader.enter("deciding_authority")
    reader.see("work")
    reader.place("/decisions/")
    reader.see("decisions")
    reader.page.locator('.filters select[name="verdict"]').select_option("violates")
    reader.exchange(".filters button")
    reader.see("decisions-narrowed")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.see("decision")
    reader.page.locator("#known").fill("01/01/2020")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    reader.see("decision-not-known-then")


@AT_EVERY_SIGHT
def test_an_inspector_reads_from_the_whole_down_to_one_verdict(sight: Sight, reading: Reading) -> None:
    """Reads what was found, from the whole down to one verdict."""
    reader = reading(sight, "inspector")
    reader.enter("inspector")
    reader.place("/findings/")
    reader.see("findings")
    reader.tabs("findings")
    reader.go("/findings/map/")
    reader.follow(".heat tbody th a")
    reader.see("findings-below")
    reader.go("/findings/?verdict=violates")
    reader.follow('tbody th a[href^="/findings/"]')
    reader.see("finding")
    reader.follow('.meta a[href^="/decisions/"]')
    reader.see("decision")
    reader.page.locator("details.met > summary").click()
    reader.see("decision-unfolded")


@AT_EVERY_SIGHT
def test_a_plan_coordinator_follows_plans_and_reads_no_ratings(sight: Sight, reading: Reading) -> None:
    """Follows plans, and reads no ratings and no family."""
    reader = reading(sight, "plan_coordinator")
    reader.enter("plan_coordinator")
    reader.see("work")
    reader.place("/officials/")
    reader.follow(RECORD)
    reader.purpose()
    reader.see("record")
    reader.tabs("record")
    reader.go("/organisations/retirements/")
    reader.see("retirements")


@AT_EVERY_SIGHT
def test_a_case_handler_reads_what_a_report_is_about(sight: Sight, reading: Reading) -> None:
    """Reads the decisions and records that a report is about."""
    reader = reading(sight, "case_handler")
    reader.enter("case_handler")
    reader.see("work")
    reader.place("/decisions/")
    reader.follow('tbody th a[href^="/decisions/"]')
    reader.see("decision")
    reader.place("/officials/")
    reader.follow(RECORD)
    reader.purpose()
    reader.go(f"{reader.page.url}discipline/")
    reader.see("record-discipline")


@AT_EVERY_SIGHT
def test_an_official_is_led_to_their_own_record(sight: Sight, reading: Reading) -> None:
    """Reads their own record, and who else did; is led there, for nothing else waits for them."""
    reader = reading(sight, "official")
    reader.enter("official")
    assert reader.page.url.endswith("/me/")
    reader.see("me")
    reader.follow('a.button[href^="/officials/"]')
    reader.see("own-record")
    reader.tabs("own-record")
    reader.place("/decisions/")
    reader.see("own-decisions")


def test_an_audit_is_asked_for_on_the_page_and_done_beside_it(reading: Reading) -> None:
    """The page says how far it is, asks by itself, and shows the audit once it is done."""
    reader = reading(name="audit")
    reader.enter("inspector")
    reader.go("/findings/runs/")
    rows = reader.page.locator("table.data tbody tr")
    before = rows.count()
    reader.send()
    expect(reader.page.locator(".progress")).to_be_visible()
    reader.see("under-way")
    expect(reader.page.locator(".progress.done")).to_be_visible(timeout=300_000)
    reader.see("done")
    reader.page.reload()
    expect(rows).to_have_count(before + 1)
    expect(rows.first).to_contain_text("✓")
