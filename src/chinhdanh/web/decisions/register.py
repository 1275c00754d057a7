"""The register of decisions as a table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.decisions.queries import MOST, Narrowed, Reader, Register
from chinhdanh.web.findings.queries import last_done
from chinhdanh.web.findings.words import GRAVEST_FIRST
from chinhdanh.web.organisations.models import Organization
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.formats import number, parse_day
from chinhdanh.web.ui.table import Cell, Column, Empty, Filter, Option, Table, View
from chinhdanh.web.ui.templatetags.ui import WORDS
from chinhdanh.web.ui.words import code_word

DAY = "signed_on"
"""The column by which a long register is sorted, too."""


def _codes(column: str) -> list[Option]:
    codes = TABLES["decision"].column(column).codes or ()
    return sorted((Option(code, code_word("decision", column, code)) for code in codes), key=lambda one: one.label)


def columns(long: bool = False) -> list[Column]:
    """What the register shows. A long one is sorted by day only."""
    return [
        Column("number", _("Số, ký hiệu"), sortable=not long, heads=True),
        Column(DAY, _("Ngày ký"), "day"),
        Column("verdict", _("Kết luận"), "verdict", sortable=False),
        Column("kind", _("Loại, tình trạng"), sortable=not long),
        Column("person", _("Người được quyết định"), sortable=False),
        Column("post", _("Chức danh"), sortable=False),
        Column("organization", _("Cơ quan ban hành, người ký"), sortable=not long),
        Column("scan", _("Bản chụp"), sortable=False),
    ]


def filters() -> list[Filter]:
    """By what the register can be narrowed."""
    verdicts = [Option(code, str(WORDS[code])) for code in GRAVEST_FIRST]
    return [
        Filter("number", _("Số, ký hiệu"), hint=_("bắt đầu bằng…")),
        Filter("person", _("Người được quyết định"), hint=_("có dấu hay không dấu")),
        Filter("kind", _("Loại"), _codes("kind")),
        Filter("status", _("Tình trạng"), _codes("status")),
        Filter("verdict", _("Có kết luận"), verdicts),
        Filter("since", _("Ký từ ngày"), kind="day"),
        Filter("until", _("Ký đến ngày"), kind="day"),
    ]


def asked_of(view: View, wrong: list[str]) -> dict[str, Any]:
    """What the filters ask for; days that are none are added to `wrong` and left aside."""
    # A database cannot be asked for what holds no text at all.
    asked: dict[str, Any] = {name: value.replace("\0", "") or None for name, value in view.chosen.items()}
    for name in ("since", "until"):
        if name in asked:
            asked[name] = parse_day(asked[name] or "")
            if asked[name] is None:
                wrong.append(view.chosen[name])
    return asked


def table_of(reader: Reader, params: QueryDict, wrong: list[str], most: int = MOST) -> tuple[Table, Register]:
    """The register as the address asks for it. Days that cannot be read are added to `wrong`."""
    view = View(params, columns(), filters(), default=f"-{DAY}")
    asked = asked_of(view, wrong)
    if organization := params.get("organization"):
        asked["organization"] = body_called(reader, organization)
    kinds = [one.value for one in _codes("kind")]
    register = Register(
        reader, Narrowed(**asked), last_done(), view.descending, most, "" if view.sort == DAY else view.sort, kinds
    )
    if register.long:
        view = View(params, columns(long=True), view.filters, default=view.default)
        register.by, register.downwards = "", view.descending
    table = Table(
        name="decisions",
        caption=_("Sổ quyết định"),
        view=view,
        source=register,
        row=lambda decision: {
            **_row(decision, register.judged.get(decision.pk, {})),
            "scan": _scan(register.scans.get(decision.pk, [])),
        },
        empty=Empty(
            _("Chưa có quyết định nào trong phạm vi của bạn"),
            _("Quyết định về cán bộ của các cơ quan bạn phụ trách hiện ở đây khi được nhập hoặc nạp vào hồ sơ."),
        ),
        export=reverse("decisions:export") + view.address(page=""),
        note=_(
            "Có nhiều hơn %(most)s quyết định; danh sách chỉ đếm và lật đến đó, và chỉ sắp theo ngày ký. Hãy lọc bớt để thấy "
            "quyết định cần tìm; không nhiều hơn thế thì sắp được theo số, loại, cơ quan ban hành."
        )
        % {"most": number(MOST)}
        if register.long
        else "",
    )
    return table, register


def _row(decision: Any, judged: dict[str, int]) -> dict[str, Any]:
    worst = min(judged, key=lambda code: GRAVEST_FIRST[code], default="")
    file = {True: _("hồ sơ đủ"), False: _("hồ sơ thiếu"), None: ""}[decision.file_complete]
    return {
        "number": Cell(decision.number or _("không ghi số"), reverse("decisions:one", args=(decision.key,)), file),
        "signed_on": decision.signed_on,
        "kind": Cell(
            code_word("decision", "kind", decision.kind), note=code_word("decision", "status", decision.status)
        ),
        "person": Cell(
            person_name(decision.person_id, decision.person),
            reverse("officials:one", args=(decision.person.key,)) if decision.person is not None else "",
        ),
        "post": Cell(decision.post.title, note=name_of(decision.post.organization)) if decision.post else "",
        "organization": Cell(
            name_of(decision.organization), note=person_name(decision.signatory_id, decision.signatory)
        ),
        "verdict": worst,
    }


def _scan(files: list[Any]) -> Cell:
    """The first file at the decision; how many more there are stands below."""
    if not files:
        return Cell("")
    more = _("và %(n)s tệp nữa") % {"n": len(files) - 1} if len(files) > 1 else ""
    return Cell(files[0].name, reverse("files:one", args=(files[0].key,)), more)


def body_called(reader: Reader, key: str) -> str:
    """The id of the body whose address has this key; of none where there is no such body."""
    try:
        found = reader.of(Organization).filter(key=UUID(key)).values_list("pk", flat=True).first()
    except ValueError:
        found = None
    return str(found or "")


def name_of(organization: Any) -> str:
    """The name of a body; empty where there is none."""
    return "" if organization is None else organization.name or organization.pk


def person_name(person_id: str | None, person: Any) -> str:
    """A person's name; whoever is out of reach is not named."""
    if person is not None:
        return str(person.full_name or "")
    return _("ngoài phạm vi của bạn") if person_id else ""
