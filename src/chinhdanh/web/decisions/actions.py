"""Writing decisions: with what they lead to, in one transaction; corrected, withdrawn, revoked; each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from chinhdanh.web.accounts.actions import NotAllowed
from chinhdanh.web.accounts.models import User
from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.decisions import gate
from chinhdanh.web.decisions.forms import Begins, Changes
from chinhdanh.web.decisions.models import CandidateVote, Decision, DossierItem, Notice, Participant, SpecialCase, Step
from chinhdanh.web.officials.actions import officials_told
from chinhdanh.web.officials.models import Discipline, PlanEntry, Tenure
from chinhdanh.web.officials.seats import NoSeat, free_seat, hold_seats
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.record.writing import EditedMeanwhile, Recording, check_all, recording
from chinhdanh.web.ui.formats import day as day_word
from chinhdanh.web.ui.vietnamese import search_text

PARTS: Mapping[str, Any] = {
    "step": Step,
    "candidate_vote": CandidateVote,
    "participant": Participant,
    "notice": Notice,
    "dossier_item": DossierItem,
    "special_case": SpecialCase,
}
"""The tables of how a decision was made; its rows are entered one by one."""


class Problems(Refused):
    """Why a decision is not written: each with the field it is about, or none. Nothing was written."""

    def __init__(self, found: Sequence[tuple[str, str]], place: int = 0) -> None:
        """`place` is that of the decision, where several are written at once; `also` are the problems of the others."""
        super().__init__("; ".join(text for _field, text in found))
        self.found, self.place = list(found), place
        self.also: list[Problems] = []


@dataclass(frozen=True)
class Drafted:
    """A decision as it was typed."""

    values: Mapping[str, Any]
    begins: Begins | None = None
    changes: Sequence[Changes] = ()
    rows: Sequence[tuple[Any, Mapping[str, Any]]] = ()
    """Rows of how it was made: model and values."""
    revokes: Any = None
    """The decision that it revokes, as it was read."""

    @property
    def since(self) -> date:
        """The day from which it has its effect."""
        found: date = self.values["effective_on"] or self.values["signed_on"]
        return found


def decide(user: User, day: date, drafted: Drafted, reason: str, evidence: str) -> Any:
    """The decision with all that it leads to. Raises Problems, Refused, NotAllowed, EditedMeanwhile."""
    return decide_together(user, day, [drafted], reason, evidence)[0]


def decide_together(user: User, day: date, drafts: Sequence[Drafted], reason: str, evidence: str) -> list[Any]:
    """One paper about several people: a decision about each, with what it leads to; all of them or none. As `decide`."""
    if any(drafted.values["signed_on"] > day for drafted in drafts):
        raise Problems(
            [
                (
                    "c_signed_on",
                    _("Quyết định chưa ký thì chưa ghi vào sổ. Ngày ký ở tương lai chỉ dùng để xem trước kết luận."),
                )
            ]
        )
    return _decide(user, drafts, reason, evidence)


class _Undone(Exception):
    """Takes back what was written to be looked at."""


def preview(user: User, day: date, drafted: Drafted) -> gate.Gate | None:
    """What the rules would say of the decision: it is written, judged and taken back. Raises as `decide`.

    None where the user may not have it judged.
    """
    return preview_together(user, day, [drafted])[0]


def preview_together(user: User, day: date, drafts: Sequence[Drafted]) -> list[gate.Gate | None]:
    """As `preview`, of each decision of one paper."""
    cut: list[tuple[str, gate.Slice | None]] = []
    try:
        with transaction.atomic():
            cut = [(one.pk, gate.cut(one.pk)) for one in _decide(user, drafts, _("Xem trước kết luận"), "")]
            raise _Undone
    except _Undone:
        pass
    return [
        None if rows is None else gate.verdicts(rows, pk, max(day, drafted.since))
        for (pk, rows), drafted in zip(cut, drafts, strict=True)
    ]


def _decide(user: User, drafts: Sequence[Drafted], reason: str, evidence: str) -> list[Any]:
    with officials_told(), recording("entry", user, reason, evidence) as written:
        decisions = write(written, drafts)
        check_all()
    return decisions


def write(written: Recording, drafts: Sequence[Drafted]) -> list[Any]:
    """A decision about each, with what it leads to, under a change that may hold more. Raises Problems, EditedMeanwhile."""
    told = [Problems(found, place) for place, one in enumerate(drafts) if (found := list(_problems(one)))]
    if told:
        told[0].also = told[1:]
        raise told[0]
    # In one order whoever writes: of two who write about the same people and posts, one waits for the other.
    for place in sorted(range(len(drafts)), key=lambda n: str(drafts[n].values["person_id"])):
        _once(drafts[place].values, place)
    hold_seats({drafted.values["post_id"] for drafted in drafts if drafted.begins is not None})
    decisions = [written.add(Decision, **drafted.values) for drafted in drafts]
    # What ends comes first: it makes room for what begins, be it of somebody else.
    for decision, drafted in zip(decisions, drafts, strict=True):
        _end(written, decision, drafted)
    for place, (decision, drafted) in enumerate(zip(decisions, drafts, strict=True)):
        _begin(written, decision, drafted, place)
        if drafted.revokes is not None:
            written.correct(drafted.revokes, status="revoked", revoked_on=drafted.since)
        for model, values in drafted.rows:
            written.add(model, **values, decision_id=decision.pk)
    return decisions


def _once(values: Mapping[str, Any], place: int) -> None:
    """No decision is in the register twice; whoever enters the same at this moment is waited for."""
    number = values["number"]
    if not number:
        return
    with connection.cursor() as cursor:
        key = f"decision {search_text(number)} {values['organization_id']} {values['person_id']}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [key])
    same = Decision.objects.filter(
        person_id=values["person_id"], organization_id=values["organization_id"], signed_on=values["signed_on"]
    )
    if any(search_text(one.number or "") == search_text(number) for one in same):
        text = _("Quyết định số này, do cơ quan này ký ngày này về người này, đã có trong sổ.")
        raise Problems([("c_number", text)], place)


def _problems(drafted: Drafted) -> Iterator[tuple[str, str]]:
    """What is wrong before the database is asked to hold it."""
    values, begins = drafted.values, drafted.begins
    if begins is not None and not values["post_id"]:
        yield "c_post_id", _("Hãy chọn chức danh mà người này giữ từ quyết định, hoặc bỏ dấu ở ô hệ quả.")
    elif begins is not None:
        yield from _of_post(drafted, begins)
    for change in drafted.changes:
        tenure = change.tenure
        if change.version != tenure.version:
            raise EditedMeanwhile(tenure)
        until = change.until or drafted.since
        if change.ends and tenure.since is not None and until < tenure.since:
            yield (
                f"until_{tenure.key}",
                _("Thời gian giữ chức danh kết thúc trước khi bắt đầu (%(day)s). Hãy kiểm tra ngày.")
                % {"day": day_word(tenure.since)},
            )
    if drafted.revokes is not None and drafted.revokes.status == "revoked":
        yield "", _("Quyết định này đã bị thu hồi, hủy bỏ trước đây. Hãy mở quyết định để xem văn bản đã thu hồi.")


def _of_post(drafted: Drafted, begins: Begins) -> Iterator[tuple[str, str]]:
    since = begins.since or drafted.since
    post = Post.objects.select_related("organization").get(pk=drafted.values["post_id"])
    for stood, what in ((post, _("Chức danh")), (post.organization, _("Cơ quan của chức danh"))):
        if stood is None:
            continue
        if stood.until is not None and stood.until <= since:
            yield (
                "c_post_id",
                _("%(what)s chỉ có đến ngày %(day)s. Hãy chọn chức danh khác, hoặc kiểm tra ngày bắt đầu giữ.")
                % {"what": what, "day": day_word(stood.until)},
            )
        elif stood.since is not None and stood.since > since:
            yield (
                "c_post_id",
                _("%(what)s chỉ có từ ngày %(day)s. Hãy chọn chức danh khác, hoặc kiểm tra ngày bắt đầu giữ.")
                % {"what": what, "day": day_word(stood.since)},
            )
    ended = [change.tenure.pk for change in drafted.changes if change.ends]
    running = Tenure.objects.filter(person_id=drafted.values["person_id"], post_id=post.pk).exclude(until__lte=since)
    if not begins.acting and running.exclude(pk__in=ended).exclude(acting=True).exists():
        yield (
            "c_post_id",
            _("Người này đang giữ chính chức danh ấy. Hãy chọn “kết thúc” hoặc “tiếp tục” ở phần hệ quả."),
        )
    if begins.term_ends_on is not None and begins.term_ends_on < since:
        yield "term_ends_on", _("Thời hạn kết thúc trước khi bắt đầu giữ chức danh. Hãy kiểm tra hai ngày.")


def _end(written: Recording, decision: Any, drafted: Drafted) -> None:
    for change in drafted.changes:
        if change.ends:
            written.correct(
                change.tenure,
                until=change.until or drafted.since,
                end_decision_id=decision.pk,
                end_reason=change.reason,
            )
        else:
            written.correct(change.tenure, term_ends_on=change.term_ends_on)


def _begin(written: Recording, decision: Any, drafted: Drafted, place: int) -> None:
    begins = drafted.begins
    if begins is None:
        return
    since = begins.since or drafted.since
    try:
        seat = free_seat(Post.objects.get(pk=decision.post_id), since, None, begins.acting)
    except NoSeat as none:
        raise Problems([("c_post_id", str(none))], place) from none
    written.add(
        Tenure,
        person_id=decision.person_id,
        post_id=decision.post_id,
        start_decision_id=decision.pk,
        since=since,
        acting=begins.acting,
        concurrent=begins.concurrent,
        purpose=begins.purpose,
        term_ends_on=begins.term_ends_on,
        seat=seat,
    )


def correct(user: User, row: Any, version: int, values: Mapping[str, Any], reason: str, evidence: str) -> Any:
    """A new version of a decision, or of a row of how it was made. Raises EditedMeanwhile, NotAllowed, Refused."""
    if row.version != version:
        raise EditedMeanwhile(row)
    with officials_told(), recording("correction", user, reason, evidence) as written:
        corrected = written.correct(row, **values)
        check_all()
    return corrected


def enter(user: User, model: Any, values: Mapping[str, Any], reason: str, evidence: str) -> Any:
    """A row of how a decision was made. Raises NotAllowed, Refused."""
    with officials_told(), recording("entry", user, reason, evidence) as written:
        row = written.add(model, **values)
        check_all()
    return row


@dataclass
class Hanging:
    """What a decision takes with it where it was recorded in error."""

    parts: list[Any] = field(default_factory=list)
    """Rows of how it was made."""
    begun: list[Any] = field(default_factory=list)
    ended: list[Any] = field(default_factory=list)
    """Times in a post that go on again."""
    revoked: list[Any] = field(default_factory=list)
    """Decisions that it revoked, and that hold again."""
    resting: list[Any] = field(default_factory=list)
    """What rests on it and stands by itself: it has to be corrected or withdrawn before."""


def hanging(decision: Any) -> Hanging:
    """What hangs on a decision, within the acting user's reach; the database knows of the rest."""
    own = {"decision_id": decision.pk}
    return Hanging(
        parts=[row for model in PARTS.values() for row in model.objects.filter(**own)],
        begun=list(Tenure.objects.filter(start_decision_id=decision.pk).select_related("post")),
        ended=list(Tenure.objects.filter(end_decision_id=decision.pk).select_related("post")),
        revoked=list(Decision.objects.filter(pk=decision.revokes_id)) if decision.revokes_id else [],
        resting=[
            *Decision.objects.filter(revokes_id=decision.pk),
            *Discipline.objects.filter(**own),
            *PlanEntry.objects.filter(**own),
        ],
    )


def withdraw(user: User, decision: Any, version: int, reason: str, evidence: str) -> None:
    """Take a decision that was recorded in error out of the register, with all that it led to.

    What it ended goes on, and what it revoked holds again. Raises EditedMeanwhile, NotAllowed, Refused.
    """
    if decision.version != version:
        raise EditedMeanwhile(decision)
    found = hanging(decision)
    if found.resting:
        raise Refused(_("Còn dữ liệu khác dựa vào quyết định này. Hãy đính chính hoặc rút dữ liệu đó trước."))
    with officials_told(), recording("correction", user, reason, evidence) as written:
        for row in (*found.parts, *found.begun):
            written.withdraw(row)
        for tenure in found.ended:
            if tenure.start_decision_id != decision.pk:
                _goes_on(written, tenure)
        for revoked in found.revoked:
            written.correct(revoked, status="in_force", revoked_on=None)
        written.withdraw(decision)
        check_all()


def _goes_on(written: Recording, tenure: Any) -> None:
    try:
        seat = free_seat(tenure.post, tenure.since, None, tenure.acting, (tenure.pk,))
    except NoSeat as none:
        raise Refused(str(none)) from none
    written.correct(tenure, until=None, end_decision_id=None, end_reason=None, seat=seat)


def withdraw_part(user: User, row: Any, version: int, reason: str, evidence: str) -> None:
    """Take a row of how a decision was made out. Raises EditedMeanwhile, NotAllowed, Refused."""
    if row.version != version:
        raise EditedMeanwhile(row)
    with officials_told(), recording("correction", user, reason, evidence) as written:
        written.withdraw(row)
        check_all()


@contextmanager
def refused(form: Any, *others: Any) -> Iterator[None]:
    """What an action refuses is told in the form, at the field that it is about."""
    try:
        yield
    except Problems as problems:
        for name, text in problems.found:
            about = next((one for one in (form, *others) if name in one.fields), form)
            about.add_error(name if name in about.fields else None, text)
    except Refused as one:
        form.add_error(None, str(one))
    except NotAllowed:
        form.add_error(
            None,
            _(
                "Cơ quan ban hành, chức danh hoặc người này ngoài phạm vi hồ sơ bạn giữ. Hãy đề nghị nơi giữ hồ sơ của cơ "
                "quan đó ghi."
            ),
        )
