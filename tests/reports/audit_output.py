"""A small audit output with invented people, names that try to break out of the page, and a partly empty record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from chinhdanh.law.library import Words
from chinhdanh.reports.labels import InstrumentWords, Labels, ProvisionWords

EVIL = "</script><script>alert(1)</script> & Co"
FORMULA = '=HYPERLINK("http://x")'

FINDING = pa.schema(
    [
        ("subject", pa.string()),
        ("subject_id", pa.string()),
        ("on", pa.date32()),
        ("decision_id", pa.string()),
        ("rule_id", pa.string()),
        ("provision", pa.string()),
        ("regime", pa.string()),
        ("verdict", pa.string()),
        ("confidence", pa.string()),
        ("layer", pa.string()),
        ("facts", pa.string()),
        ("missing", pa.list_(pa.string())),
    ]
)


@dataclass(frozen=True)
class FakeFact:
    label_vi: str
    label_en: str
    unit: str | None = None


LABELS = Labels(
    provisions={
        "nd-170-2025+nd-300-2026.art-33.k2.d": ProvisionWords(
            Words(
                "Điểm d khoản 2 Điều 33 Nghị định số 170/2025/NĐ-CP, sửa đổi bởi Nghị định số 300/2026/NĐ-CP",
                "Point d, Clause 2, Article 33, Decree No. 170/2025/ND-CP, as amended by Decree No. 300/2026/ND-CP",
            ),
            Words("Cán bộ chủ chốt: trên 50% người có mặt", "Key staff: above 50% of those present"),
            Words(
                "Hội nghị cán bộ chủ chốt bỏ phiếu kín; người được giới thiệu phải đạt trên 50% số người có mặt.",
                "Secret ballot of the key staff; more than half of those present.",
            ),
        ),
        "qd-80-2022.art-18.k3": ProvisionWords(
            Words("Khoản 3 Điều 18 Quy định số 80-QĐ/TW", "Clause 3, Article 18, Regulation 80-QĐ/TW"),
            Words("Hai năm ở chức vụ đang giữ", "Two years in the present post"),
            Words("Có thời gian giữ chức vụ hiện tại ít nhất hai năm.", "At least two years in the present post."),
            Words("Số khoản chưa đối chiếu.", "Clause number not compared."),
        ),
    },
    instruments={
        "nd-170-2025": InstrumentWords("170/2025/NĐ-CP", Words("Nghị định về công chức", "On civil servants"))
    },
    facts={
        "key_staff_votes": FakeFact("Phiếu đồng ý của cán bộ chủ chốt", "Votes of the key staff"),
        "key_staff_present": FakeFact("Cán bộ chủ chốt có mặt", "Key staff present"),
        "signed_on": FakeFact("Ngày ký", "Day of signing"),
        "secret": FakeFact("Bỏ phiếu kín", "Secret ballot"),
    },
)


def finding(number: int, verdict: str, **given: Any) -> dict[str, Any]:
    on = given.pop("on", date(2026, 8, 1) + timedelta(days=number % 100))
    row = {
        "subject": "decision",
        "subject_id": f"d{number}",
        "on": on,
        "decision_id": f"d{number}",
        "rule_id": "appointment/key_staff_r4",
        "provision": "nd-170-2025+nd-300-2026.art-33.k2.d",
        "regime": "R4",
        "verdict": verdict,
        "confidence": "text",
        "layer": "state",
        "facts": json.dumps(
            {"signed_on": "2026-12-15", "key_staff_votes": 1234, "key_staff_present": None, "secret": True}
        ),
        "missing": ["step.present", "step.votes_for"] if verdict == "unproven" else [],
    }
    return {**row, **given}


def write_output(folder: Path, rows: list[dict[str, Any]], **changes: Any) -> Path:
    """An audit's output folder with these findings; `changes` replace parts of its summary."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=FINDING), folder / "findings.parquet")
    counts = {"complies": 23, **{v: sum(row["verdict"] == v for row in rows) for v in ("violates", "unproven")}}
    by_rule: dict[tuple[str, str, str, str], dict[str, int]] = {}
    for row in rows:
        key = (row["rule_id"], row["provision"], row["confidence"], row["layer"])
        by_rule.setdefault(key, {"complies": 5, "violates": 0, "unproven": 0})[row["verdict"]] += 1
    summary = {
        "schema_version": 1,
        "program": {"name": "chinhdanh", "version": "0.1.0"},
        "law": {
            "version": "0123456789abcdef" * 4,
            "instruments": [
                {
                    "id": "nd-170-2025",
                    "number": "170/2025/NĐ-CP",
                    "in_force_from": "2025-07-01",
                    "in_force_until": None,
                }
            ],
        },
        "engine": "duckdb",
        "as_of": "2026-12-31",
        "seconds": 1.234,
        "read": [
            {"table": "decision", "source": "decision.csv", "rows": 60000, "columns_missing": ["policy_answered_on"]},
            {"table": "person", "source": "book.xlsx · sheet person", "rows": 12000, "columns_missing": []},
        ],
        "tables_missing": ["kinship", "coverage"],
        "notices": ["plain notice", {"vi": "cột lạ bị bỏ qua", "en": "unknown column ignored"}],
        "decisions": 60000,
        "decisions_judged": 41000,
        "counts": counts,
        "by_rule": [
            {"rule_id": rule, "provision": provision, "confidence": confidence, "layer": layer, **count}
            for (rule, provision, confidence, layer), count in by_rule.items()
        ],
        "by_provision": [
            {"provision": provision, "complies": 5, "violates": 1, "unproven": 1}
            for provision in sorted({row["provision"] for row in rows})
        ],
        "by_organization": [
            {"organization_id": "o1", "name": EVIL, "complies": 5, "violates": 2, "unproven": 9},
            {"organization_id": None, "name": None, "complies": 1, "violates": 0, "unproven": 4},
        ],
        "by_year": [
            {"year": 2025, "complies": 3, "violates": 0, "unproven": 4},
            {"year": 2026, "complies": 20, "violates": 3, "unproven": 8},
            {"year": None, "complies": 0, "violates": 0, "unproven": 1},
        ],
        "not_judged": [{"column": "step.present", "verdicts": 12, "rules": 3}],
        **changes,
    }
    (folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    return folder


def write_record(folder: Path, decisions: int) -> dict[str, Path]:
    """Parquet files from which names are taken; `decision` lacks its column `title`, as a real record may."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "decision": [
            {
                "id": f"d{n}",
                "number": f"{n}/QĐ-UBND",
                "kind": "appointment",
                "person_id": "p1",
                "post_id": "q1" if n % 2 else None,
                "organization_id": "o2",
                "signed_on": date(2026, 8, 1),
            }
            for n in range(decisions)
        ],
        "person": [{"id": "p1", "full_name": "Nguyễn Thị Phượng"}, {"id": "p2", "full_name": FORMULA}],
        "post": [{"id": "q1", "title": "Phó Giám đốc", "organization_id": "o1"}],
        "organization": [{"id": "o1", "name": EVIL}, {"id": "o2", "name": "UBND tỉnh An Hải"}],
    }
    files = {}
    for table, rows in tables.items():
        files[table] = folder / f"{table}.parquet"
        pq.write_table(pa.Table.from_pylist(rows), files[table])
    return files


ROWS = [
    finding(1, "unproven", on=date(2026, 9, 9)),
    finding(2, "violates", on=date(2026, 8, 15)),
    finding(3, "violates", on=date(2026, 11, 20)),
    finding(4, "unproven", on=None, regime=None, facts="{}", missing=[]),
    finding(
        5,
        "violates",
        subject="person",
        subject_id="p2",
        decision_id=None,
        rule_id="appointment/time_in_post_80",
        provision="qd-80-2022.art-18.k3",
        confidence="recall",
        layer="party",
        regime=None,
        on=date(2024, 1, 2),
    ),
    finding(6, "unproven", provision="xx-1-2020.art-9.k1.dd", rule_id="appointment/unknown", confidence="secondary"),
]
