"""Pages of findings and of the audits that made them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chinhdanh.web.accounts.actions import keep_look
from chinhdanh.web.accounts.pages import ONCE, PageRequest, holds, page
from chinhdanh.web.findings import queries
from chinhdanh.web.findings.access import ASKING
from chinhdanh.web.findings.actions import ask_for_audit
from chinhdanh.web.findings.lists import Asked, heat_map_of, subject_of, table_of, trends_of
from chinhdanh.web.findings.models import Run
from chinhdanh.web.findings.queries import EXPORTED
from chinhdanh.web.findings.words import step_word, told
from chinhdanh.web.record.access import JUDGING, OFFICIAL
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.excel import exported
from chinhdanh.web.ui.formats import number
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.table import Empty
from chinhdanh.web.ui.templatetags.ui import WORDS


def _tabs(here: str) -> list[Tab]:
    pages = (
        ("list", _("Danh sách")),
        ("map", _("Theo cơ quan và quy tắc")),
        ("trend", _("Theo tháng")),
        ("runs", _("Các lần rà soát")),
    )
    return [Tab(label, reverse(f"findings:{name}"), here=name == here) for name, label in pages]


def _shown(request: PageRequest, here: str, template: str, **more: Any) -> HttpResponse:
    return render(
        request,
        template,
        {"tabs": _tabs(here), "may_ask": holds(request.scope, ASKING), **more},
    )


def _asked(request: PageRequest) -> tuple[Asked | None, Run | None]:
    """What is asked of the last audit, and the audit that is under way."""
    run, now = queries.present()
    return (None if run is None else Asked(request.user, request.day, request.scope, run, request.GET)), now


def _none_yet(request: PageRequest, here: str, now: Run | None) -> HttpResponse:
    empty = Empty(
        _("Chưa có lần rà soát nào"),
        _("Rà soát xét mọi quyết định trong sổ theo luật của ngày ký. Phát hiện hiện ở đây khi lần đầu xong."),
        _("Đến các lần rà soát"),
        reverse("findings:runs"),
    )
    return _shown(request, here, "findings/none.html", empty=empty, under_way=now)


@page(*JUDGING, plans=ONCE)
def findings(request: PageRequest) -> HttpResponse:
    """The list of findings of the last audit."""
    asked, now = _asked(request)
    if asked is None:
        return _none_yet(request, "list", now)
    wrong: list[str] = []
    table, _listed, totals = table_of(asked, wrong)
    counts = list(totals.items())
    return _shown(
        request,
        "list",
        "findings/list.html",
        table=table,
        wrong=wrong,
        run=asked.run,
        counts=counts,
        under_way=now,
    )


@page(*JUDGING)
def export(request: PageRequest) -> HttpResponse:
    """The list as it is narrowed, as a workbook."""
    asked, _now = _asked(request)
    if asked is None:
        raise Http404
    table, listed, _totals = table_of(asked, [], EXPORTED)
    if listed.more:
        messages.warning(
            request, _("Danh sách có nhiều hơn %(most)s dòng; hãy lọc bớt rồi xuất lại.") % {"most": number(EXPORTED)}
        )
        return HttpResponseRedirect(reverse("findings:list") + table.view.address())
    return exported(table)


@page(*JUDGING, plans=ONCE)
def heat_map(request: PageRequest) -> HttpResponse:
    """Where which rules are not kept."""
    asked, now = _asked(request)
    if asked is None:
        return _none_yet(request, "map", now)
    picture, body = heat_map_of(asked)
    above = None
    if body is not None and body.parent_id is not None:
        above = type(body).objects.visible_to(request.user, request.day).filter(pk=body.parent_id).first()
    return _shown(
        request,
        "map",
        "findings/map.html",
        picture=picture,
        body=body,
        above=above,
        run=asked.run,
        verdict=asked.verdict(),
        under_way=now,
        choices=_verdicts(request, "findings:map", asked),
    )


def _verdicts(request: PageRequest, name: str, asked: Asked) -> list[Tab]:
    kept = request.GET.copy()
    tabs = []
    for code in ("violates", "unproven"):
        kept["verdict"] = code
        tabs.append(Tab(str(WORDS[code]), f"{reverse(name)}?{kept.urlencode()}", here=code == asked.verdict()))
    return tabs


@page(*JUDGING, plans=ONCE)
def trend(request: PageRequest) -> HttpResponse:
    """Findings by month."""
    asked, now = _asked(request)
    if asked is None:
        return _none_yet(request, "trend", now)
    trends, body = trends_of(asked)
    return _shown(request, "trend", "findings/trend.html", trends=trends, body=body, run=asked.run, under_way=now)


@page(*JUDGING, OFFICIAL, plans=ONCE)
def finding(request: PageRequest, key: Any) -> HttpResponse:
    """One verdict with its article, the facts used, and what would settle it."""
    rows = queries.verdict_now(request.user, request.day, key)
    if not rows:
        raise Http404
    found = rows[0]
    about = found.person_id or (found.decision.person_id if found.decision else None)
    if about:
        keep_look(request.user, [about], request.path, _("Xem một phát hiện"), derived=True)
    one = told(found)
    person = found.person or (found.decision.person if found.decision else None)
    crumbs = [Tab(_("Phát hiện"), reverse("findings:list")), Tab(one.title, "", here=True)]
    return render(
        request,
        "findings/one.html",
        {"one": one, "subject": subject_of(found), "person": person, "body": found.organization, "crumbs": crumbs},
    )


@page(*JUDGING)
def runs(request: PageRequest) -> HttpResponse:
    """The audits, the last first, and how far the present one is."""
    known = list(Run.objects.prefetch_related("asked_by")[:50])
    now = next((one for one in known if one.under_way), None)
    empty = Empty(
        _("Chưa có lần rà soát nào"),
        _("Rà soát xét mọi quyết định trong sổ theo luật của ngày ký; trong lúc chạy vẫn làm việc khác được."),
    )
    return _shown(
        request,
        "runs",
        "findings/runs.html",
        runs=known,
        now=now,
        step=step_word(now.step) if now else "",
        empty=empty,
    )


@page(*JUDGING)
def progress(request: PageRequest, key: Any) -> HttpResponse:
    """How far an audit is: the part of the page that asks for itself while it runs."""
    run = Run.objects.filter(key=key).first()
    if run is None:
        raise Http404
    return render(request, "findings/progress.html", {"run": run, "step": step_word(run.step)})


@require_POST
@page(*ASKING)
def ask(request: PageRequest) -> HttpResponse:
    """Have the whole register audited; whoever asks while that is under way is shown how far it is."""
    ask_for_audit(request.user, request.day)
    return HttpResponseRedirect(reverse("findings:runs"))
