"""`python -m bench.web`: the application under a steady stream of requests, page by page.

A real server with its own embedded database and a demo's users; requests set off at fixed moments whether or not those
before are answered, and each timed from its moment, so that a page that holds up others is seen to.
"""

from __future__ import annotations

import argparse
import gzip
import html
import http.client
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from bench import imports
from bench.machine import cores, memory, processor
from bench.process import ROOT
from bench.registries import Registry, generator, registry

OFFICIALS = 100_000
RATE = 20
"""Requests a second."""
BAR = 0.1
"""Seconds within which 95 of 100 requests are to be answered."""
HEAVY = 200_000
"""Bytes that a page may weigh when styles and type are there already."""
USERS = ("demo-head-of-personnel", "demo-personnel-officer", "demo-inspector")
"""Who asks: the second has a body of the province within reach, the others all of it."""
READY_WITHIN = 3600
"""Seconds for loading and auditing the record the first time."""

_LINK = re.compile(r'href="(/[^"#]*)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEY = r"[0-9a-f-]{36}"
KINDS: tuple[tuple[str, str], ...] = (
    ("my work", r"/"),
    ("bodies: the tree", r"/organisations/"),
    ("bodies: posts", r"/organisations/posts/"),
    ("bodies: retirements", r"/organisations/retirements/"),
    ("a body", rf"/organisations/{_KEY}/"),
    ("a body: establishment", rf"/organisations/{_KEY}/establishment/"),
    ("a post", rf"/organisations/posts/{_KEY}/"),
    ("officials", r"/officials/(\?.*)?"),
    ("an official", rf"/officials/{_KEY}/"),
    (
        "an official: a part",
        rf"/officials/{_KEY}/(career|training|ratings|discipline|plans|declarations|family|documents)/",
    ),
    ("decisions", r"/decisions/(\?.*)?"),
    ("a decision", rf"/decisions/{_KEY}/"),
    ("findings", r"/findings/(\?.*)?"),
    ("findings: heat map", r"/findings/map/"),
    ("findings: trend", r"/findings/trend/"),
    ("a finding", rf"/findings/{_KEY}/"),
    ("search", r"/search/\?q=.+"),
)
"""Kinds of pages, and what their addresses look like."""
SEARCHES = (
    "nguyen van",
    "Trần Thị",
    "le van hung",
    "Phạm",
    "hoa",
    "phó giám đốc",
    "so noi vu",
    "Ủy ban nhân dân",
    "412/QĐ",
    "không có ai tên thế",
)
"""Words that are searched for: names with and without diacritics, whole and begun, posts, bodies, a decision, and nothing."""
STARTS = (
    "/",
    "/organisations/",
    "/organisations/posts/",
    "/organisations/retirements/",
    "/officials/",
    "/officials/?page=7",
    "/decisions/",
    "/decisions/?page=5",
    "/findings/",
    "/findings/?page=3",
    "/findings/map/",
    "/findings/trend/",
    *(f"/search/?{urlencode({'q': words})}" for words in SEARCHES),
)
MOST_OF_A_KIND = 40
"""Addresses of one kind that are asked for: enough that no cache holds them all."""


@dataclass
class Browser:
    """A user's browser as far as the server can tell: cookies, and a connection for each thread."""

    name: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _threads: threading.local = field(default_factory=threading.local)

    def get(self, address: str) -> tuple[int, str, int]:
        """Status, text, and bytes as they came over the wire."""
        return self._ask("GET", address, None)

    def post(self, address: str, **fields: str) -> int:
        """Send a form as the page with it would."""
        return self._ask("POST", address, urlencode(fields))[0]

    def _ask(self, method: str, address: str, body: str | None) -> tuple[int, str, int]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
            "Referer": f"http://localhost:{self.port}/",
            "Host": f"localhost:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for again in (True, False):
            connection = getattr(self._threads, "connection", None)
            if connection is None:
                connection = self._threads.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request(method, address, body, headers)
                answer = connection.getresponse()
                data = answer.read()
                break
            except (http.client.HTTPException, OSError):
                # The server ends a connection that was idle; a new one is what a browser would open.
                connection.close()
                self._threads.connection = None
                if not again:
                    raise
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        text = gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data
        return answer.status, text.decode("utf-8", errors="replace"), len(data)

    def sign_in(self) -> None:
        """Enter as this user of the demo, and say what records are looked at for."""
        token = _token(self.get("/accounts/login/")[1])
        if self.post("/accounts/demo/", csrfmiddlewaretoken=token, name=self.name) != 302:
            raise SystemExit(f"{self.name}: cannot enter the demo")
        token = _token(self.get("/officials/purpose/")[1])
        self.post("/officials/purpose/", csrfmiddlewaretoken=token, purpose="0", next="/")


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    return found.group(1) if found else ""


@contextmanager
def server(record: Registry, data: Path, port: int, workers: int) -> Iterator[None]:
    """The application over `record`, kept in `data` between runs."""
    data.mkdir(parents=True, exist_ok=True)
    command = [
        str(Path(sys.executable).with_name("chinhdanh")),
        "serve",
        "--demo",
        "--registry",
        str(record.folder.resolve()),
        "--listen",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
        "--lang",
        "en",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["CHINHDANH_DATA"] = str(data.resolve())
    with (data / "server.log").open("wb") as log:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait_until_ready(running, port, data / "server.log")
            yield
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


def _wait_until_ready(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if running.poll() is not None:
            raise SystemExit(f"the server ended:\n{log.read_text(errors='replace')[-2000:]}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(1)
    raise SystemExit("the server did not get ready")


def kind_of(address: str) -> str | None:
    """The kind of page at an address; None for files and for what is not measured."""
    return next((kind for kind, shape in KINDS if re.fullmatch(shape, address)), None)


def addresses(browser: Browser) -> dict[str, list[str]]:
    """Pages that this user can open, by kind: found by following links two steps from where everybody begins."""
    seen: dict[str, list[str]] = defaultdict(list)
    frontier = list(STARTS)
    for _step in range(2):
        following: list[str] = []
        for address in frontier:
            status, text, _size = browser.get(address)
            if status == 200:
                following += [html.unescape(link) for link in _LINK.findall(text)]
        frontier = []
        for address in dict.fromkeys((*STARTS, *following)):
            kind = kind_of(address)
            if kind is not None and address not in seen[kind] and len(seen[kind]) < MOST_OF_A_KIND:
                seen[kind].append(address)
                frontier.append(address)
    return dict(seen)


@dataclass(frozen=True)
class Answered:
    """One request: its kind, seconds from the moment it was due, and what came."""

    kind: str
    seconds: float
    status: int
    size: int


def stream(plan: Sequence[tuple[Callable[[], tuple[int, str, int]], str]], rate: int) -> list[Answered]:
    """Set the requests off `rate` a second and wait for all."""
    began = time.monotonic() + 0.5

    def one(number: int) -> Answered:
        ask, kind = plan[number]
        due = began + number / rate
        time.sleep(max(0.0, due - time.monotonic()))
        status, _text, size = ask()
        return Answered(kind, time.monotonic() - due, status, size)

    with ThreadPoolExecutor(max_workers=48) as pool:
        return list(pool.map(one, range(len(plan))))


def percentile(values: Sequence[float], of: int) -> float:
    return quantiles(values, n=100, method="inclusive")[of - 1] if len(values) > 1 else values[0]


def _lines(answered: Sequence[Answered]) -> Iterator[str]:
    by_kind: dict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        by_kind[one.kind].append(one)
    for kind, _shape in KINDS:
        if of := by_kind.get(kind):
            yield _line(kind, of)
    yield _line("**all**", answered)


def _line(kind: str, of: Sequence[Answered]) -> str:
    times = [one.seconds * 1000 for one in of]
    failed = sum(one.status != 200 for one in of)
    late = "**" if percentile(times, 95) > BAR * 1000 else ""
    return (
        f"| {kind} | {len(of)} | {percentile(times, 50):.0f} | {late}{percentile(times, 95):.0f}{late} | {max(times):.0f} "
        f"| {max(one.size for one in of) / 1000:.0f} | {failed or 'none'} |"
    )


def page(
    record: Registry,
    found: dict[str, list[Answered]],
    imported: Sequence[dict[str, Any]],
    rate: int,
    workers: int,
    load: float,
    on: date,
) -> str:
    """The page with the numbers."""
    parts = [
        "# The application under load",
        "",
        f"This page is written by `make bench-web` (`python -m bench.web`); do not edit it by hand. Measured on {on}. "
        f"Machine: {processor()}, {cores()} cores, {memory() / 2**30:.0f} GB of memory, a load of {load:.1f} before the run. "
        "Server, database and the program that asks share the machine.",
        "",
        f"{record.officials:,} officials and {record.decisions:,} decisions, audited; {workers} processes of the server; "
        f"{rate} requests a second, set off at fixed moments and timed from there. The bar: 95 of 100 requests within "
        f"{BAR * 1000:.0f} ms, and no page above {HEAVY // 1000} KB on a second visit. What is over the bar is in bold.",
    ]
    for name, answered in found.items():
        parts += [
            "",
            f"## {name}",
            "",
            "| page | requests | median ms | 95 % ms | slowest ms | largest KB | failed |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            *_lines(answered),
        ]
    parts += ["", *_import_lines(*imported), "", "## How to run", "", "    make bench-web", ""]
    return "\n".join(parts)


def _import_lines(known: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """What `bench.imports` measured."""
    yield "## An office's list"
    yield ""
    yield (
        "Two workbooks into the same record, by the code that the worker runs: "
        f"{known['rows']:,} people who are recorded, with a qualification and a rating of each ({known['versions']:,} versions "
        f"written); and {new['rows']:,} who are not, with the post and the decision of each ({new['versions']:,} versions). "
        f"The bar: {imports.BAR} s for checking and writing."
    )
    yield ""
    yield "| step | known people, s | new people, s |"
    yield "| --- | ---: | ---: |"
    for step, what in (("read", "reading the workbook and guessing its columns"), ("check", "holding it against the record"),
                       ("write", "writing it, as one change"), ("undo", "undoing it")):  # fmt: skip
        yield f"| {what} | {known[step]:.1f} | {new[step]:.1f} |"
    whole = [told["check"] + told["write"] for told in (known, new)]
    cells = [f"**{seconds:.1f}**" if seconds > imports.BAR else f"{seconds:.1f}" for seconds in whole]
    yield f"| **checking and writing** | {cells[0]} | {cells[1]} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    parser.add_argument("--officials", type=int, default=OFFICIALS)
    parser.add_argument("--seconds", type=int, default=60, help="of measuring, for each user")
    parser.add_argument("--rate", type=int, default=RATE, help="requests a second")
    parser.add_argument("--workers", type=int, default=2, help="processes of the server")
    parser.add_argument("--port", type=int, default=8399)
    parser.add_argument("--data", type=Path, default=ROOT / ".bench", help="where registries and databases are kept")
    parser.add_argument("--write", type=Path, help="write the page to this file; without it, it is printed")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    record = registry(given.officials, given.data)
    found: dict[str, list[Answered]] = {}
    kept = given.data / f"web-{given.officials}-{generator()}"
    with server(record, kept, given.port, given.workers):
        for name in USERS:
            browser = Browser(name, given.port)
            browser.sign_in()
            known = addresses(browser)
            kinds = itertools.cycle(known)
            choose = random.Random(given.officials)
            plan = []
            for _n in range(given.seconds * given.rate):
                kind = next(kinds)
                address = choose.choice(known[kind])
                plan.append((lambda address=address, browser=browser: browser.get(address), kind))
            # What is compiled, planned or read from disk the first time is no matter of everyday.
            stream(plan[: 5 * given.rate], given.rate)
            found[name] = stream(plan, given.rate)
            print(f"{name}: {_line('all', found[name])}", file=sys.stderr, flush=True)
    measured = [sys.executable, "-m", "bench.imports", str(kept)]
    imported = [
        json.loads(subprocess.run([*measured, *more], cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
        for more in ([], ["--new"])
    ]
    text = page(record, found, imported, given.rate, given.workers, load, date.today())  # noqa: DTZ011
    if given.write:
        given.write.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0 if all(one.status == 200 for answered in found.values() for one in answered) else 1


if __name__ == "__main__":
    sys.exit(main())
