from __future__ import annotations

from pathlib import Path

import pytest
from audit_output import EVIL, FORMULA, LABELS, ROWS, finding, write_output, write_record

from chinhdanh.law.library import load_library
from chinhdanh.reports import labels_of, load
from chinhdanh.reports.data import ReportData


def test_violations_come_first_the_latest_first(data: ReportData) -> None:
    assert [f.subject_id for f in data.shown[:3]] == ["d3", "d2", "p2"]
    assert [f.verdict for f in data.shown] == ["violates"] * 3 + ["unproven"] * 3
    assert data.shown[-1].on is None
    assert (data.violating_decisions, data.violating_others) == (2, 1)


def test_names_come_from_the_record(data: ReportData) -> None:
    by_id = {f.subject_id: f for f in data.shown}
    assert (by_id["d3"].number, by_id["d3"].kind, by_id["d3"].person) == (
        "3/QĐ-UBND",
        "appointment",
        "Nguyễn Thị Phượng",
    )
    assert (by_id["d3"].post, by_id["d3"].organization) == ("Phó Giám đốc", EVIL)
    assert (by_id["d2"].post, by_id["d2"].organization) == (None, "UBND tỉnh An Hải"), (
        "without a post: the issuing body"
    )
    assert by_id["p2"].person == FORMULA
    assert by_id["d3"].title is None, "the record has no such column"


def test_works_without_the_record(tmp_path: Path) -> None:
    data = load(write_output(tmp_path, ROWS), LABELS)
    assert {f.person for f in data.shown} == {None}
    assert len(list(data.stream("violates", 10))) == 3


def test_only_some_findings_are_held_and_all_can_be_streamed(tmp_path: Path) -> None:
    rows = [finding(n, "violates" if n % 10 == 0 else "unproven") for n in range(5_000)]
    data = load(write_output(tmp_path / "out", rows), LABELS, write_record(tmp_path / "record", 10), limit=600)
    assert (len(data.shown), data.found, data.left_out) == (600, 5_000, 4_400)
    assert [f.verdict for f in data.shown].count("violates") == 500
    assert sum(1 for _ in data.stream("unproven", 10_000)) == 4_500
    assert sum(1 for _ in data.stream("unproven", 7)) == 7


def test_a_folder_without_findings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"summary\.json"):
        load(tmp_path, LABELS)


def test_two_rows_of_one_decision_in_the_record_do_not_double_a_finding(tmp_path: Path) -> None:
    files = write_record(tmp_path / "record", 10)
    import pyarrow as pa
    import pyarrow.parquet as pq

    decisions = pq.read_table(files["decision"])
    pq.write_table(pa.concat_tables([decisions, decisions]), files["decision"])
    assert len(load(write_output(tmp_path / "out", ROWS), LABELS, files).shown) == len(ROWS)


def test_the_packaged_law_has_words_for_every_provision() -> None:
    library = load_library()
    labels = labels_of(library, {})
    assert set(labels.provisions) == set(library.provisions)
    for words in labels.provisions.values():
        for lang in ("vi", "en"):
            assert words.article.of(lang)
            assert words.heading.of(lang)[:1] == words.heading.of(lang)[:1].upper()


def test_an_unknown_provision_is_read_from_its_id() -> None:
    words = LABELS.provision("xx-1-2020.art-9.k1.dd")
    assert words.article.vi == "Điểm đ khoản 1 Điều 9, xx-1-2020"
    assert words.article.en == "Point dd, Clause 1, Article 9, xx-1-2020"
    assert LABELS.provision("loose id").article.vi == "loose id"
