"""The documents keep their word: commands exist and run, links lead somewhere, dependencies are explained."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import duckdb
import openpyxl
import pytest
from click.testing import CliRunner, Result

from chinhdanh.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
GUIDE_VI = ROOT / "docs" / "guide-inspectors.vi.md"
GUIDE_EN = ROOT / "docs" / "guide-inspectors.en.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
WITH_COMMANDS = [README, *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^[ ]*```(\w*)\n(.*?)^[ ]*```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in _FENCE.findall(_read(page)) if name == language]


def _lines(page: Path) -> list[str]:
    """The lines of the blocks that a reader is meant to type."""
    return [line.strip() for block in _blocks(page, "sh") for line in block.splitlines() if line.strip()]


def _named_commands(page: Path) -> Iterator[list[str]]:
    """Every `chinhdanh ...` in code, as words; comments and line ends cut off."""
    text = _read(page)
    spans = re.findall(r"`(chinhdanh [^`]*)`", text)
    spans += [line.strip() for _, block in _FENCE.findall(text) for line in block.splitlines()]
    spans += [line.strip() for line in text.splitlines() if line.startswith("    chinhdanh ")]
    for span in spans:
        if span.startswith("chinhdanh "):
            yield re.split(r"\s{2,}|[#>;|]", span)[0].split()[1:]


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", _FENCE.sub("", _read(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower().replace("`", "")).replace(" ", "-") for title in titles}


def _run(line: str) -> Result:
    if line.startswith("echo "):
        text, _, target = line.removeprefix("echo ").partition(" > ")
        Path(target).write_text(text + "\n", encoding="utf-8")
        return CliRunner().invoke(main, ["--version"])
    words = shlex.split(line)
    assert words[0] == "chinhdanh", line
    return CliRunner().invoke(main, words[1:])


def _run_all(lines: list[str]) -> None:
    for line in lines:
        result = _run(line)
        assert result.exit_code in (0, 1), f"{line}\n{result.output}\n{result.exception!r}"
        assert result.exception is None or isinstance(result.exception, SystemExit), line


# --- commands ---


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_every_command_and_option_named_exists(page: Path) -> None:
    for words in _named_commands(page):
        command: click.Command = main
        context = click.Context(main)
        rest = list(words)
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            found = command.get_command(context, rest[0])
            assert found is not None, f"{page.name} names `chinhdanh {' '.join(words)}`, which does not exist"
            command, rest = found, rest[1:]
        known = {name for parameter in command.get_params(context) for name in parameter.opts}
        for word in rest:
            if word.startswith("--"):
                assert word in known, f"{page.name}: `chinhdanh {' '.join(words)}` has no option {word}"


def test_the_readme_names_every_command() -> None:
    named = {" ".join(words) for words in _named_commands(README)}
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        inner = (
            [f"{name} {sub}" for sub in command.list_commands(context)] if isinstance(command, click.Group) else [name]
        )
        for full in inner:
            assert any(f"{text} ".startswith(f"{full} ") for text in named), f"README.md does not name chinhdanh {full}"


def test_the_examples_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _run_all(_lines(README))
    assert (tmp_path / "bao-cao" / "report.html").is_file()


# --- the inspectors' guide ---


def _list_in(page: Path, target: Path) -> None:
    """The workbook that the guide describes: title in row 1, the table of the page from row 3 on."""
    table = _read(page).partition("<!-- danh-sach.xlsx -->")[2].strip().partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bổ nhiệm"
    sheet["A1"] = "Danh sách bổ nhiệm lãnh đạo, quản lý"
    for place, row in enumerate([rows[0], *rows[2:]]):
        for column, text in enumerate(row):
            value: Any = text or None
            if re.fullmatch(r"\d\d/\d\d/\d{4}", text):
                value = datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007
            sheet.cell(3 + place, 1 + column, value)
    book.save(target)


def _filled_template(template: Path, target: Path) -> None:
    """What somebody types into the blank template: one appointment, in the words of the drop-downs."""
    book = openpyxl.load_workbook(template)
    for name, cells in (
        ("Cán bộ, công chức, viên chức", {"Mã cán bộ": "CC001", "Họ và tên": "Trần Thị Mẫu", "Giới tính": "Nữ",
                                          "Ngày sinh": datetime(1985, 4, 12), "Đối tượng": "Công chức"}),  # noqa: DTZ001
        ("Chức danh, chức vụ", {"Mã chức danh": "PTP", "Tên chức danh": "Phó Trưởng phòng", "Vai trò lãnh đạo": "Cấp phó"}),
        ("Quyết định", {"Mã quyết định": "QD1", "Loại quyết định": "Bổ nhiệm", "Mã cán bộ": "CC001", "Mã chức danh": "PTP",
                        "Ngày ký": datetime(2025, 9, 15)}),  # noqa: DTZ001
    ):  # fmt: skip
        sheet = book[name]
        heads = {cell.value: cell.column for cell in sheet[1]}
        for head, value in cells.items():
            sheet.cell(2, heads[head], value)
    for name in ("Kỷ luật", "Việc đang xem xét", "Trường hợp đặc biệt", "Phản ánh, khiếu nại, tố cáo"):
        del book[name]
    book.save(target)


def _verdicts(folder: Path) -> list[tuple[str, str, str]]:
    query = f"SELECT decision_id, rule_id, verdict FROM read_parquet('{folder / 'verdicts.parquet'}') ORDER BY ALL"
    return duckdb.sql(query).fetchall()


def test_the_guide_can_be_followed_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _list_in(GUIDE_VI, tmp_path / "danh-sach.xlsx")
    (tmp_path / "anh-xa.yaml").write_text(_blocks(GUIDE_VI, "yaml")[0], encoding="utf-8")
    for line in _lines(GUIDE_VI):
        if "so-can-bo.xlsx" in line and not (tmp_path / "so-can-bo.xlsx").exists():
            _filled_template(tmp_path / "mau-ho-so.xlsx", tmp_path / "so-can-bo.xlsx")
        # The rules that the example is about: binding all of them again for each audit takes long, and README's run does.
        few = "" if "audit" not in line or "--only" in line else " --only appointment/full_term_left --only hd-06-2021"
        _run_all([line + few])

    first, second = _verdicts(tmp_path / "bao-cao"), _verdicts(tmp_path / "bao-cao-2")
    assert [row[2] for row in first if row[0] == "16/QĐ-SNV_CC002"] == ["unproven"] * 3
    assert [row for row in second if row[2] == "violates"] == [
        ("16/QĐ-SNV_CC002", "appointment/five_years_left_on_receipt", "violates"),
        ("16/QĐ-SNV_CC002", "appointment/full_term_left_80", "violates"),
        ("16/QĐ-SNV_CC002", "appointment/full_term_left_r3", "violates"),
    ]


def test_both_guides_give_the_same_commands_and_the_same_example() -> None:
    def plain(page: Path) -> list[str]:
        return [re.sub(r" --lang en| --out \S+", "", line) for line in _lines(page)]

    assert plain(GUIDE_VI) == plain(GUIDE_EN)
    assert _blocks(GUIDE_VI, "yaml") == _blocks(GUIDE_EN, "yaml")
    tables = [
        _read(page).partition("<!-- danh-sach.xlsx -->")[2].strip().partition("\n\n")[0]
        for page in (GUIDE_VI, GUIDE_EN)
    ]
    assert tables[0] == tables[1]


# --- links, pictures, dependencies ---


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", _read(page))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in _anchors(target), f"{page.name}: {link}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(_read(ROOT / "pyproject.toml"))
    named = [*project["project"]["dependencies"]]
    for group in (*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()):
        named += group
    wanted = {re.split(r"[\[<>=!~; ]", name)[0] for name in named}
    explained = set(re.findall(r"^\| `([\w-]+)` \|", _read(ROOT / "docs" / "dependencies.md"), re.MULTILINE))
    assert wanted <= explained, f"without a reason: {wanted - explained}"
    assert explained <= wanted, f"explained but not a dependency: {explained - wanted}"
