"""One command as a whole process: seconds, processor seconds and peak memory, as the kernel counted them."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Measured:
    """What one process cost. `peak` is its largest resident memory in bytes, those of its children not added."""

    seconds: float
    cpu: float
    peak: int
    output: str


class Failed(Exception):
    """The process measured did not do its work; the message ends with what it said."""


def measure(
    command: Sequence[str], *, accept: Sequence[int] = (0,), limit: int | None = None, cache: Path | None = None
) -> Measured:
    """Run a command to its end and say what it cost.

    `limit`: bytes of data memory that the process may take. `cache`: where it keeps its compiled plans, in place of the
    user's own folder.

    Raises Failed where it ends with another code than those of `accept`.
    """

    def confine() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    environment = os.environ | ({"CHINHDANH_CACHE": str(cache.resolve())} if cache is not None else {})
    began = time.monotonic()
    with subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=confine,  # noqa: PLW1509
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode("utf-8", errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = code = os.waitstatus_to_exitcode(status)
    if code not in accept:
        raise Failed(f"{' '.join(command)}: exit code {code}\n{said[-2000:]}")
    # Linux counts ru_maxrss in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, said)


def median(runs: Sequence[Measured]) -> Measured:
    """The run in the middle by seconds; of an even number the slower of the two."""
    return sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
