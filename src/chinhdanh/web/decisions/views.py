"""Pages of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import ONCE, PageRequest, page
from chinhdanh.web.decisions.keeping import kept_here
from chinhdanh.web.decisions.queries import (
    EXPORTED,
    File,
    Reader,
    changes_of,
    decision_at,
    file_of,
    judged,
    known_file_of,
)
from chinhdanh.web.decisions.register import name_of, person_name, table_of
from chinhdanh.web.decisions.steps import meetings
from chinhdanh.web.findings.words import all_told, instruments
from chinhdanh.web.record.access import JUDGING, KEEPERS, OFFICIAL
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.excel import exported, workbook
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.formats import moment as moment_word
from chinhdanh.web.ui.formats import number, parse_day
from chinhdanh.web.ui.parts import Pair, Tab
from chinhdanh.web.ui.words import code_word, column_label, conclusion_word, shown

READING = (*JUDGING, OFFICIAL)
KINDS_OF_CHANGE = {
    "load": gettext_lazy("Nạp hồ sơ"),
    "import": gettext_lazy("Nhập tệp"),
    "entry": gettext_lazy("Ghi mới"),
    "correction": gettext_lazy("Đính chính"),
}
_HEAD = ("number", "title", "kind", "status", "signed_on", "effective_on", "organization_id", "signatory_id")
"""What the head of the page shows already."""


@page(*READING, plans=ONCE)
def register(request: PageRequest) -> HttpResponse:
    """The register, narrowed and sorted by its address."""
    wrong: list[str] = []
    table, _listed = table_of(Reader(request.user, request.day), request.GET, wrong)
    keeps = bool(request.scope.at(KEEPERS))
    around = {"table": table, "wrong": wrong, "keeps": keeps}
    return render(request, "decisions/list.html", around)


@page(*READING)
def export(request: PageRequest) -> HttpResponse:
    """The register as it is narrowed, as a workbook."""
    table, listed = table_of(Reader(request.user, request.day), request.GET, [], EXPORTED)
    if listed.more:
        messages.warning(
            request, _("Danh sách có nhiều hơn %(most)s dòng; hãy lọc bớt rồi xuất lại.") % {"most": number(EXPORTED)}
        )
        return HttpResponseRedirect(reverse("decisions:list") + table.view.address())
    return exported(table)


def _found(request: PageRequest, key: Any) -> tuple[Reader, Any]:
    reader = Reader(request.user, request.day)
    found = decision_at(reader, key)
    if found is None:
        raise Http404
    return reader, found


def _moment(request: HttpRequest) -> tuple[datetime | None, str]:
    """The end of the day as of which the record is to be read as it was known; and what was typed, where it is no day."""
    typed = request.GET.get("known", "").strip()
    known = parse_day(typed)
    if known is None:
        return None, typed
    end = datetime.combine(known + timedelta(days=1), time(), timezone.get_current_timezone())
    return (end - timedelta(microseconds=1)), ""


def title_of(decision: Any) -> str:
    """What the decision is, in a line."""
    kind = code_word("decision", "kind", decision.kind)
    who = person_name(decision.person_id, decision.person)
    post = decision.post.title if decision.post else ""
    return decision.title or " · ".join(part for part in (kind, who, post) if part)


@page(*READING, plans=ONCE)
def decision(request: PageRequest, key: Any) -> HttpResponse:
    """One decision: how it came about, by which law, what every rule says of it, and what rests on it."""
    reader, found = _found(request, key)
    moment, wrong = _moment(request)
    file = file_of(reader, found) if moment is None else known_file_of(reader, found, moment)
    if found.person_id:
        purpose = _("Xem quyết định %(number)s") % {"number": found.number or found.key}
        keep_look(request.user, [found.person_id], request.path, purpose, derived=True)
    if file is None:
        told = _("Đến hết ngày %(day)s hồ sơ chưa có quyết định này") % {"day": day_word(moment)}
        return render(request, "decisions/unknown.html", {"told": told, "decision_page": request.path})
    run = file.run
    told = all_told(file.verdicts)
    shown_decision = file.decision
    changes = changes_of(file.versions)
    counts = [(code, sum(one.code == code for one in told)) for code in ("violates", "unproven", "complies")]
    crumbs = [
        Tab(_("Quyết định"), reverse("decisions:list")),
        Tab(found.number or _("không ghi số"), "", here=True),
    ]
    return render(
        request,
        "decisions/one.html",
        {
            "crumbs": crumbs,
            "decision_page": request.path,
            "decision": shown_decision,
            "title": title_of(shown_decision),
            "kind": code_word("decision", "kind", shown_decision.kind),
            "status": code_word("decision", "status", shown_decision.status),
            "revoked": shown_decision.status == "revoked",
            "file": file,
            "moment": moment,
            "wrong": wrong,
            "run": run,
            "current": judged(found, run),
            "counts": counts,
            "worst": next((code for code, n in counts if n), ""),
            "open": [one for one in told if one.code != "complies"],
            "met": [one for one in told if one.code == "complies"],
            "instruments": instruments(file.verdicts),
            "meetings": meetings(file.steps, told),
            "person": _person_card(shown_decision),
            "signatory": person_name(shown_decision.signatory_id, shown_decision.signatory),
            "facts": _facts(shown_decision),
            "participants": _participants(file.participants),
            "scans": [_scan(one) for one in file.scans],
            "attach": reverse("files:row", args=("decision", found.key)),
            "keeps": bool(request.scope.at(KEEPERS)) and found.person_id != request.user.person_id and moment is None,
            "papers": [_paper(one, file.paper_scans, moment is None) for one in file.papers],
            "keeping": kept_here(request.user, file) if moment is None and request.scope.at(KEEPERS) else None,
            "gate": reverse("decisions:gate", args=(found.key,))
            if moment is None and request.scope.at(JUDGING) and found.person_id != request.user.person_id
            else "",
            "notices": [_notice(one) for one in file.notices],
            "exceptions": file.exceptions,
            "reports": [_report(one) for one in file.reports],
            "resting": _resting(file),
            "versions": [_version(one, changes.get(one.change_id)) for one in file.versions],
            "export": reverse("decisions:export_one", args=(found.key,)),
        },
    )


def _person_card(decision: Any) -> dict[str, str]:
    person = decision.person
    post = decision.post
    return {
        "name": person_name(decision.person_id, person),
        "href": reverse("officials:one", args=(person.key,)) if person is not None else "",
        "post": post.title if post else "",
        "body": name_of(post.organization) if post else "",
    }


def _facts(decision: Any) -> list[Pair]:
    """All else that was recorded of the decision, under the registry's own words."""
    pairs = []
    for column in TABLES["decision"].columns:
        if column.name in (*_HEAD, "id", "person_id", "post_id"):
            continue
        if column.references is None:
            value = shown("decision", column.name, getattr(decision, column.name))
        else:
            value = _referred(decision, column.name)
        if value:
            pairs.append(Pair(column_label("decision", column.name), value))
    return pairs


def _referred(decision: Any, column: str) -> str:
    referred = getattr(decision, column.removesuffix("_id")) if getattr(decision, column) else None
    match column:
        case "proposer_id":
            return person_name(decision.proposer_id, referred)
        case "from_post_id":
            return f"{referred.title} · {name_of(referred.organization)}" if referred else ""
        case "revokes_id":
            return str(referred.number or _("không ghi số")) if referred else ""
        case "receiving_organization_id" | "voting_body_id":
            return name_of(referred)
        case "discipline_id":
            return code_word("discipline", "form", referred.form) if referred else ""
    return ""


def _participants(rows: list[Any]) -> list[dict[str, str]]:
    """Who took part, each once with all that they did."""
    found: dict[str, dict[str, str]] = {}
    for one in rows:
        role = code_word("participant", "role", one.role)
        step = code_word("step", "step", one.step)
        done = f"{role} ({step.lower()})" if step else role
        known = found.setdefault(
            one.person_id or one.pk,
            {
                "name": person_name(one.person_id, one.person) or _("không ghi tên"),
                "href": reverse("officials:one", args=(one.person.key,)) if one.person is not None else "",
                "role": "",
                "state": "",
            },
        )
        known["role"] = ", ".join(part for part in (known["role"], done.lower() if known["role"] else done) if part)
        known["state"] = known["state"] or (_("đã rút") if one.withdrew else "")
    return list(found.values())


def _scan(one: Any) -> dict[str, str]:
    return {"name": one.name, "said": one.said, "href": reverse("files:one", args=(one.key,))}


def _paper(one: Any, scans: Sequence[Any], now: bool) -> dict[str, Any]:
    return {
        "scans": [_scan(scan) for scan in scans if scan.row_id == one.pk],
        "attach": reverse("files:row", args=("dossier_item", one.key)) if now else "",
        "kind": code_word("dossier_item", "kind", one.kind) or _("không ghi loại"),
        "issued_on": one.issued_on,
        "submitted_on": one.submitted_on,
        "considered_on": one.considered_on,
        "verified_on": one.verified_on,
        "conclusion": conclusion_word(one.conclusion),
    }


def _notice(one: Any) -> dict[str, Any]:
    return {
        "kind": code_word("notice", "kind", one.kind),
        "issued_on": one.issued_on,
        "received_on": one.received_on,
        "reason": one.reason or "",
    }


def _report(one: Any) -> dict[str, Any]:
    return {
        "kind": code_word("report", "kind", one.kind),
        "received_on": one.received_on,
        "closed_on": one.closed_on,
        "result": code_word("report", "result", one.result),
    }


def _version(one: Any, change: Any) -> dict[str, Any]:
    if change is None:
        return {"at": None, "by": _("ngoài phạm vi của bạn"), "kind": "", "reason": "", "withdrawn": one.withdrawn}
    return {
        "at": change.at,
        "by": change.by.full_name if change.by else _("hệ thống"),
        "kind": KINDS_OF_CHANGE.get(change.kind, change.kind),
        "reason": change.reason,
        "withdrawn": one.withdrawn,
    }


def _resting(file: File) -> list[dict[str, Any]]:
    """What rests on the decision, each with its kind, what it is, and where it is shown."""
    resting, found = file, file.decision
    person = reverse("officials:one", args=(found.person.key,)) if found.person is not None else ""

    def post(one: Any) -> str:
        if one.post is None:
            return code_word("plan_entry", "rank", getattr(one, "rank", None))
        return f"{one.post.title} · {name_of(one.post.organization)}"

    def number(one: Any) -> str:
        return f"{one.number or _('không ghi số')} · {day_word(one.signed_on)}"

    def decided(one: Any) -> str:
        return reverse("decisions:one", args=(one.key,))

    rows = [(_("Thời gian giữ chức vụ bắt đầu"), post(one), day_word(one.since), person) for one in resting.begun]
    rows += [(_("Thời gian giữ chức vụ kết thúc"), post(one), day_word(one.until), person) for one in resting.ended]
    rows += [(_("Bị thu hồi, hủy bỏ bởi"), number(one), "", decided(one)) for one in resting.revoked_by]
    rows += [
        (code_word("decision", "kind", one.kind), number(one), _("từ chức danh này"), decided(one))
        for one in resting.later
    ]
    rows += [
        (_("Kỷ luật"), code_word("discipline", "form", one.form), day_word(one.decided_on), person)
        for one in resting.disciplines
    ]
    rows += [(_("Quy hoạch"), post(one), one.term or "", person) for one in resting.entries]
    return [{"kind": kind, "text": text, "note": note, "href": href} for kind, text, note, href in rows]


@page(*READING)
def export_one(request: PageRequest, key: Any) -> HttpResponse:
    """The decision with its verdicts, meetings and papers, as a workbook."""
    from chinhdanh.web.decisions.sheets import sheets

    reader, found = _found(request, key)
    file = file_of(reader, found)
    if found.person_id:
        purpose = _("Xuất quyết định %(number)s") % {"number": found.number or found.key}
        keep_look(request.user, [found.person_id], request.path, purpose, derived=True)
    told = all_told(file.verdicts)
    notes = [_("Rà soát lúc %(moment)s") % {"moment": moment_word(file.run.read_at)}] if file.run else []
    title = title_of(found)
    pairs = [
        Pair(column_label("decision", "number"), found.number),
        Pair(column_label("decision", "signed_on"), day_word(found.signed_on)),
        Pair(column_label("decision", "organization_id"), name_of(found.organization)),
        Pair(column_label("decision", "signatory_id"), person_name(found.signatory_id, found.signatory)),
        Pair(column_label("decision", "person_id"), person_name(found.person_id, found.person)),
        Pair(column_label("decision", "post_id"), found.post.title if found.post else ""),
        *_facts(found),
    ]
    return workbook("decision", title, sheets(pairs, told, file, notes))
