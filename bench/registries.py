"""The synthetic registries that are measured: made once for each size, with one seed, and kept."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.process import ROOT, Measured, measure

SEED = 7
SYNTH = ROOT / "src" / "chinhdanh" / "registry" / "synth"


@dataclass(frozen=True)
class Registry:
    """A synthetic registry: its folder, the rows of its tables and what it cost to make."""

    officials: int
    folder: Path
    rows: dict[str, int]
    made: dict[str, float]

    @property
    def decisions(self) -> int:
        return self.rows["decision"]

    @property
    def bytes_on_disk(self) -> int:
        return sum(file.stat().st_size for file in self.folder.glob("*.parquet"))


def generator() -> str:
    """The generator's own text as a hash: another generator makes another registry."""
    digest = hashlib.sha256()
    for file in sorted(SYNTH.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def registry(officials: int, data: Path) -> Registry:
    """The registry of that many officials under `data`, made anew where there is none by the present generator."""
    folder = data / f"synthetic-{officials}"
    note = data / f"synthetic-{officials}.json"
    made: dict[str, float | str] = json.loads(note.read_text()) if note.exists() else {}
    if not folder.exists() or made.get("generator") != generator():
        shutil.rmtree(folder, ignore_errors=True)
        data.mkdir(parents=True, exist_ok=True)
        run: Measured = measure(
            [
                str(Path(sys.executable).with_name("chinhdanh")),
                "synth",
                "--officials",
                str(officials),
                "--seed",
                str(SEED),
                "--out",
                str(folder.resolve()),
            ]
        )
        made = {"generator": generator(), "seconds": run.seconds, "cpu": run.cpu, "peak": run.peak}
        note.write_text(json.dumps(made))
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["rows"]
    numbers = {name: float(value) for name, value in made.items() if name != "generator"}
    return Registry(officials, folder, rows, numbers)
