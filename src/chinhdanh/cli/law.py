"""``chinhdanh law``: list the law, show one provision with its rules and worked cases, check the whole library."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinhdanh.cli.law_pages import coverage, site
from chinhdanh.cli.law_problems import bound_rules, cases_of, own_cases, read_law, telling
from chinhdanh.cli.problems import COULD_NOT_RUN, FOUND_SOMETHING, lang_option, law_option, no_traceback, say
from chinhdanh.registry.problems import Language

if TYPE_CHECKING:
    from chinhdanh.audit.cases import Case, Failure, RecordCase
    from chinhdanh.law.consolidated import Consolidated
    from chinhdanh.law.layers import Lawbook
    from chinhdanh.law.library import Library, Provision
    from chinhdanh.law.rule import Rule
    from chinhdanh.law.sweep import Gap, Overlap
    from chinhdanh.reports.texts import Texts


@click.group()
def law() -> None:
    """Pháp luật: danh mục, từng quy định, kiểm tra thư viện. (The law: list it, show a provision, check the library.)"""


law.add_command(coverage)
law.add_command(site)


@law.command(name="list")
@click.option("--judgement", is_flag=True, help="Những điều chỉ con người xem xét được (what only people can judge).")
@click.option(
    "--on",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Chỉ những quy định áp dụng ngày này, NĂM-THÁNG-NGÀY (only what applies on this day).",
)
@law_option
@lang_option
@no_traceback
def list_(judgement: bool, day: datetime | None, law_folders: tuple[Path, ...], lang: Language) -> None:
    """Danh mục văn bản và quy định, kèm quy tắc. (Instruments and provisions, with their rules.)

    \b
    Ví dụ (example): chinhdanh law list --on 2025-07-01
    """
    from chinhdanh.reports.texts import Texts

    with telling(lang):
        found = read_law(law_folders, lang, bind=bool(law_folders))
    on = day.date() if day is not None else None
    if judgement:
        _list_judgements(found.library, on, Texts(lang))
    else:
        _list_provisions(found, on, Texts(lang))


def _list_provisions(found: "Consolidated", on: date | None, t: "Texts") -> None:
    rules = _rules_by_provision(found)
    for instrument in found.library.instruments.values():
        shown = [p for p in instrument.provisions if on is None or p.in_force_on(on)]
        if not shown:
            continue
        click.echo(f"{instrument.id} · {instrument.number} · {instrument.title.of(t.lang)}")
        for provision in shown:
            names = ", ".join(rule.id for rule in rules.get(provision.id, ()))
            how = names or t(f"treatment_{provision.treatment}")
            click.echo(f"  {provision.id} · {provision.period} · {t(f'confidence_{provision.confidence}')} · {how}")


def _list_judgements(library: "Library", on: date | None, t: "Texts") -> None:
    for one in library.judgements:
        named = [i for i in one.provisions if on is None or library.provision(i).in_force_on(on)]
        if not named:
            continue
        click.echo(f"{one.id}: {one.what.of(t.lang)}")
        click.echo(f"  {t('site_judgement_why')}: {one.why.of(t.lang)}")
        click.echo(f"  {t('site_judgement_instead')}: {one.record_instead.of(t.lang)}")
        click.echo(f"  {t('site_provisions').capitalize()}: {', '.join(named)}")


def _rules_by_provision(law: "Consolidated") -> dict[str, list["Rule"]]:
    """Rules by the provision that they cite; where none were bound, the packaged ones as they are written."""
    from chinhdanh.law.rule import all_rules

    cited = [(one.provision.id, one.rule) for one in law.rules] or [(rule.cites, rule) for rule in all_rules()]
    found: dict[str, list[Rule]] = {}
    for provision, rule in cited:
        found.setdefault(provision, []).append(rule)
    return found


@law.command()
@click.argument("provision_id", metavar="PROVISION")
@law_option
@lang_option
@no_traceback
def show(provision_id: str, law_folders: tuple[Path, ...], lang: Language) -> None:
    """Một quy định: trích dẫn, nội dung, con số, quy tắc, ví dụ. (One provision with its rules and worked cases.)

    \b
    PROVISION: mã quy định, xem `chinhdanh law list` (id of a provision)
    Ví dụ (example): chinhdanh law show nd-170-2025.art-29.k5.a
    """
    from chinhdanh.law.consolidated import touching
    from chinhdanh.law.errors import UnknownProvision, nearest_en, nearest_vi
    from chinhdanh.reports.texts import Texts

    t = Texts(lang)
    with telling(lang):
        found = read_law(law_folders, lang, bind=bool(law_folders))
        try:
            provision = found.library.provision(provision_id)
        except UnknownProvision as unknown:
            near = nearest_en(unknown.nearest) if lang == "en" else nearest_vi(unknown.nearest)
            say(t("law_unknown", id=provision_id, near=near))
            say(t("law_see_list"))
            sys.exit(COULD_NOT_RUN)
        cases, records = cases_of(law_folders, found)
    for line in _provision_lines(provision, found, t):
        click.echo(line)
    rules = _rules_by_provision(found).get(provision.id, [])
    on_file = not touching(found.amended, provision) or provision.id in {rule.cites for rule in rules}
    _show_rules(rules, cases if on_file else [], records if on_file else [], t)
    if not on_file:
        click.echo(t("site_cases_on_file"))


def _provision_lines(provision: "Provision", found: "Consolidated", t: "Texts") -> Iterator[str]:
    from chinhdanh.law.consolidated import touching
    from chinhdanh.reports.site.words import Writer

    instrument, write = found.library.instruments[provision.instrument_id], Writer(t)
    yield f"{provision.id} · {provision.heading.of(t.lang)}"
    yield f"  {provision.article.vi}\n  {provision.article.en}"
    yield f"  {instrument.title.vi}\n  {instrument.title.en}"
    never = provision.period.end is not None and provision.period.end <= provision.period.start
    period = t("site_never_runs") if never else str(provision.period).replace("…", t("law_open"))
    regime = f" · {provision.regime}" if provision.regime else ""
    yield f"{t('site_period')}: {period}{regime}"
    for amended in touching(found.amended, provision):
        yield f"! {write.amendment(amended, found.library)}"
        yield from (f"    → {after.id}" for after in amended.after if after is not provision)
    yield f"{t('law_in_our_words')}: {provision.says.of(t.lang)}"
    source = instrument.sources.get(provision.source, provision.source)
    yield f"{t('site_source')}: {source} ({t(f'confidence_{provision.confidence}')})"
    if provision.reason is not None:
        yield f"{t('site_why_not_yet')}: {provision.reason.of(t.lang)}"
    if provision.readings:
        yield f"{t('site_readings')}:"
    for reading in provision.readings:
        yield f"  · {reading.of(t.lang)}"
    if provision.note is not None:
        yield f"{t('site_note')}: {provision.note.of(t.lang)}"
    for one in found.library.judgements:
        if provision.id in one.provisions:
            yield f"{t('treatment_judgement')}: {one.what.of(t.lang)} {one.why.of(t.lang)}"
            yield f"  {t('site_judgement_instead')}: {one.record_instead.of(t.lang)}"
    if provision.parameters:
        yield f"{t('site_numbers')}:"
    for parameter in provision.parameters.values():
        yield f"  {parameter.name}: {parameter.label.of(t.lang)}"
        for value in parameter.values:
            written = write.value(parameter.name, value.value, parameter.unit)
            where = instrument.sources.get(value.source, value.source)
            yield f"    {value.start}: {written} · {where} ({t(f'confidence_{value.confidence}')})"


def _show_rules(rules: Sequence["Rule"], cases: Sequence["Case"], records: Sequence["RecordCase"], t: "Texts") -> None:
    if rules:
        click.echo(f"{t('site_rules')}:")
    for rule in rules:
        click.echo(f"\n  {rule.id} · {rule.title_en if t.lang == 'en' else rule.title_vi} ({rule.file}:{rule.line})")
        for line in (*rule.doc.splitlines(), "", *rule.source.rstrip().splitlines()):
            click.echo(f"    {line}".rstrip())
        mine = [(case.given.get("on"), case.name, case.expect) for case in cases if case.rule.id == rule.id]
        mine += [(None, record.name, record.expect[rule.id]) for record in records if rule.id in record.expect]
        if mine:
            click.echo(f"    {t('site_cases')}:")
        for on, name, expected in mine:
            click.echo(f"      {f'{on}: ' if on else ''}{name} → {t.verdict(expected).lower()}")


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
    lang: Language,
) -> None:
    """Kiểm tra thư viện: quy tắc, mọi ví dụ, rà theo lịch. (Check the library: rules, all worked cases, the calendar.)

    \b
    Ví dụ (example): chinhdanh law check --only appointment/
    chinhdanh law check --mutations --only discipline/
    Mã kết thúc (exit code): 0 không có gì phải sửa (nothing found) · 1 có (findings) · 2 không kiểm tra được
    """
    from chinhdanh.audit.cases import load_cases
    from chinhdanh.audit.unknowns import load_declared
    from chinhdanh.cli.law_mutations import check_mutations
    from chinhdanh.cli.law_unknowns import check_unknowns
    from chinhdanh.law.layers import load_lawbook
    from chinhdanh.law.library import load_library
    from chinhdanh.law.rule import all_rules
    from chinhdanh.law.sweep import load_families, span, sweep, unneeded
    from chinhdanh.reports.texts import Texts

    if not mutations and (at_least is not None or form != "text"):
        raise click.UsageError("--at-least, --format: chỉ dùng với --mutations (only with --mutations)")
    with telling(lang):
        bound_rules(load_library(), lang)
        book = load_lawbook(law_folders)
        library = book.library
        families = load_families(library)
        declared = load_declared()
        rules = book.own_rules if law_folders else all_rules()
        cases, records = own_cases(law_folders, rules) if law_folders else load_cases()
    asked = {rule.id for rule in rules if rule.id.startswith(only or "")}
    bound = {one.rule.id: one for one in book.rules if one.rule.id in asked}
    if mutations:
        check_mutations(bound.values(), cases, at_least, form, lang)
        return
    t = Texts(lang)
    tried = {case.rule.id for case in cases} | {rule for record in records for rule in record.expect}
    failures = [
        f"{r.file}:{r.line}: {r.id}: {t('check_untried')}"
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
    unknown, deciding = check_unknowns(bound.values(), cases, declared, len(bound) == len(book.rules), t)
    failures += deciding
    found = sweep(library, families, *span(library, families))
    failures += [_unexplained(one, t) for one in found if one.reason is None]
    failures += [
        f"{family.file}:{known.line}: {family.id}: {known.period}: {t('check_unneeded')}"
        for family, known in unneeded(library, families)
    ]
    counts = {
        t("check_instruments"): len(library.instruments),
        t("check_provisions"): len(library.provisions),
        t("check_rules"): len(rules),
        t("check_cases"): len(cases) + sum(len(record.expect) for record in records),
        **unknown,
        t("check_families"): len(families),
        t("check_known"): sum(one.reason is not None for one in found),
        t("check_findings"): len(failures),
    }
    for name, count in counts.items():
        click.echo(f"{name}\t{count}")
    click.echo(f"mutations\t{t('mutation_not_run')}")
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


def _unexplained(one: "Gap | Overlap", t: "Texts") -> str:
    from chinhdanh.law.sweep import Overlap

    place = f"{one.family.file}:{one.family.line}: {one.family.id}: {one.period}"
    if isinstance(one, Overlap):
        return f"{place}: {t('check_two_rules')} {', '.join(one.provisions)}"
    return f"{place}: {t('check_no_rule')}"
