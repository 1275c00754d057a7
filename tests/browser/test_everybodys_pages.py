"""What holds for everybody: signing in, errors, keys, a narrow screen, no scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from reader import AT_EVERY_SIGHT, NARROW, Reading, Sight

pytestmark = pytest.mark.browser


@AT_EVERY_SIGHT
def test_a_stranger_signs_in_and_is_told_of_errors(sight: Sight, reading: Reading) -> None:
    """Whoever is not signed in."""
    reader = reading(sight, "stranger")
    reader.go("/officials/")
    reader.speak()
    reader.see("sign-in")
    reader.page.locator("#id_login").fill(f"nobody-{reader.sight}")
    reader.page.locator("#id_password").fill("sai")
    reader.send()
    reader.see("sign-in-refused")
    reader.go("/styleguide/")
    reader.see("styleguide")
    for status in (400, 403, 404, 429, 500):
        reader.go(f"/styleguide/errors/{status}/")
        reader.see(f"error-{status}")


def test_without_a_mouse(reading: Reading) -> None:
    """Past the navigation with one key, into the search box with another, and through the tree with the arrows."""
    reader = reading(name="keys")
    reader.enter("inspector")
    reader.go("/organisations/")
    keys, focus = reader.page.keyboard, reader.page.locator("*:focus")
    keys.press("Tab")
    expect(focus).to_have_class("skip")
    keys.press("Enter")
    expect(focus).to_have_id("main")
    keys.press("/")
    expect(focus).to_have_id("find")
    expect(focus).to_have_value("")
    closed = reader.page.locator(".tree details:not([open]) > summary")
    number = closed.count()
    closed.first.focus()
    with reader.page.expect_response("**/branch/**"):
        keys.press("ArrowRight")
    expect(closed).not_to_have_count(number)
    keys.press("ArrowDown")
    expect(reader.page.locator(".tree *:focus")).to_have_count(1)


def test_the_menu_of_a_narrow_screen(reading: Reading) -> None:
    """It opens, is as open to everybody as the page, and closes with Escape."""
    reader = reading(Sight("vi", NARROW), "menu")
    reader.enter("inspector")
    drawer = reader.page.locator("#navigation")
    expect(drawer).to_be_hidden()
    reader.page.locator("button.menu").click()
    expect(drawer).to_be_visible()
    reader.see("open", on=[NARROW])
    reader.page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_without_scripts(reading: Reading) -> None:
    """Signing in, sorting, opening a branch: links and forms do what scripts make quicker."""
    reader = reading(name="plain", java_script_enabled=False)
    reader.enter("inspector")
    reader.go("/officials/")
    reader.follow("thead a")
    assert "sort=" in reader.page.url
    reader.go("/organisations/")
    reader.page.locator(".tree details:not([open]) > summary").first.click()
    reader.follow('.tree a[href*="/branch/"]:visible')
    expect(reader.page.locator(".tree .node").first).to_be_visible()
    reader.go("/findings/runs/")
    expect(reader.page.locator("main form button")).to_be_visible()
