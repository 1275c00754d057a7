"""`python -m bench`: measure, print and write the page."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from bench.audits import Audited, Compared, audit_all, audit_first, compare
from bench.page import Results, page
from bench.process import ROOT, Failed, Measured, measure
from bench.registries import Registry, registry

SIZES = (20_000, 200_000, 2_500_000)
QUICK = (2_000,)
ONE_RUN_FROM = 1_000_000
"""Officials from which one run has to do; below it several are made and the one in the middle counts."""
CALLS = 500


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="officials, separated by commas")
    parser.add_argument("--quick", action="store_true", help="2,000 officials only, for trying the programs out")
    parser.add_argument(
        "--times", type=int, default=3, help="runs of the smaller sizes, of which the middle one counts"
    )
    parser.add_argument("--write", type=Path, help="write the page to this file; without it, it is printed")
    parser.add_argument("--data", type=Path, default=ROOT / ".bench", help="where the synthetic registries are kept")
    parser.add_argument("--date", help="the day that the page names, YYYY-MM-DD")
    parser.add_argument("--memory-limit", type=float, metavar="GB", help="data memory that an audit may take at most")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _module(name: str, *arguments: str) -> dict[str, Any]:
    """The JSON object that a program of this package prints, from a process of its own."""
    said = measure([sys.executable, "-W", "ignore", "-m", f"bench.{name}", *arguments]).output
    result: dict[str, Any] = json.loads(said[said.index("{") :])
    return result


def main() -> int:
    given = _arguments()
    sizes = QUICK if given.quick else tuple(sorted(int(size) for size in given.sizes.split(",")))
    limit = int(given.memory_limit * 2**30) if given.memory_limit else None
    load = os.getloadavg()[0]
    first: Measured | None = None
    registries: list[Registry] = []
    audits: list[Audited] = []
    compared: list[Compared] = []
    failures: list[str] = []
    for size in sizes:
        _say(f"{size:,} officials: registry")
        registries.append(registry(size, given.data))
        if first is None:
            _say(f"{size:,} officials: the first audit, nothing compiled")
            first = audit_first(registries[-1])
        times = 1 if size >= ONE_RUN_FROM else given.times
        try:
            _say(f"{size:,} officials: all rules, {times} x")
            audits.append(audit_all(registries[-1], times, limit))
            _say(f"  {audits[-1].run.seconds:.1f} s, {audits[-1].run.peak / 2**30:.2f} GB")
            _say(f"{size:,} officials: ten rules against hand-written SQL, {times} x")
            compared.append(compare(registries[-1], times, limit))
            _say(f"  {compared[-1].ratio:.2f} times, counts {'agree' if compared[-1].agree else 'DIFFER'}")
        except Failed as failed:
            _say(str(failed))
            failures.append(f"{size:,}: {str(failed).splitlines()[0]}")
    small = registries[0].folder.resolve()
    _say("one decision at the gate")
    gate = _module("judge_speed", str(small), str(CALLS))
    _say("zen-engine and OpenFisca")
    others = _module("other_engines", str(small))
    assert first is not None
    text = page(Results(load, first, registries, audits, compared, failures, gate, others, given.date))
    if given.write:
        given.write.parent.mkdir(parents=True, exist_ok=True)
        given.write.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0 if all(c.agree for c in compared) and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
