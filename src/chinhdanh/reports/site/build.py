"""Writing the site: two trees of pages, one a language, and beside them what they share. No page loads anything else."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

from chinhdanh.law.coverage import by_instrument
from chinhdanh.law.library import Instrument, Period, Provision
from chinhdanh.registry.readers.names import fold
from chinhdanh.reports.html import embedded
from chinhdanh.reports.site.book import Book
from chinhdanh.reports.site.look import capital, environment, style
from chinhdanh.reports.site.pictures import Span, timeline
from chinhdanh.reports.site.words import Writer, file_of
from chinhdanh.reports.texts import LANGUAGES, Language, Texts

HERE = Path(__file__).parent
LATEST = 8  # days of change on the start page


def is_site(folder: Path) -> bool:
    """Whether a folder holds a site written before, and nothing else."""
    return folder.is_dir() and {entry.name for entry in folder.iterdir()} == {"assets", "index.html", *LANGUAGES}


def write_site(out: Path, book: Book) -> int:
    """Write the whole site into a folder that exists; the number of pages."""
    assets = out / "assets"
    assets.mkdir()
    (assets / "site.css").write_text(style(), encoding="utf-8")
    (assets / "site.js").write_text((HERE / "site.js").read_text(encoding="utf-8"), encoding="utf-8")
    pages = 1
    (out / "index.html").write_text(_choice(), encoding="utf-8")
    for lang in LANGUAGES:
        tree = _Tree(out / lang, book, lang)
        tree.write()
        pages += tree.pages
        index = embedded(tree.search_index())
        (assets / f"search.{lang}.js").write_text(f"window.lawIndex = {index};\n", encoding="utf-8")
    return pages


def _choice() -> str:
    """The page at the top of the folder: Vietnamese at once, English one step away."""
    texts = {lang: Texts(lang) for lang in LANGUAGES}
    return environment("vi").get_template("choice.html.j2").render(texts=texts)


class _Tree:
    """The pages of one language."""

    def __init__(self, root: Path, book: Book, lang: Language) -> None:
        self.root = root
        self.book = book
        self.lang = lang
        self.t = Texts(lang)
        self.words = Writer(self.t)
        self.env = environment(lang)
        self.pages = 0

    def write(self) -> None:
        for folder in ("instrument", "stage", "provision", "change"):
            (self.root / folder).mkdir(parents=True)
        library, book = self.book.library, self.book
        # Numbers that move each year and trials that end are known far ahead; what begins is the news.
        news = [
            day for day in book.days if any(change.kind in ("began", "replaced") for change in self.on(day).provisions)
        ]
        rows = by_instrument(library, book.covered.values())
        held = {row.instrument.id: row for row in rows if row.instrument}
        self.page("index", recent=news[: -LATEST - 1 : -1], totals=rows[-1])
        self.page("search")
        self.page("instruments", layers=self.layers(), rows=held)
        self.page("stages")
        self.page("day", groups=[(i, book.held[i.id]) for i in library.instruments.values() if book.held[i.id]])
        self.page("changes", days=book.days[::-1], compared={day: self.on(day) for day in book.days})
        self.page("judgements", groups=self.judgements())
        self.page("coverage", rows=rows, not_yet=[c for c in book.covered.values() if c.state == "not_yet"])
        self.page("how")
        for instrument in library.instruments.values():
            self.page("instrument", f"instrument/{instrument.id}", instrument=instrument, row=held.get(instrument.id))
        for stage, provisions in book.by_stage.items():
            self.page("stage", f"stage/{stage}", stage=stage, provisions=provisions)
        for day in book.days:
            changes = self.on(day)
            self.page("change", f"change/{day.isoformat()}", changes=changes, day=day)
        for instrument in library.instruments.values():
            for place, provision in enumerate(book.held[instrument.id]):
                self.provision(instrument, place, provision)

    def page(self, template: str, path: str | None = None, **values: Any) -> None:
        """Render one page; `r` leads from it to the root of its tree, `other` to the same page in the other language."""
        path = path or template
        up = "../" * path.count("/")
        where = "/".join(file_of(part) for part in path.split("/"))
        other = f"{up}../{self.t.other}/{where}.html"
        text = self.env.get_template(f"{template}.html.j2").render(
            r=up,
            assets=f"{up}../assets/",
            other=other,
            page=template,
            book=self.book,
            library=self.book.library,
            **values,
        )
        (self.root / f"{path}.html").write_text(text, encoding="utf-8")
        self.pages += 1

    def on(self, day: date) -> Any:
        return _one_day(self.book, day)

    def layers(self) -> list[tuple[str, list[Instrument]]]:
        """Instruments by the kind of rule, those of the State first."""
        grouped: dict[str, list[Instrument]] = {}
        for instrument in self.book.library.instruments.values():
            grouped.setdefault(instrument.layer, []).append(instrument)
        return sorted(grouped.items(), key=lambda pair: ("state", "party", "local").index(pair[0]))

    def judgements(self) -> list[tuple[str, list[Any]]]:
        """Judgements by the stage of the first provision that they are about."""
        grouped: dict[str, list[Any]] = {stage: [] for stage in self.book.by_stage}
        for judgement in self.book.library.judgements:
            grouped[self.book.stage[judgement.provisions[0]]].append(judgement)
        return [(stage, found) for stage, found in grouped.items() if found]

    def provision(self, instrument: Instrument, place: int, provision: Provision) -> None:
        book = self.book
        line = book.line_of(provision)
        held = book.held[instrument.id]
        self.page(
            "provision",
            f"provision/{provision.id}",
            p=provision,
            instrument=instrument,
            covered=book.covered[provision.id],
            rules=book.rules_of(provision),
            readers=book.readers_of(provision),
            judgements=book.judgements.get(provision.id, ()),
            line=line,
            versus=book.versus(provision),
            pictures=self.pictures(provision, line),
            previous=held[place - 1] if place else None,
            next=held[place + 1] if place + 1 < len(held) else None,
        )

    def pictures(self, provision: Provision, line: list[Provision]) -> dict[str, Markup]:
        """The numbers of a provision that have a history, each over the versions that have it."""
        told = {}
        for name, parameter in provision.parameters.items():
            if parameter.unit in ("code", "codes"):
                continue  # words need more room than a box has
            spans = self.spans(name, provision, line)
            if len(spans) > 1:
                label = self.t("site_number_timeline", label=parameter.label.of(self.lang))
                told[name] = timeline(spans, label)
        return told

    def spans(self, name: str, provision: Provision, line: list[Provision]) -> list[Span]:
        spans = []
        for version in line:
            parameter = version.parameters.get(name)
            for place, value in enumerate(parameter.values if parameter else ()):
                assert parameter is not None
                following = parameter.values[place + 1 : place + 2]
                counts = Period(value.start, following[0].start if following else None).within(version.period)
                if counts is not None:
                    text = self.words.value(name, value.value, parameter.unit)
                    spans.append(Span(counts.start, counts.end, text, version is provision))
        return spans

    def search_index(self) -> list[dict[str, str]]:
        """One entry a provision and an instrument; `k` holds its words without diacritics, as `site.js` folds a query."""
        entries = []
        library = self.book.library
        for instrument in library.instruments.values():
            title = instrument.title.of(self.lang)
            told = [instrument.id, instrument.number, instrument.title.vi, instrument.title.en]
            entries.append(
                {
                    "u": f"instrument/{file_of(instrument.id)}.html",
                    "h": f"{instrument.number}",
                    "a": title,
                    "s": "",
                    "n": instrument.id,
                    "c": "",
                    "k": _folded(told),
                }
            )
        for provision in library.provisions.values():
            entries.append(
                {
                    "u": f"provision/{file_of(provision.id)}.html",
                    "h": capital(provision.heading.of(self.lang)),
                    "a": provision.article.of(self.lang),
                    "s": provision.says.of(self.lang),
                    "n": provision.id,
                    "c": " · ".join(self.told_of(provision)),
                    "k": _folded(self.said_of(provision)),
                }
            )
        return entries

    def told_of(self, provision: Provision) -> list[str]:
        """What a hit tells beside its citation; the mark only where the wording itself was not read."""
        told = [self.words.period(provision), self.t.code("state", self.book.covered[provision.id].state)]
        if provision.confidence != "text":
            told.append(self.t.code("confidence", provision.confidence))
        return told

    def said_of(self, provision: Provision) -> list[str]:
        instrument = self.book.library.instruments[provision.instrument_id]
        said = [provision.id, instrument.number, provision.heading.of(self.lang), provision.article.of(self.lang)]
        said += [provision.heading.of(self.t.other), provision.article.of(self.t.other)]
        said += [provision.says.vi, provision.says.en]
        said += [parameter.label.of(self.lang) for parameter in provision.parameters.values()]
        rules = [entry.bound.rule for entry in self.book.rules_of(provision)]
        said += [f"{rule.id} {rule.title_vi if self.lang == 'vi' else rule.title_en}" for rule in rules]
        return said


def _folded(texts: list[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(fold(text) for text in texts).split(" ")))


def _one_day(book: Book, day: date) -> Any:
    known: dict[date, Any] = book.__dict__.setdefault("_compared", {})
    if day not in known:
        known[day] = book.changes(day - timedelta(days=1), day)
    return known[day]


def search_entries(script: str) -> list[dict[str, str]]:
    """The entries of a written search index."""
    entries: list[dict[str, str]] = json.loads(script.removeprefix("window.lawIndex = ").rstrip().removesuffix(";"))
    return entries
