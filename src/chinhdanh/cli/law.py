"""``chinhdanh law``: list the law, show one provision with its rules and worked cases, check the whole library."""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.law_problems import bound_rules, telling
from chinhdanh.cli.problems import COULD_NOT_RUN, FOUND_SOMETHING, lang_option, no_traceback, say

if TYPE_CHECKING:
    from chinhdanh.audit.cases import Case, Failure, RecordCase
    from chinhdanh.law.coverage import Covered, Row
    from chinhdanh.law.layers import Lawbook
    from chinhdanh.law.library import Library, Provision
    from chinhdanh.law.rule import Rule
    from chinhdanh.law.sweep import Gap, Overlap

Lang = str

WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("đã đọc nguyên văn", "wording read"),
    "secondary": ("đọc qua nguồn dẫn lại", "read second-hand"),
    "recall": ("ghi theo trí nhớ", "from memory"),
    "rule": ("có quy tắc xét", "judged by rules"),
    "judgement": ("phải do con người xem xét", "for people to judge"),
    "data": ("dữ liệu, không tự xét", "data, not judged by itself"),
    "not_yet": ("chưa đưa vào", "not yet"),
    "reason": ("Vì sao chưa", "Why not yet"),
    "readings": ("Các cách hiểu khác nhau", "Readings that differ"),
    "complies": ("đúng", "complies"),
    "violates": ("trái", "violates"),
    "unproven": ("chưa chứng minh được", "unproven"),
    "not_applicable": ("không áp dụng", "not applicable"),
    "says": ("Nội dung (lời của dự án)", "In our words"),
    "period": ("Áp dụng", "Applies"),
    "source": ("Nguồn", "Source"),
    "note": ("Ghi chú", "Note"),
    "parameters": ("Con số", "Numbers"),
    "rules": ("Quy tắc", "Rules"),
    "cases": ("Ví dụ đã kiểm", "Worked cases"),
    "why": ("Vì sao", "Why"),
    "instead": ("Hồ sơ cần có", "To record instead"),
    "provisions": ("Quy định", "Provisions"),
    "instruments": ("văn bản", "instruments"),
    "families": ("nhóm quy định đã rà theo lịch", "families swept over the calendar"),
    "untried": ("không có ví dụ nào", "no worked case tries it"),
    "known": ("khoảng trống hoặc chồng lấn đã biết", "known gaps and overlaps"),
    "failures": ("điều phải sửa", "findings"),
    "no_rule": ("ngày nào cũng phải có một quy định, nhưng không có", "expected one provision on each day, found none"),
    "two_rules": ("ngày nào cũng phải có một quy định, nhưng có", "expected one provision on each day, found"),
    "unneeded": (
        "khoảng được giải thích nhưng vẫn có đúng một quy định",
        "explained as an exception, but exactly one provision is in force",
    ),
    "unknown": ("Không có quy định", "There is no provision"),
    "try": ("Xem danh sách: chinhdanh law list", "See the list: chinhdanh law list"),
    "coverage": ("Mức độ bao quát của thư viện pháp luật", "How far the law library goes"),
    "state_encoded": ("có quy tắc hoặc con số", "encoded"),
    "state_judgement": ("con người xem xét", "judgement"),
    "state_data": ("dữ liệu", "data"),
    "state_not_yet": ("chưa", "not yet"),
    "count_text": ("nguyên văn", "text"),
    "count_secondary": ("thứ cấp", "secondary"),
    "count_recall": ("trí nhớ", "recall"),
    "instrument": ("Văn bản", "Instrument"),
    "total": ("Cộng", "Total"),
    "why_not_yet": ("Vì sao chưa", "Why not yet"),
    "nothing": ("Không có quy định nào ở trạng thái này.", "No provision is in this state."),
    "open": ("chưa có ngày kết thúc", "no end"),
}


def _word(key: str, lang: Lang) -> str:
    return WORDS[key][1 if lang == "en" else 0]


@click.group()
def law() -> None:
    """Pháp luật: danh mục, từng quy định, kiểm tra thư viện. (The law: list it, show a provision, check the library.)"""


@law.command(name="list")
@click.option("--judgement", is_flag=True, help="Những điều chỉ con người xem xét được (what only people can judge).")
@click.option(
    "--on",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Chỉ những quy định áp dụng ngày này, NĂM-THÁNG-NGÀY (only what applies on this day).",
)
@lang_option
@no_traceback
def list_(judgement: bool, day: datetime | None, lang: Lang) -> None:
    """Danh mục văn bản và quy định, kèm quy tắc. (Instruments and provisions, with their rules.)

    \b
    Ví dụ (example): chinhdanh law list --on 2025-07-01
    """
    from chinhdanh.law.library import load_library

    with telling(lang):
        library = load_library()
    on = day.date() if day is not None else None
    if judgement:
        _list_judgements(library, on, lang)
    else:
        _list_provisions(library, on, lang)


def _list_provisions(library: "Library", on: date | None, lang: Lang) -> None:
    rules = _rules_by_provision()
    for instrument in library.instruments.values():
        shown = [p for p in instrument.provisions if on is None or p.in_force_on(on)]
        if not shown:
            continue
        click.echo(f"{instrument.id} · {instrument.number} · {instrument.title.of(lang)}")
        for provision in shown:
            names = ", ".join(rule.id for rule in rules.get(provision.id, ()))
            how = names or _word(provision.treatment, lang)
            click.echo(f"  {provision.id} · {provision.period} · {_word(provision.confidence, lang)} · {how}")


def _list_judgements(library: "Library", on: date | None, lang: Lang) -> None:
    for one in library.judgements:
        named = [i for i in one.provisions if on is None or library.provision(i).in_force_on(on)]
        if not named:
            continue
        click.echo(f"{one.id}: {one.what.of(lang)}")
        click.echo(f"  {_word('why', lang)}: {one.why.of(lang)}")
        click.echo(f"  {_word('instead', lang)}: {one.record_instead.of(lang)}")
        click.echo(f"  {_word('provisions', lang)}: {', '.join(named)}")


def _rules_by_provision() -> dict[str, list["Rule"]]:
    from chinhdanh.law.rule import all_rules

    found: dict[str, list[Rule]] = {}
    for rule in all_rules():
        found.setdefault(rule.cites, []).append(rule)
    return found


@law.command()
@click.argument("provision_id", metavar="PROVISION")
@lang_option
@no_traceback
def show(provision_id: str, lang: Lang) -> None:
    """Một quy định: trích dẫn, nội dung, con số, quy tắc, ví dụ. (One provision with its rules and worked cases.)

    \b
    PROVISION: mã quy định, xem `chinhdanh law list` (id of a provision)
    Ví dụ (example): chinhdanh law show nd-170-2025.art-29.k5.a
    """
    from chinhdanh.audit.cases import load_cases
    from chinhdanh.law.errors import UnknownProvision, nearest_en, nearest_vi
    from chinhdanh.law.library import load_library

    with telling(lang):
        library = load_library()
        try:
            provision = library.provision(provision_id)
        except UnknownProvision as unknown:
            near = nearest_en(unknown.nearest) if lang == "en" else nearest_vi(unknown.nearest)
            say(f"{_word('unknown', lang)} `{provision_id}`{near}.")
            say(_word("try", lang))
            sys.exit(COULD_NOT_RUN)
        cases, records = load_cases()
    _show_provision(provision, library, lang)
    _show_rules(_rules_by_provision().get(provision.id, []), cases, records, lang)


def _show_provision(provision: "Provision", library: "Library", lang: Lang) -> None:
    instrument = library.instruments[provision.instrument_id]
    click.echo(f"{provision.id} · {provision.heading.of(lang)}")
    click.echo(f"  {provision.article.vi}\n  {provision.article.en}")
    click.echo(f"  {instrument.title.vi}\n  {instrument.title.en}")
    period = str(provision.period).replace("…", _word("open", lang))
    regime = f" · {provision.regime}" if provision.regime else ""
    click.echo(f"{_word('period', lang)}: {period}{regime}")
    click.echo(f"{_word('says', lang)}: {provision.says.of(lang)}")
    source = instrument.sources.get(provision.source, provision.source)
    click.echo(f"{_word('source', lang)}: {source} ({_word(provision.confidence, lang)})")
    if provision.reason is not None:
        click.echo(f"{_word('reason', lang)}: {provision.reason.of(lang)}")
    if provision.readings:
        click.echo(f"{_word('readings', lang)}:")
    for reading in provision.readings:
        click.echo(f"  · {reading.of(lang)}")
    if provision.note is not None:
        click.echo(f"{_word('note', lang)}: {provision.note.of(lang)}")
    for one in library.judgements:
        if provision.id in one.provisions:
            click.echo(f"{_word('judgement', lang)}: {one.what.of(lang)} {one.why.of(lang)}")
            click.echo(f"  {_word('instead', lang)}: {one.record_instead.of(lang)}")
    if provision.parameters:
        click.echo(f"{_word('parameters', lang)}:")
    for parameter in provision.parameters.values():
        click.echo(f"  {parameter.name}: {parameter.label.of(lang)} [{parameter.unit}]")
        for value in parameter.values:
            written = ", ".join(value.value) if isinstance(value.value, tuple) else value.value
            where = instrument.sources.get(value.source, value.source)
            click.echo(f"    {value.start}: {written} · {where} ({_word(value.confidence, lang)})")


def _show_rules(rules: Sequence["Rule"], cases: Sequence["Case"], records: Sequence["RecordCase"], lang: Lang) -> None:
    if rules:
        click.echo(f"{_word('rules', lang)}:")
    for rule in rules:
        click.echo(f"\n  {rule.id} · {rule.title_en if lang == 'en' else rule.title_vi} ({rule.file}:{rule.line})")
        for line in (*rule.doc.splitlines(), "", *rule.source.rstrip().splitlines()):
            click.echo(f"    {line}".rstrip())
        mine = [(case.given.get("on"), case.name, case.expect) for case in cases if case.rule.id == rule.id]
        mine += [(None, record.name, record.expect[rule.id]) for record in records if rule.id in record.expect]
        if mine:
            click.echo(f"    {_word('cases', lang)}:")
        for on, name, expected in mine:
            click.echo(f"      {f'{on}: ' if on else ''}{name} → {_word(expected, lang)}")


@law.command()
@click.option("--only", multiple=True, metavar="RULE", help="Chỉ ví dụ của quy tắc bắt đầu bằng … (only these cases).")
@click.option(
    "--law",
    "law_folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    metavar="DIR",
    help="Kiểm tra thư mục bổ sung hoặc dự thảo này (check this further folder or draft; runs its Python).",
)
@click.option(
    "--mutations",
    is_flag=True,
    help="Thay vì kiểm tra: đổi từng so sánh, con số, xem có ví dụ nào phát hiện (change each comparison and number).",
)
@click.option(
    "--at-least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Với --mutations: thấp hơn tỷ lệ này là có điều phải sửa (below this strength is a finding).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Với --mutations (with --mutations).",
)
@lang_option
@no_traceback
def check(
    only: tuple[str, ...],
    law_folders: tuple[Path, ...],
    mutations: bool,
    at_least: float | None,
    form: str,
    lang: Lang,
) -> None:
    """Kiểm tra thư viện: quy tắc, mọi ví dụ, rà theo lịch. (Check the library: rules, all worked cases, the calendar.)

    \b
    Ví dụ (example): chinhdanh law check --only appointment/
    chinhdanh law check --mutations --only discipline/
    Mã kết thúc (exit code): 0 không có gì phải sửa (nothing found) · 1 có (findings) · 2 không kiểm tra được
    """
    from chinhdanh.audit.cases import load_cases
    from chinhdanh.cli.law_mutations import check_mutations, word
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.law.library import load_library
    from chinhdanh.law.rule import all_rules
    from chinhdanh.law.sweep import load_families, span, sweep, unneeded

    if not mutations and (at_least is not None or form != "text"):
        raise click.UsageError("--at-least, --format: chỉ dùng với --mutations (only with --mutations)")
    with telling(lang):
        bound_rules(load_library(), lang)
        book = load_lawbook(law_folders)
        library = book.library
        families = load_families(library)
        rules = book.own_rules if law_folders else all_rules()
        if law_folders:
            read = [load_cases(folder / "cases", rules) for folder in law_folders]
            cases, records = [case for found in read for case in found[0]], [one for found in read for one in found[1]]
        else:
            cases, records = load_cases()
    if mutations:
        asked = {rule.id for rule in rules if rule.id.startswith(only or "")}
        bound = {one.rule.id: one for one in book.rules if one.rule.id in asked}
        check_mutations(bound.values(), cases, at_least, form, lang)
        return
    tried = {case.rule.id for case in cases} | {rule for record in records for rule in record.expect}
    failures = [
        f"{r.file}:{r.line}: {r.id}: {_word('untried', lang)}"
        for r in rules
        if r.id not in tried and r.id.startswith(only or "")
    ]
    if only:
        cases = [case for case in cases if case.rule.id.startswith(only)]
        records = [record for record in records if any(rule.startswith(only) for rule in record.expect)]
    failures += [
        f"{failure.file}:{failure.line}: {failure.rule}: {failure.case}: {failure.message}"
        for failure in _run(cases, records, book)
    ]
    found = sweep(library, families, *span(library, families))
    failures += [_unexplained(one, lang) for one in found if one.reason is None]
    failures += [
        f"{family.file}:{known.line}: {family.id}: {known.period}: {_word('unneeded', lang)}"
        for family, known in unneeded(library, families)
    ]
    counts = {
        _word("instruments", lang): len(library.instruments),
        _word("provisions", lang).lower(): len(library.provisions),
        _word("rules", lang).lower(): len(rules),
        _word("cases", lang).lower(): len(cases) + sum(len(record.expect) for record in records),
        _word("families", lang): len(families),
        _word("known", lang): sum(one.reason is not None for one in found),
        _word("failures", lang): len(failures),
    }
    for name, count in counts.items():
        click.echo(f"{name}\t{count}")
    click.echo(f"mutations\t{word('not_run', lang)}")
    for failure in failures:
        click.echo(failure)
    if failures:
        sys.exit(FOUND_SOMETHING)


def _run(cases: Sequence["Case"], records: Sequence["RecordCase"], book: "Lawbook") -> list["Failure"]:
    """All worked cases, a rule at a time, with a progress bar on stderr."""
    from chinhdanh.audit.cases import run_cases, run_records

    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule.id, []).append(case)
    by_tables: dict[frozenset[str], list[RecordCase]] = {}
    for record in records:
        by_tables.setdefault(frozenset(record.rows), []).append(record)
    failures: list[Failure] = []
    with click.progressbar(length=len(by_rule) + len(by_tables), file=sys.stderr, show_pos=True) as bar:
        for group in by_rule.values():
            failures += run_cases(group, book)
            bar.update(1)
        for rows in by_tables.values():
            failures += run_records(rows, book)
            bar.update(1)
    return sorted(failures, key=lambda f: (str(f.file), f.line))


def _unexplained(one: "Gap | Overlap", lang: Lang) -> str:
    from chinhdanh.law.sweep import Overlap

    place = f"{one.family.file}:{one.family.line}: {one.family.id}: {one.period}"
    if isinstance(one, Overlap):
        return f"{place}: {_word('two_rules', lang)} {', '.join(one.provisions)}"
    return f"{place}: {_word('no_rule', lang)}"


@law.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="text: bảng theo văn bản; json, csv: từng quy định (a table, or each provision).",
)
@click.option(
    "--state",
    type=click.Choice(["encoded", "judgement", "data", "not_yet"]),
    help="Chỉ các quy định ở trạng thái này (only provisions in this state).",
)
@lang_option
@no_traceback
def coverage(form: str, state: str | None, lang: Lang) -> None:
    """Mỗi quy định ở một trong bốn trạng thái. (Every provision in one of four states, with the reasons.)

    \b
    encoded    có quy tắc viện dẫn hoặc dùng con số của nó (a rule cites it or reads its numbers)
    judgement  chỉ con người quyết định được (only a person can decide)
    data       bước, thời hạn, mẫu, định nghĩa (steps, deadlines, forms, definitions)
    not_yet    chưa, kèm lý do (not yet, with the reason)

    \b
    Ví dụ (example): chinhdanh law coverage --state not_yet
    """
    from chinhdanh.law.coverage import by_instrument, cover
    from chinhdanh.law.library import load_library

    with telling(lang):
        library = load_library()
        bound = bound_rules(library, lang)
    covered = [one for one in cover(library, bound) if state is None or one.state == state]
    if form == "text":
        if not covered:
            click.echo(_word("nothing", lang))
            return
        _coverage_table(by_instrument(library, covered), lang)
        _coverage_list([one for one in covered if one.state == (state or "not_yet")], state is None, lang)
        return
    rows = [
        {
            "provision": one.provision.id,
            "instrument": one.provision.instrument_id,
            "state": one.state,
            "confidence": one.provision.confidence,
            "cited_by": list(one.cited_by),
            "read_by": list(one.read_by),
            "reason": one.reason.of(lang) if one.reason else None,
        }
        for one in covered
    ]
    if form == "json":
        total = by_instrument(library, covered)[-1]
        totals = {"provisions": total.provisions, "states": total.states, "confidences": total.confidences}
        click.echo(json.dumps({"totals": totals, "provisions": rows}, ensure_ascii=False, indent=1))
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["provision", "instrument", "state", "confidence", "cited_by", "read_by", "reason"])
    for row in rows:
        writer.writerow(" ".join(value) if isinstance(value, list) else value for value in row.values())


def _coverage_table(rows: Sequence["Row"], lang: Lang) -> None:
    """By instrument and in all: how many provisions, in which state, how sure."""
    states, confidences = list(rows[0].states), list(rows[0].confidences)
    heads = [_word("provisions", lang)]
    heads += [_word(f"state_{state}", lang) for state in states]
    heads += [_word(f"count_{confidence}", lang) for confidence in confidences]
    names = [row.instrument.number if row.instrument else _word("total", lang) for row in rows]
    width = max(len(name) for name in (*names, _word("instrument", lang)))
    click.echo(_word("coverage", lang))
    click.echo("  ".join([_word("instrument", lang).ljust(width), *heads]))
    for name, row in zip(names, rows, strict=True):
        counts = [row.provisions, *row.states.values(), *row.confidences.values()]
        cells = [str(count).rjust(len(head)) for count, head in zip(counts, heads, strict=True)]
        click.echo("  ".join([name.ljust(width), *cells]))


def _coverage_list(covered: Sequence["Covered"], reasons: bool, lang: Lang) -> None:
    """The provisions one by one; `reasons`: under the heading of what is missing."""
    if covered:
        click.echo("")
    if covered and reasons:
        click.echo(f"{_word('why_not_yet', lang)}:")
    for one in covered:
        rules = ", ".join(dict.fromkeys([*one.cited_by, *one.read_by]))
        words = one.reason.of(lang) if one.reason else rules
        provision = one.provision
        click.echo(" · ".join(filter(None, [f"  {provision.id}", provision.heading.of(lang), words])))


@law.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Thư mục mới (new folder).")
@click.option("--force", is_flag=True, help="Thay trang đã viết trước ở đó (replace a site written there before).")
@lang_option
@no_traceback
def site(out: Path, force: bool, lang: Lang) -> None:
    """Thư viện thành trang để đọc, in và tìm, không cần mạng. (The library as pages to read, print and search.)

    \b
    Ví dụ (example): chinhdanh law site --out thu-vien
    Mở (open): thu-vien/index.html
    """
    from chinhdanh.audit.cases import load_cases
    from chinhdanh.law.library import load_library
    from chinhdanh.law.sweep import load_families
    from chinhdanh.registry.outdir import new_folder
    from chinhdanh.reports.site import Book, is_site, write_site

    with telling(lang):
        library = load_library()
        families = load_families(library)
        bound = bound_rules(library, lang)
        cases, records = load_cases()
    with new_folder(out, replace=force and is_site(out)) as folder:
        pages = write_site(folder, Book(library, bound, families, cases, records))
    start = out / "index.html"
    say(f"Wrote {pages} pages; open {start}" if lang == "en" else f"Đã viết {pages} trang; mở {start}")
