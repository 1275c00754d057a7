from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from chinhdanh import cli, reports
from chinhdanh.facts import FACTS
from chinhdanh.registry.schema import TABLES
from chinhdanh.reports.texts import LANGUAGES, Texts, table

SOURCES = [
    path
    for part in (reports, cli)
    for path in Path(str(part.__file__)).parent.rglob("*")
    if path.suffix in (".py", ".j2", ".js") and path.name != "texts.py"
]
# Families of keys that are found by a code of the data, not by a name in the sources.
FAMILIES = [
    "verdict",
    "confidence",
    "layer",
    "regime",
    "kind",
    "subject",
    "unit",
    "code",
    "lawcode",
    "amended",
    "change",
    "state",
    "measure",
    "sort",
    "lawday",
    "begun",
    "treatment",
    "mutation",
    "indicator",
]


def test_every_text_is_there_in_both_languages() -> None:
    for key, sentences in table().items():
        assert set(sentences) == set(LANGUAGES), key
        assert all(sentence.strip() for sentence in sentences.values()), key


def test_both_languages_fill_in_the_same_names() -> None:
    for key, sentences in table().items():
        names = {lang: set(re.findall(r"\{(\w+)\}", sentence)) for lang, sentence in sentences.items()}
        assert names["vi"] == names["en"], key


def test_every_text_is_used() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = set(re.findall(r"""["']([a-z_A-Z0-9]+)["']""", sources)) | {"no_date", "not_recorded", "yes", "no", "none"}
    used |= set(re.findall(r"words\.(\w+)", sources))
    unused = [key for key in table() if key not in used and key.split("_")[0] not in FAMILIES]
    assert unused == []


def test_every_text_asked_for_exists() -> None:
    asked: set[str] = set()
    for path in SOURCES:
        asked |= set(re.findall(r"""\bt\(["'](\w+)["']""", path.read_text(encoding="utf-8")))
    assert asked <= set(table())


def test_vietnamese_is_composed() -> None:
    for sentences in table().values():
        assert all(unicodedata.is_normalized("NFC", sentence) for sentence in sentences.values())


def test_every_kind_of_decision_has_its_word() -> None:
    kinds = {key.removeprefix("kind_") for key in table() if key.startswith("kind_")}
    assert kinds == set(TABLES["decision"].column("kind").codes)


def test_every_word_for_a_value_belongs_to_a_code_of_the_registry() -> None:
    codes = {code for t in TABLES.values() for column in t.columns for code in column.codes}
    words = {key.removeprefix("code_") for key in table() if key.startswith("code_")}
    assert words - codes <= {"fit", "unfit", "conditional"}, (
        "conclusion of a dossier item is free text with three words"
    )


def test_every_unit_and_every_code_of_a_fact_has_its_word() -> None:
    units = {fact.unit.replace(" ", "_") for fact in FACTS.values() if fact.unit} - {
        "calendar_year"
    }  # the number says it
    assert units == {key.removeprefix("unit_") for key in table() if key.startswith("unit_")}
    needs = {need for fact in FACTS.values() if fact.type == "text" for need in fact.needs} - {"coverage.table"}
    columns = [TABLES[table_name].column(name) for table_name, _, name in (need.partition(".") for need in needs)]
    codes = {code for column in columns for code in column.codes if not code.isdigit()}
    assert [code for code in sorted(codes) if f"code_{code}" not in table() and f"kind_{code}" not in table()] == []


@pytest.mark.parametrize(
    ("value", "unit", "vi", "en"),
    [
        (None, None, "không có trong hồ sơ", "not recorded"),
        (True, None, "có", "yes"),
        (1234, None, "1.234", "1,234"),
        (1234.5, None, "1.234,5", "1,234.5"),
        (59, "month", "59 tháng", "59 months"),
        (1, "working_day", "1 ngày làm việc", "1 working day"),
        (2025, "calendar_year", "2025", "2025"),
        ("2025-12-31", None, "31/12/2025", "2025-12-31"),
        ("excellent", None, "hoàn thành xuất sắc", "excellent"),
        ("appointment", None, "Bổ nhiệm", "Appointment"),
        (["2024-01-02", "x"], None, "02/01/2024, x", "2024-01-02, x"),
        ("Ban Tổ chức 2026-11-20", None, "Ban Tổ chức 20/11/2026", "Ban Tổ chức 2026-11-20"),
        ([], None, "không có", "none"),
        (12, "parsec", "12 parsec", "12 parsec"),
    ],
)
def test_values_are_written_as_readers_write_them(value: object, unit: str | None, vi: str, en: str) -> None:
    assert Texts("vi").value(value, unit) == vi
    assert Texts("en").value(value, unit) == en


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        Texts("fr")  # type: ignore[arg-type]
