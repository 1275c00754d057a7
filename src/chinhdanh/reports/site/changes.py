"""The comparison of two days of the law: one page to read and print, or text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from chinhdanh.law.changes import Change, Changes, by_stage
from chinhdanh.law.library import Provision
from chinhdanh.law.stages import stage_title
from chinhdanh.reports.site.look import environment, style
from chinhdanh.reports.site.words import Writer
from chinhdanh.reports.texts import Language, Texts


def as_html(changes: Changes, stage: Mapping[str, str], version: str, lang: Language) -> str:
    """One page that needs nothing beside it."""
    page = environment(lang).get_template("comparison.html.j2")
    return page.render(
        changes=changes, grouped=by_stage(changes.provisions, stage), version=version, style=Markup(style())
    )


def as_text(changes: Changes, stage: Mapping[str, str], lang: Language) -> str:
    """The same in plain lines."""
    return "\n".join(_lines(changes, stage, Texts(lang))) + "\n"


def _lines(changes: Changes, stage: Mapping[str, str], t: Texts) -> Iterator[str]:
    writer = Writer(t)
    yield t("diff_title", first=t.day(changes.first), last=t.day(changes.last))
    if not changes:
        yield t("diff_nothing")
        return
    yield t("diff_counts", **changes.counts)
    yield t("diff_rules_counts", begun=len(changes.rules_begun), ended=len(changes.rules_ended))
    for key, instruments in (
        ("diff_instruments_begun", changes.instruments_begun),
        ("diff_instruments_ended", changes.instruments_ended),
    ):
        if instruments:
            yield f"\n{t(key)}:"
            yield from (f"  {one.number} · {one.title.of(t.lang)}" for one in instruments)
    for name, group in by_stage(changes.provisions, stage).items():
        yield f"\n{stage_title(name).of(t.lang)}"
        for change in group:
            yield from _change(change, writer)
    if changes.passed:
        yield f"\n{t('diff_passed')}:"
        yield from (f"  {_named(one, t)} · {writer.period(one)}" for one in changes.passed)
    for key, rules in (("diff_rules_begun", changes.rules_begun), ("diff_rules_ended", changes.rules_ended)):
        if rules:
            yield f"\n{t(key)}:"
            yield from (f"  {b.rule.id} · {b.rule.title_vi if t.lang == 'vi' else b.rule.title_en}" for b in rules)


def _change(change: Change, writer: Writer) -> Iterator[str]:
    t = writer.t
    yield f"  {t.code('begun', change.kind)}: {_named(change.provision, t)} · {writer.period(change.provision)}"
    if change.kind == "replaced" and change.before is not None:
        yield f"      {t('diff_replaces', article=change.before.article.of(t.lang))}"
    if change.kind != "moved":
        yield f"      {change.provision.says.of(t.lang)}"
    for number in change.numbers:
        old = writer.value(number.name, number.before.value if number.before else None, number.unit)
        new = writer.value(number.name, number.after.value if number.after else None, number.unit)
        yield f"      {number.label.of(t.lang)}: {old} → {new}"


def _named(provision: Provision, t: Texts) -> str:
    return f"{provision.heading.of(t.lang)} · {provision.article.of(t.lang)} [{provision.id}]"
