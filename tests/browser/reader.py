"""Somebody who reads pages in a browser, and what each page is held to when they look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Download, Error, Page, Request, Response, expect

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
SHOWN = 3
"""Places of one violation that are told; the rest are counted."""


@dataclass(frozen=True)
class Screen:
    """What pages are shown on."""

    width: int
    height: int
    scheme: Literal["light", "dark"]

    @property
    def narrow(self) -> bool:
        return self.width < 860


# The narrow one in dark: contrast is a matter of the theme, and not of the width.
WIDE, NARROW = Screen(1400, 1000, "light"), Screen(390, 844, "dark")


@dataclass(frozen=True)
class Sight:
    """How pages are read: in which language, and on which screen one goes from one to the next."""

    language: str
    screen: Screen

    def __str__(self) -> str:
        return self.language


# Each page is looked at on both screens whichever one walks on, so that every path is walked once a language.
SIGHTS = (Sight("vi", NARROW), Sight("en", WIDE))
AT_EVERY_SIGHT = pytest.mark.parametrize("sight", SIGHTS, ids=str)
USUAL = Sight("vi", WIDE)
RECORD = 'tbody th a[href^="/officials/"]'
"""The first record in a list of people."""


class Reader:
    """A page with its reader. Faults are gathered, so that one walk tells all of them."""

    def __init__(self, page: Page, home: str, sight: Sight, name: str, pictures: Path | None) -> None:
        """Begin on an empty page."""
        self.page, self.sight, self.faults = page, sight, []
        self.screen = sight.screen
        self._home, self._name, self._pictures, self._seen = home, name, pictures, 0
        self._at = "start"
        page.on("console", self._heard)
        page.on("pageerror", self._thrown)
        page.on("request", self._asked)
        page.on("response", self._answered)

    # --- what goes wrong beside the page ---

    def _fault(self, what: str) -> None:
        self.faults.append(f"{self._name} ({self.sight}, {self.screen.width} px), {self._at}: {what}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._fault(f"console: {message.text}")

    def _thrown(self, error: Error) -> None:
        self._fault(f"script: {error.message}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self._home}/", "data:")):
            self._fault(f"asks elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._fault(f"{response.status} for {response.url}")

    # --- going from page to page ---

    def go(self, path: str) -> None:
        self.page.goto(path)

    def enter(self, role: str) -> None:
        """Sign in as the demo's user of this role, in the language of the sight."""
        self.go("/accounts/login/")
        self.speak()
        with self.page.expect_navigation():
            self.page.locator(f'button[name="name"][value="demo-{role.replace("_", "-")}"]').click()

    def speak(self) -> None:
        """Choose the language of the sight."""
        with self.page.expect_navigation():
            self.page.locator(f'button[name="language"][value="{self.sight.language}"]').click()

    def place(self, path: str) -> None:
        """By way of the navigation, which is folded where there is little room."""
        if self.screen.narrow:
            self.page.locator("button.menu").click()
        with self.page.expect_navigation():
            self.page.locator(f'.places a[href="{path}"]').click()

    def follow(self, link: str) -> None:
        """The first link in the page's content that this selector finds."""
        with self.page.expect_navigation():
            self.page.locator(f"main {link}").first.click()

    def send(self, form: str = "form") -> None:
        """Press the first button of a form in the content."""
        with self.page.expect_navigation():
            self.page.locator(f"main {form} button.button").first.click()

    def refused(self, form: str = "form") -> None:
        """Press the first button of a form with files; it comes back in its place, with what is wrong."""
        self.exchange(f"{form} button.button")
        expect(self.page.locator('main [role="alert"]').first).to_be_visible()

    def files(self) -> list[str]:
        """The names of the files that are chosen in the content."""
        names: list[str] = self.page.locator("main input[type=file]").evaluate(
            "(one) => [...one.files].map((file) => file.name)"
        )
        return names

    def exchange(self, link: str) -> None:
        """Press what fetches a part of the page, and wait until it stands there."""
        with self.page.expect_response(lambda response: "hx-request" in response.request.headers):
            self.page.locator(f"main {link}").first.click()
        self._settled()

    def _settled(self) -> None:
        """What was fetched stands in its place; until then the part of before does, and looks just as ready."""
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def tabs(self, name: str) -> None:
        """Every other tab of this page, one after the other."""
        links = self.page.locator("main nav.tabs a")
        addresses = [str(link.get_attribute("href")) for link in links.all()]
        for address in addresses[1:]:
            self.go(address)
            part = urlsplit(address).path.strip("/").rpartition("/")[2]
            self.see(f"{name}-{part}")

    def download(self, link: str) -> Path:
        """Press what gives a file, and have it."""
        with self.page.expect_download() as found:
            self.page.locator(f"main {link}").first.click()
        given: Download = found.value
        return Path(given.path())

    def purpose(self) -> None:
        """Say for what records are opened, where that is asked."""
        self.page.locator('input[name="purpose"]').first.check()
        self.send()

    # --- looking at one ---

    def see(self, name: str, *, on: Sequence[Screen] = (WIDE, NARROW)) -> None:
        """On each screen, the page is whole, in the chosen language, no wider than the screen, and open to everybody."""
        self._at, self._seen = name, self._seen + 1
        walked_on = self.screen
        self.page.wait_for_load_state("load")
        # The screen one walks on first, which is the one that is there.
        for screen in sorted(on, key=lambda one: one != walked_on):
            self.show(screen)
            self._look(name)
        self.show(walked_on)

    def show(self, screen: Screen) -> None:
        """Go on with this page on a screen."""
        if screen != self.screen:
            self.screen = screen
            self.page.set_viewport_size({"width": screen.width, "height": screen.height})
            self.page.emulate_media(color_scheme=screen.scheme)

    def _look(self, name: str) -> None:
        page = self.page
        self._settled()
        page.evaluate("() => document.fonts.ready.then(() => true)")
        expect(page.locator("html")).to_have_attribute("lang", self.sight.language)
        wide, room = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        if wide > room:
            self._fault(f"is {wide} px wide, and the screen {room}")
        for violation in self._violations():
            self._fault(violation)
        if self._pictures is not None:
            folder = self._pictures / f"{self.sight}-{self.screen.width}"
            folder.mkdir(parents=True, exist_ok=True)
            picture = folder / f"{self._name}-{self._seen:02}-{name}.png"
            # The caret may stay: it is hidden by an inline style, which the policy of our pages refuses in the console.
            page.screenshot(path=picture, full_page=True, caret="initial")

    def _violations(self) -> list[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
        found: Any = self.page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
        told = []
        for one in found:
            places = "; ".join(
                f"{' '.join(map(str, node['target']))} {node['html'][:160]}" for node in one["nodes"][:SHOWN]
            )
            more = f" and {len(one['nodes']) - SHOWN} more" if len(one["nodes"]) > SHOWN else ""
            told.append(f"axe {one['id']}: {one['help']}: {places}{more}")
        return told


Reading = Callable[..., Reader]
"""Begins reading: `reading(sight, name)`; the name stands in what is told of faults, and in names of pictures."""
