"""The declaration of the tables, and everything that is written from it."""

import json
import unicodedata
from pathlib import Path

import pyarrow as pa
import pytest

from chinhdanh.registry.describe import json_schema, refreshed, schema_text
from chinhdanh.registry.readers.names import code_label_vi, code_of, column_of, fold, header_vi, table_of
from chinhdanh.registry.schema import GROUNDS, TABLES, arrow_schema, ibis_schema
from chinhdanh.registry.schema.organizations import TABLE_NAMES

COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
DOCS = Path(__file__).parents[2] / "docs" / "registry.md"


def test_only_person_and_decision_are_required() -> None:
    assert [table.name for table in TABLES.values() if table.required] == ["person", "decision"]


def test_no_row_means_none_in_four_tables_only() -> None:
    names = {table.name for table in TABLES.values() if table.absent_means_none}
    assert names == {"discipline", "proceeding", "special_case", "report"}


def test_codes_that_name_a_table_name_all_tables() -> None:
    assert TABLE_NAMES.split() == list(TABLES)


def test_ids_point_at_tables_that_have_ids() -> None:
    for table, column in COLUMNS:
        if column.references:
            assert TABLES[column.references].column("id").required, (table.name, column.name)


def test_names_are_unique_and_texts_are_in_nfc() -> None:
    for table in TABLES.values():
        assert len(set(table.column_names)) == len(table.columns)
    for table, column in COLUMNS:
        for text in (column.meaning_vi, column.meaning_en, table.meaning_vi, table.title_vi):
            assert text
            assert unicodedata.is_normalized("NFC", text)
        assert len(set(column.codes)) == len(column.codes)
        assert bool(column.codes) == (column.type == "code")


def test_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError, match=r"person\.shoe_size"):
        TABLES["person"].column("shoe_size")


def test_grounds_belong_to_kinds_of_decision() -> None:
    assert set(GROUNDS) <= set(TABLES["decision"].column("kind").codes)
    assert {ground for grounds in GROUNDS.values() for ground in grounds} == set(
        TABLES["decision"].column("ground").codes
    )


def test_every_engine_sees_the_same_columns() -> None:
    for name, table in TABLES.items():
        assert tuple(arrow_schema(name).names) == table.column_names == tuple(ibis_schema(name).names)
    assert arrow_schema("decision").field("signed_on").type == pa.date32()


def test_every_header_and_word_of_the_template_is_read_back() -> None:
    for table, column in COLUMNS:
        header = header_vi(table.name, column.name)
        assert header != column.name, (table.name, column.name)
        assert column_of(table.name, header) == column.name
        assert column_of(table.name, header.upper() + " *") == column.name
        for code in column.codes:
            word = code_label_vi(table.name, column.name, code)
            assert word != code, (table.name, column.name, code)
            assert code_of(table.name, column, word) == code


def test_every_title_names_its_table_and_fits_a_sheet() -> None:
    for table in TABLES.values():
        assert table_of(table.title_vi) == table_of(table.name.upper()) == table.name
        assert len(table.title_vi) <= 31


def test_folding_takes_away_case_diacritics_and_marks() -> None:
    assert fold("  Đơn vị (Cấp_xã) ") == "don vi cap xa"


def test_json_schema_names_every_column_and_its_codes() -> None:
    schema = json.loads(json.dumps(json_schema()))
    assert schema["required"] == ["person", "decision"]
    for table, column in COLUMNS:
        described = schema["$defs"][table.name]["properties"][column.name]
        if column.codes:
            assert described["enum"] == [*column.codes, None]
        assert (column.name in schema["$defs"][table.name]["required"]) == column.required


def test_schema_text_names_every_column_in_both_languages() -> None:
    for lang in ("vi", "en"):
        text = schema_text(lang)
        for table, column in COLUMNS:
            assert f"\n{table.name}: " in text
            assert (column.meaning_vi if lang == "vi" else column.meaning_en) in text


def test_the_reference_page_is_fresh() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert refreshed(page) == page, "run: python -m chinhdanh.registry.describe docs/registry.md"
