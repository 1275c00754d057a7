"""Findings as a table, by bodies and rules, and by months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from chinhdanh.web.accounts.models import User
from chinhdanh.web.findings import queries
from chinhdanh.web.findings.models import Run
from chinhdanh.web.findings.queries import MOST, Counted, Findings, Narrowed
from chinhdanh.web.findings.words import rule_title
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.record.access import Scope
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.charts import Count, HeatMap, HeatRow, Point, Trend
from chinhdanh.web.ui.formats import number, parse_day
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.templatetags.ui import WORDS
from chinhdanh.web.ui.words import code_word

FOUND = ("violates", "unproven")
RULES_ACROSS = 8
"""Rules in a heat map: those most often not kept; the rest is in the list."""
MONTHS = 24
BODIES_DOWN = 60


@dataclass(frozen=True)
class Asked:
    """Who asks, of which audit, and what was chosen in the address."""

    user: User
    day: date
    scope: Scope
    run: Run
    params: QueryDict

    @property
    def key(self) -> UUID | None:
        """The address of the body that was chosen, where it is one."""
        try:
            return UUID(self.params.get("body", ""))
        except ValueError:
            return None

    def body(self) -> Organization | None:
        """The body that was chosen; none where the address names none that there is."""
        if self.key is None:
            return None
        found: Organization | None = Organization.objects.visible_to(self.user, self.day).filter(key=self.key).first()
        return found

    def verdict(self) -> str:
        """The verdict of which a picture is."""
        return self.params.get("verdict", "") if self.params.get("verdict") in FOUND else "violates"


def columns(long: bool = False) -> list[Column]:
    """What the list shows. A long one is sorted by rule and day only: the others have no index."""
    return [
        Column("rule", _("Quy tắc"), heads=True),
        Column("verdict", _("Kết luận"), "verdict", sortable=not long),
        Column("subject", _("Được xét"), sortable=False),
        Column("person", _("Người"), sortable=False),
        Column("organization", _("Cơ quan"), sortable=not long),
        Column("on", _("Ngày xét"), "day"),
    ]


def table_of(asked: Asked, wrong: list[str], most: int = MOST) -> tuple[Table, Findings, dict[str, int]]:
    """The findings as the address asks for them, and how many there are in all; days that cannot be read go to `wrong`."""
    bodies = queries.bodies_to_open(asked.user, asked.scope, asked.day, None, asked.key)
    counted = queries.counts(asked.scope, asked.run, Narrowed(), "rule")
    rules = sorted(
        (Option(rule, rule_title(rule)) for rule in {one.rule or "" for one in counted}), key=lambda o: o.label
    )
    filters = [
        Filter("verdict", _("Kết luận"), [Option(code, str(WORDS[code])) for code in FOUND]),
        Filter("body", _("Cơ quan và cấp dưới"), [Option(str(one.key), one.name or one.pk) for one in bodies]),
        Filter("rule", _("Quy tắc"), rules),
        Filter("since", _("Từ ngày"), kind="day"),
        Filter("until", _("Đến ngày"), kind="day"),
    ]
    view = View(asked.params, columns(), filters, default="-on")
    chosen: dict[str, Any] = dict(view.chosen)
    if "body" in chosen:
        chosen["body"] = next((one.pk for one in bodies if one.key == asked.key), "")
    for name in ("since", "until"):
        if name in chosen:
            chosen[name] = parse_day(chosen[name])
            if chosen[name] is None:
                wrong.append(view.chosen[name])
    narrowed = Narrowed(**chosen)
    listed = Findings(asked.user, asked.day, asked.run, narrowed, "", _known(narrowed, counted), most)
    long = listed.count() > MOST or listed.more
    if long:
        view = View(asked.params, columns(long=True), filters, default=view.default)
    listed.order = f"-{view.sort}" if view.descending else view.sort
    table = Table(
        name="findings",
        caption=_("Phát hiện"),
        view=view,
        source=listed,
        row=row_of,
        empty=Empty(
            _("Không có phát hiện nào trong phạm vi của bạn"),
            _(
                "Mọi quy tắc đã lập trình đều đạt với dữ kiện đã ghi. Điều đó không chứng nhận rằng mọi mặt đều đúng luật."
            ),
        ),
        export=reverse("findings:export") + view.address(page=""),
        note=_(
            "Có nhiều hơn %(most)s phát hiện; danh sách chỉ đếm và lật đến đó, và chỉ sắp theo quy tắc, ngày xét. Hãy lọc "
            "bớt; không nhiều hơn thế thì sắp được theo kết luận, cơ quan."
        )
        % {"most": number(MOST)}
        if long
        else "",
    )
    totals = {code: sum(one.count for one in counted if one.verdict == code) for code in FOUND}
    return table, listed, totals


def _known(narrowed: Narrowed, counted: list[Counted]) -> int | None:
    """How many findings are listed, from what was counted already; None where that does not tell."""
    if narrowed.since or narrowed.until or narrowed.body is not None:
        return None
    rule, verdict = narrowed.rule, narrowed.verdict
    return sum(one.count for one in counted if rule in (None, one.rule) and verdict in (None, one.verdict))


def row_of(one: Any) -> dict[str, Any]:
    """A finding in the list."""
    person = one.person or (one.decision.person if one.decision else None)
    return {
        "rule": Cell(rule_title(one.rule_id), reverse("findings:one", args=(one.key,))),
        "verdict": one.verdict,
        "subject": subject_of(one),
        "person": "" if person is None else Cell(person.full_name, reverse("officials:one", args=(person.key,))),
        "organization": ""
        if one.organization is None
        else Cell(one.organization.name, reverse("organisations:one", args=(one.organization.key,))),
        "on": one.on,
    }


def subject_of(one: Any) -> Cell:
    """What was judged, with where it is shown."""
    if one.decision is not None:
        kind = code_word("decision", "kind", one.decision.kind)
        address = reverse("decisions:one", args=(one.decision.key,))
        return Cell(one.decision.number or _("không ghi số"), address, kind)
    match one.subject:
        case "decision":
            return Cell(_("Quyết định"), note=_("không còn trong hồ sơ hiện nay"))
        case "person":
            return Cell(_("Hồ sơ của người"), reverse("officials:one", args=(one.person.key,)) if one.person else "")
        case "organization":
            address = reverse("organisations:one", args=(one.organization.key,)) if one.organization else ""
            return Cell(_("Cơ quan"), address)
    return Cell(_("Chức danh"))


def _address(page: str, **values: str) -> str:
    return f"{reverse(page)}?{urlencode({name: value for name, value in values.items() if value})}"


def heat_map_of(asked: Asked) -> tuple[HeatMap, Organization | None]:
    """Bodies, each with all below it, by the rules most often not kept; and the body that was opened."""
    body, verdict = asked.body(), asked.verdict()
    bodies = queries.bodies_to_open(asked.user, asked.scope, asked.day, body)
    narrowed = Narrowed(verdict=verdict, body=body.pk if body is not None else None)
    sums = queries.by_body(asked.scope, asked.run, narrowed, [one.pk for one in bodies], asked.day)
    of_rules = {rule: count for (of, rule), count in sums.items() if of is None}
    rules = sorted(of_rules, key=lambda rule: (-of_rules[rule], rule))[:RULES_ACROSS]
    total: dict[str | None, int] = {}
    for (of, _rule), n in sums.items():
        total[of] = total.get(of, 0) + n
    shown = sorted((one for one in bodies if one.pk in total), key=lambda one: (-total[one.pk], one.name or ""))
    rows = []
    for row in shown[:BODIES_DOWN]:
        key = str(row.key)
        counts = [
            Count(sums.get((row.pk, rule), 0), _address("findings:list", body=key, rule=rule, verdict=verdict))
            for rule in rules
        ]
        name = f"{row.name or row.pk} ({number(total[row.pk])})"
        rows.append(HeatRow(name, counts, _address("findings:map", body=key, verdict=verdict)))
    picture = HeatMap(
        _("Phát hiện theo cơ quan và quy tắc"),
        _("Cơ quan (mọi phát hiện, gồm cả cấp dưới)"),
        [rule_title(rule) for rule in rules],
        rows,
    )
    return picture, body


def trends_of(asked: Asked) -> tuple[list[Trend], Organization | None]:
    """Findings by the month judged, the last years up to the day of the audit: violations, and what is unproven."""
    body = asked.body()
    narrowed = Narrowed(
        rule=asked.params.get("rule", "").replace("\0", "") or None, body=body.pk if body is not None else None
    )
    counts = {
        (one.month, one.verdict): one.count
        for one in queries.counts(asked.scope, asked.run, narrowed, "month")
        if one.month is not None
    }
    last = max([asked.run.day.replace(day=1), *(month for month, _v in counts)])
    months = []
    for back in reversed(range(MONTHS)):
        years, month = divmod(last.year * 12 + last.month - 1 - back, 12)
        months.append(date(years, month + 1, 1))
    return [
        Trend(
            str(WORDS[verdict]),
            [
                Point(
                    f"{month.month}/{month.year % 100:02}",
                    counts.get((month, verdict), 0),
                    _of_month(asked, month, verdict),
                )
                for month in months
            ],
            verdict,
        )
        for verdict in FOUND
    ], body


def _of_month(asked: Asked, month: date, verdict: str) -> str:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    last = date.fromordinal(after.toordinal() - 1)
    return _address(
        "findings:list",
        verdict=verdict,
        body=asked.params.get("body", ""),
        rule=asked.params.get("rule", ""),
        since=month.isoformat(),
        until=last.isoformat(),
    )
