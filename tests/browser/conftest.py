"""A browser, and the application as `make demo` serves it: a synthetic province, judged, and a user for each role."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from reader import USUAL, Reader, Sight

OFFICIALS, SEED = 400, 2026
COMMAND = (sys.executable, "-c", "from chinhdanh.cli import main; main()")
START = 600
"""Seconds until the application must answer; the record is made, loaded and judged before."""
SCREENSHOTS = "CHINHDANH_SCREENSHOTS"
CHROMIUM = "CHINHDANH_CHROMIUM"


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """The address of the application, in a process and with a data folder of its own."""
    home = Path(tempfile.mkdtemp(prefix="chinhdanh-browser-"))
    registry = home / "registry"
    make = (*COMMAND, "synth", "--officials", str(OFFICIALS), "--seed", str(SEED), "--out", str(registry))
    subprocess.run(make, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHINHDANH_", "DATABASE_"))}
    log = home / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            (*COMMAND, "serve", "--demo", "--registry", str(registry), "--listen", f"127.0.0.1:{port}"),
            env={**kept, "CHINHDANH_DATA": str(home / "data")},
            stdout=out,
            stderr=out,
        )
    try:
        end = time.monotonic() + START
        while not _answers(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.5)
        yield f"http://localhost:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)
        told = log.read_text()
        shutil.rmtree(home, ignore_errors=True)
    assert "Traceback" not in told, told


def _answers(port: int) -> bool:
    con = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        con.request("GET", "/readyz")
        return con.getresponse().status == 200
    except OSError:
        return False
    finally:
        con.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that is named."""
    program = os.environ.get(CHROMIUM) or shutil.which("chromium")
    if program is None or not Path(program).is_file():
        pytest.fail(f"These tests need Chromium: apt-get install chromium, or set {CHROMIUM} to where it is.")
    # Its sandbox refuses root, as whom tests run in containers; the pages are our own.
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


@pytest.fixture
def reading(chromium: Browser, served: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Reader]]:
    """Somebody who reads the pages at a sight; what was wrong with any of them is told together, at the end."""
    readers: list[Reader] = []
    stated = os.environ.get(SCREENSHOTS)
    pictures = Path(stated).resolve() if stated else None

    def begin(sight: Sight = USUAL, name: str = "", **options: Any) -> Reader:
        context = chromium.new_context(
            base_url=served,
            viewport={"width": sight.screen.width, "height": sight.screen.height},
            color_scheme=sight.screen.scheme,
            reduced_motion="reduce",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(60_000)
        readers.append(Reader(context.new_page(), served, sight, name or request.node.name, pictures))
        return readers[-1]

    yield begin
    faults = []
    for reader in readers:
        reader.page.context.close()
        faults += reader.faults
    assert not faults, "\n".join(faults)
