"""One proposal: what it says against what is recorded, how it stands, and the next step of whoever may take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chinhdanh.registry.schema import TABLES
from chinhdanh.web.accounts.actions import NotAllowed, keep_look
from chinhdanh.web.accounts.pages import PageRequest, page
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.files.queries import at_proposal
from chinhdanh.web.files.views import file_words
from chinhdanh.web.officials.history import Difference, differences, naming
from chinhdanh.web.officials.showing import label
from chinhdanh.web.proposals import actions, queries
from chinhdanh.web.proposals.forms import AcceptForm, AnswerForm, StepForm
from chinhdanh.web.proposals.models import ADD, CORRECT, OPEN, RETURNED, STEPS, TELL, WAITING, WITHDRAW, Proposal
from chinhdanh.web.record.access import KEEPERS, OFFICIAL, RULES
from chinhdanh.web.record.fields import attribute
from chinhdanh.web.record.writing import EditedMeanwhile
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.parts import Tab
from chinhdanh.web.ui.words import shown

Form = Any
STATES = dict(STEPS)


def _found(request: PageRequest, key: UUID) -> Proposal:
    """The proposal with this key that the user may read; the look at another's is kept."""
    found: Proposal | None = queries.one(request.user, request.day, key)
    if found is None:
        raise Http404
    purpose = _("Xem đề nghị đính chính của người có hồ sơ")
    keep_look(request.user, [found.person_id], "proposals:one", purpose, derived=True)
    return found


def _is_own(request: PageRequest, proposal: Proposal) -> bool:
    return proposal.person_id == request.user.person_id


def _keeps(request: PageRequest, proposal: Proposal) -> bool:
    """Whether the user keeps this record, and this table of it."""
    if _is_own(request, proposal):
        return False
    roles = tuple(role for role in KEEPERS if role in RULES[proposal.table].writers)
    return bool(request.scope.persons(roles).filter(person_id=proposal.person_id).exists())


def _said(request: PageRequest, proposal: Proposal, row: Any) -> list[Difference]:
    """All that a row says, by column: by it the reader knows which one is meant."""
    section = queries.SECTIONS[proposal.table]
    return differences(section, None, row, naming(request.user, request.day, section, [row]))


def _compared(request: PageRequest, proposal: Proposal, row: Any) -> list[Difference]:
    """What is recorded now and what is proposed, by column."""
    if proposal.act == WITHDRAW:
        return [] if row is None else _said(request, proposal, row)
    values = actions.from_json(proposal.table, proposal.values)
    found = []
    for column in TABLES[proposal.table].columns:
        name = attribute(column)
        if name in values:
            now = shown(proposal.table, column.name, getattr(row, name)) if row is not None else ""
            proposed = shown(proposal.table, column.name, values[name])
            found.append(Difference(label(proposal.table, column.name), now, proposed))
    return found


def _accept_form(proposal: Proposal, row: Any, last: int) -> AcceptForm:
    reason = _("Theo đề nghị ngày %(day)s của người có hồ sơ: %(reason)s") % {
        "day": day_word(proposal.at),
        "reason": proposal.reason,
    }
    initial = {
        "reason": reason[:500],
        "evidence": proposal.evidence,
        "version": None if row is None else row.version,
        "n": last,
    }
    return AcceptForm(initial=initial, prefix="accept")


def _forms(request: PageRequest, proposal: Proposal, row: Any) -> dict[str, Form]:
    """The steps that this user may take now, each with its form."""
    steps = proposal.steps
    last, state = steps[-1].n, steps[-1].kind
    found: dict[str, Form] = {}
    if _is_own(request, proposal):
        if state == RETURNED:
            found["answer"] = AnswerForm(_("Trả lời"), initial={"n": last}, prefix="answer")
        if state in OPEN:
            found["withdraw"] = StepForm(_("Vì sao rút đề nghị"), initial={"n": last}, prefix="withdraw")
    elif state in WAITING and _keeps(request, proposal):
        if proposal.act == TELL:
            found["settle"] = _settle_form(initial={"n": last})
        elif row is not None or proposal.act == ADD:
            found["accept"] = _accept_form(proposal, row, last)
        found["return"] = _return_form(initial={"n": last})
    return found


def _settle_form(*args: Any, **kwargs: Any) -> StepForm:
    help_text = _("Nêu dòng đã ghi, đã đính chính trong hồ sơ.")
    return StepForm(_("Đã ghi vào hồ sơ thế nào"), *args, prefix="settle", help_text=help_text, **kwargs)


def _return_form(*args: Any, **kwargs: Any) -> StepForm:
    help_text = _("Nêu còn thiếu giấy tờ gì, hoặc vì sao hồ sơ đang đúng. Người đề nghị đọc được và có thể trả lời.")
    return StepForm(_("Lý do trả lại"), *args, prefix="return", help_text=help_text, **kwargs)


def _shown(request: PageRequest, proposal: Proposal, wrong: dict[str, Form] | None = None) -> HttpResponse:
    """The page; `wrong` are forms that were sent and say what is wrong with them."""
    row = queries.row_of(request.user, request.day, proposal)
    person = queries.names(request.user, request.day, [proposal.person_id]).get(proposal.person_id)
    own = _is_own(request, proposal)
    section = queries.SECTIONS[proposal.table]
    steps = proposal.steps
    forms = _forms(request, proposal, row)
    forms.update({name: form for name, form in (wrong or {}).items() if name in forms})
    back = reverse("mine:record") if own else reverse("proposals:list")
    crumbs = [Tab(_("Tôi") if own else _("Đề nghị đính chính"), back), Tab(str(section.title), "")]
    moved = row is not None and proposal.row_version is not None and row.version != proposal.row_version
    history = ""
    if person is not None and row is not None:
        history = reverse("officials:history", args=[person.key, proposal.table, row.key])
    return render(
        request,
        "proposals/one.html",
        {
            "crumbs": crumbs,
            "proposal": proposal,
            "title": queries.summary(proposal),
            "person": person,
            "own": own,
            "state": STATES[steps[-1].kind],
            "waits_for": _waits_for(steps[-1].kind, own),
            "compared": _compared(request, proposal, row),
            "row_says": _said(request, proposal, row) if proposal.act == CORRECT and row is not None else [],
            "new": proposal.act == ADD,
            "strikes": proposal.act == WITHDRAW,
            "gone": proposal.row_id is not None and row is None,
            "moved": moved and steps[-1].kind in OPEN,
            "history": history,
            "record": reverse("officials:one", args=[person.key]) if person is not None else "",
            "files": [file_words(one) for one in at_proposal(proposal.pk)],
            "steps": [(one, STATES[one.kind]) for one in steps],
            "forms": forms,
            "back": back,
        },
    )


def _waits_for(state: str, own: bool) -> str:
    if state in WAITING:
        return _("Chờ nơi giữ hồ sơ xem xét") if own else _("Chờ bạn hoặc đồng nghiệp giữ hồ sơ xem xét")
    if state == RETURNED:
        return _("Chờ bạn trả lời hoặc rút") if own else _("Chờ người đề nghị trả lời hoặc rút")
    return ""


@require_safe
@page(*KEEPERS, OFFICIAL)
def one(request: PageRequest, key: UUID) -> HttpResponse:
    """A proposal, for whoever proposed it and for whoever keeps the record."""
    return _shown(request, _found(request, key))


def _taken(
    request: PageRequest, key: UUID, name: str, form: Form, act: Callable[[Proposal, Any], object], done: str
) -> HttpResponse:
    """Take a step, or show the page with what is wrong."""
    proposal = _found(request, key)
    allowed = _is_own(request, proposal) if name in ("answer", "withdraw") else _keeps(request, proposal)
    if not allowed:
        raise Http404
    if form.is_valid():
        try:
            act(proposal, form.cleaned_data)
        except actions.Overtaken:
            messages.warning(request, _("Người khác vừa xử lý đề nghị này. Hãy xem lại; chưa có gì của bạn được ghi."))
            return HttpResponseRedirect(reverse("proposals:one", args=[key]))
        except EditedMeanwhile:
            messages.warning(
                request,
                _("Dòng hồ sơ vừa được người khác sửa. Hãy so lại hai cột dưới đây rồi quyết định; chưa ghi gì."),
            )
            return HttpResponseRedirect(reverse("proposals:one", args=[key]))
        except Refused as refused:
            form.add_error(None, str(refused))
        except NotAllowed:
            form.add_error(
                None, _("Dòng này thuộc cơ quan ngoài phạm vi hồ sơ bạn giữ; nơi giữ hồ sơ đó phải xem xét.")
            )
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("proposals:one", args=[key]))
    return _shown(request, proposal, {name: form})


@require_POST
@page(OFFICIAL)
def answer(request: PageRequest, key: UUID) -> HttpResponse:
    """The official answers what was returned."""
    form = AnswerForm(_("Trả lời"), request.POST, request.FILES, prefix="answer")

    def act(proposal: Proposal, data: Any) -> object:
        return actions.answer(request.user, proposal, data["n"], data["text"], data["files"])

    return _taken(request, key, "answer", form, act, _("Đã gửi trả lời; đề nghị lại chờ nơi giữ hồ sơ."))


@require_POST
@page(OFFICIAL)
def withdraw(request: PageRequest, key: UUID) -> HttpResponse:
    """The official wants it no more."""
    form = StepForm(_("Vì sao rút đề nghị"), request.POST, prefix="withdraw")

    def act(proposal: Proposal, data: Any) -> object:
        return actions.withdraw(request.user, proposal, data["n"], data["text"])

    return _taken(request, key, "withdraw", form, act, _("Đã rút đề nghị. Đề nghị và các bước vẫn được giữ."))


@require_POST
@page(*KEEPERS)
def send_back(request: PageRequest, key: UUID) -> HttpResponse:
    """The keeper returns it with a reason."""
    form = _return_form(request.POST)

    def act(proposal: Proposal, data: Any) -> object:
        return actions.send_back(request.user, proposal, data["n"], data["text"])

    return _taken(request, key, "return", form, act, _("Đã trả lại; người đề nghị thấy lý do và có thể trả lời."))


@require_POST
@page(*KEEPERS)
def accept(request: PageRequest, key: UUID) -> HttpResponse:
    """The keeper records what was proposed."""
    form = AcceptForm(request.POST, prefix="accept")

    def act(proposal: Proposal, data: Any) -> object:
        row = queries.row_of(request.user, request.day, proposal)
        if proposal.act == TELL or (row is None and proposal.act != ADD):
            raise Http404
        model = queries.SECTIONS[proposal.table].model
        grounds = data["reason"].strip(), evidence_of(proposal, data["evidence"].strip())
        return actions.accept(
            request.user, request.day, proposal, data["n"], model, row, data["version"] or 0, *grounds
        )

    return _taken(request, key, "accept", form, act, _("Đã ghi vào hồ sơ theo đề nghị."))


def evidence_of(proposal: Proposal, stated: str) -> str:
    """The evidence of the correction: the proposal itself, and the paper that it names."""
    itself = _("Đề nghị đính chính ngày %(day)s (mã %(key)s)") % {
        "day": day_word(proposal.at),
        "key": proposal.pk.hex[:8],
    }
    return f"{stated}; {itself}" if stated else itself


@require_POST
@page(*KEEPERS)
def settle(request: PageRequest, key: UUID) -> HttpResponse:
    """The keeper says how what was proposed in words was recorded."""
    form = _settle_form(request.POST)

    def act(proposal: Proposal, data: Any) -> object:
        if proposal.act != TELL:
            raise Http404
        return actions.settle(request.user, proposal, data["n"], data["text"])

    return _taken(request, key, "settle", form, act, _("Đã trả lời người đề nghị là đã ghi vào hồ sơ."))
