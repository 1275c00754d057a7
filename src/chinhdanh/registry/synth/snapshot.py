"""Writing a synthetic registry: province by province into one Parquet file a table, with manifest and planted list."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from chinhdanh.registry.outdir import new_folder
from chinhdanh.registry.schema import SCHEMA_VERSION, TABLES
from chinhdanh.registry.synth import gaps, province
from chinhdanh.registry.synth.days import AS_OF, day
from chinhdanh.registry.synth.plants import Planted, plant
from chinhdanh.registry.synth.tables import PREFIXES, Rows, Words, code

LARGEST_PROVINCE = 75_000
SMALLEST = 200

COVERED = (
    "organization",
    "post",
    "tenure",
    "step",
    "dossier_item",
    "notice",
    "plan_entry",
    "evaluation",
    "kinship",
    "asset_declaration",
    "health_check",
    "candidate_vote",
    "participant",
    "establishment",
    "qualification",
)
"""Tables declared complete for all organisations from 2009-01-01."""

Progress = Callable[[int, int, str], None]
"""Called with officials done, officials in all, and the province under work."""


def write(officials: int, seed: int, out: Path, progress: Progress | None = None) -> list[Planted]:
    """Write a synthetic registry of `officials` people to the new folder `out`; what was planted.

    The same arguments give the same bytes. Raises ValueError for fewer than ``SMALLEST`` officials, RegistryProblems
    where `out` cannot be made (see ``outdir.new_folder``).
    """
    if officials < SMALLEST:
        raise ValueError(f"a synthetic registry needs at least {SMALLEST} officials, not {officials}")
    count = -(-officials // LARGEST_PROVINCE)
    sizes = [officials // count + (place < officials % count) for place in range(count)]
    planted: list[Planted] = []
    with new_folder(out) as folder:
        writer = _Writer(folder)
        done = 0
        for place, size in enumerate(sizes):
            if progress:
                progress(done, officials, f"{place + 1}/{count}")
            made = province.make(seed, place, size)
            wrongs = plant(made, everywhere=place == 0)
            gaps.leave_gaps(made, {wrong.decision for wrong in wrongs})
            planted += writer.province(made, wrongs)
            done += size
        writer.close()
        _write_json(folder / "planted.json", _planted(seed, planted))
        _write_json(folder / "manifest.json", writer.manifest(officials, seed))
        if progress:
            progress(done, officials, "")
    return planted


class _Writer:
    """One Parquet file a table, one row group or more a province; numbers ids on from province to province."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, Any] = {}
        self.first = dict.fromkeys(PREFIXES, 0)
        self.rows = dict.fromkeys(TABLES, 0)

    def province(self, made: province.Province, wrongs: list[Planted]) -> list[Planted]:
        numbers: dict[str, Any] = dict(self.first)
        numbers["decision"] = made.numbers + self.first["decision"]
        numbers["job_position"] = 0  # the first province brings the positions of all
        for name in TABLES:
            if name in made.tables:
                self._write(name, made.tables[name].arrow(numbers))
        shown = [wrong.numbered(numbers) for wrong in wrongs]
        for name in PREFIXES:
            if name in made.tables:
                self.first[name] += made.tables[name].size
        return shown

    def _write(self, name: str, table: Any) -> None:
        if name not in self.writers:
            path = self.folder / f"{name}.parquet"
            self.writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self.writers[name].write_table(table)
        self.rows[name] += table.num_rows

    def close(self) -> None:
        covered = np.array([code("coverage", "table", name) for name in COVERED])
        rows = Rows(
            "coverage",
            {
                "table": covered,
                "organization_id": -1,
                "from": day("2009-01-01"),
                "stated_by": Words(["Ban Tổ chức Tỉnh ủy"], np.zeros(len(covered), dtype=np.int64)),
                "stated_on": AS_OF,
            },
        )
        self._write("coverage", rows.arrow({}))
        for writer in self.writers.values():
            writer.close()

    def manifest(self, officials: int, seed: int) -> dict[str, Any]:
        return {
            "schema_version": SCHEMA_VERSION,
            "as_of": str(np.datetime64(AS_OF, "D")),
            "title": "Dữ liệu tổng hợp, không có người thật / Synthetic data, no real person",
            "synthetic": {"officials": officials, "seed": seed},
            "rows": {name: self.rows[name] for name in TABLES if name in self.writers},
        }


def _about(wrong: Planted) -> dict[str, Any]:
    """Of what the wrong is: as ``verdicts.parquet`` names it."""
    if wrong.subject == "decision":
        name = f"d{wrong.decision}"
        return {"subject": "decision", "subject_id": name, "on": None, "decision_id": name}
    name = f"{PREFIXES[wrong.subject]}{wrong.place}"
    on = str(np.datetime64(wrong.on, "D"))
    return {"subject": wrong.subject, "subject_id": name, "on": on, "decision_id": None}


def _planted(seed: int, planted: list[Planted]) -> dict[str, Any]:
    rows = [
        {
            "id": f"w{place + 1}",
            "kind": wrong.kind,
            **_about(wrong),
            "provisions": list(wrong.provisions),
            "what_vi": wrong.what_vi,
            "what_en": wrong.what_en,
        }
        for place, wrong in enumerate(planted)
    ]
    return {"schema_version": 1, "seed": seed, "planted": rows}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
