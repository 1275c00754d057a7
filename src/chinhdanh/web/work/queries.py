"""What the record itself says is waiting: terms that end, retirements to announce, leading posts that stay vacant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from chinhdanh.law.errors import NoValueOnDay
from chinhdanh.law.library import Provision, load_library
from chinhdanh.web.officials.models import Person
from chinhdanh.web.organisations.counts import Counts, Question
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.organisations.queries import VACANT_POSTS, Vacant
from chinhdanh.web.organisations.retirement import SEXES, born_before, months_after, retirement_of
from chinhdanh.web.record.compiled import MadeOnce
from chinhdanh.web.ui.addresses import reverse
from chinhdanh.web.ui.formats import day as shown_day
from chinhdanh.web.ui.formats import english
from chinhdanh.web.work.inbox import Desk, Told, Waiting

TERM_MONTHS = 6
"""How long before its end a term is shown."""
NOTICE_MONTHS = 3
"""How long before the notice is due a retirement is shown."""
VACANT_DAYS = 90
"""A leading post that is vacant for longer is shown."""
_TERMS = Question("terms_ending", "person, post, ends")
_RETIREMENTS = Question("retirements_undecided", "person, sex, born, retires_on, category, post")
_NOTICE = "nd-170-2025.art-62"


def _counted(desk: Desk, roles: tuple[str, ...]) -> tuple[list[str], Counts]:
    """The bodies at which one of these roles is held, and their counts."""
    if roles not in desk.shared:
        bodies = desk.scope.at(roles)
        desk.shared[roles] = (bodies, Counts(*bodies))
    found: tuple[list[str], Counts] = desk.shared[roles]
    return found


def _rows(desk: Desk, roles: tuple[str, ...], question: Question, *values: Any) -> Iterable[tuple[Any, ...]]:
    """The rows of all these bodies, each once, where one of them lies below another."""
    bodies, counts = _counted(desk, roles)
    return dict.fromkeys(chain.from_iterable(counts.of(question, bodies, desk.day, *values).values()))


def terms(roles: tuple[str, ...], desk: Desk) -> list[Waiting]:
    """Terms that end within `TERM_MONTHS`, or ended, without a decision on what comes after."""
    last = months_after(desk.day, TERM_MONTHS)
    return [Waiting("term", ends, (person, post)) for person, post, ends in _rows(desk, roles, _TERMS, last)]


def tell_terms(desk: Desk, found: Sequence[Waiting]) -> list[Told]:
    people, posts = _people(desk, (one.of[0] for one in found)), _posts(desk, (one.of[1] for one in found))
    return [
        Told(
            _("Nhiệm kỳ đã hết, chưa có quyết định tiếp theo")
            if one.due is not None and one.due < desk.day
            else _("Nhiệm kỳ sắp hết: bổ nhiệm lại, kéo dài hoặc thôi giữ chức vụ"),
            *_person(people.get(one.of[0])),
            where=_place(posts.get(one.of[1])),
        )
        for one in found
    ]


def notice(day: date) -> tuple[int, Provision] | None:
    """How many months before the retirement of a civil servant it is announced on `day`, and where that stands."""
    library = load_library()
    try:
        months = library.parameter(_NOTICE, "min_notice", day).value
    except NoValueOnDay:
        return None
    assert isinstance(months, int)
    return months, library.provision(_NOTICE)


def retirements(roles: tuple[str, ...], desk: Desk) -> list[Waiting]:
    """Retirements still without a decision whose notice is due within `NOTICE_MONTHS`, or was.

    The notice is prescribed for civil servants; of others the same time is kept, as nothing says otherwise.
    """
    rule = notice(desk.day)
    ahead = rule[0] if rule is not None else 0
    last = months_after(desk.day, ahead + NOTICE_MONTHS)
    found = []
    limits = (born_before(sex, last) for sex in SEXES)
    for person, sex, born, fixed, category, post in _rows(desk, roles, _RETIREMENTS, last, *limits):
        on = retirement_of(sex, born, fixed)
        if on is not None:
            found.append(Waiting("retirement", months_after(on, -ahead), (person, post, on, category)))
    return found


def tell_retirements(desk: Desk, found: Sequence[Waiting]) -> list[Told]:
    people, posts = _people(desk, (one.of[0] for one in found)), _posts(desk, (one.of[1] for one in found))
    rule = notice(desk.day)
    article = "" if rule is None else rule[1].article.en if english() else rule[1].article.vi

    def one_told(one: Waiting) -> Told:
        person, post, on, category = one.of
        note = _("Nghỉ hưu ngày %(day)s") % {"day": shown_day(on)}
        if category == "civil_servant" and article:
            note = f"{note} · {article}"
        what = _("Quá tuổi nghỉ hưu, chưa có quyết định") if on < desk.day else _("Thông báo nghỉ hưu")
        return Told(what, *_person(people.get(person)), where=_place(posts.get(post)), note=note)

    return [one_told(one) for one in found]


def vacancies(roles: tuple[str, ...], desk: Desk) -> list[Waiting]:
    """Posts of heads and deputies with a free seat for more than `VACANT_DAYS`, or since nobody knows when."""
    long_ago = desk.day - timedelta(days=VACANT_DAYS)
    return [
        Waiting("vacancy", None, (one.key, one.title, one.organization, one.acting), one.since)
        for one in (Vacant(*row) for row in _rows(desk, roles, VACANT_POSTS))
        if one.leadership in ("head", "deputy") and (one.since is None or one.since <= long_ago)
    ]


def tell_vacancies(_desk: Desk, found: Sequence[Waiting]) -> list[Told]:
    def one_told(one: Waiting) -> Told:
        key, title, body, acting = one.of
        since = _("Trống từ %(day)s") % {"day": shown_day(one.since)} if one.since else _("Hồ sơ không ghi ai từng giữ")
        return Told(
            _("Chức danh lãnh đạo còn trống"),
            title or "",
            reverse("organisations:post", args=[key]),
            body or "",
            f"{since} · {_('có người được giao phụ trách')}" if acting else since,
        )

    return [one_told(one) for one in found]


def _people(desk: Desk, ids: Iterable[str]) -> dict[str, Any]:
    return {one.pk: one for one in _these_people(desk.user, desk.day, set(ids))}


def _posts(desk: Desk, ids: Iterable[str]) -> dict[str, Any]:
    return {one.pk: one for one in _these_posts(desk.user, desk.day, set(ids))}


@MadeOnce
def _these_people(user: Any, day: date, ids: Collection[str]) -> Any:
    return Person.objects.visible_to(user, day).filter(pk__in=ids)


@MadeOnce
def _these_posts(user: Any, day: date, ids: Collection[str]) -> Any:
    return Post.objects.visible_to(user, day).filter(pk__in=ids).select_related("organization")


def _person(person: Any) -> tuple[str, str]:
    return ("", "") if person is None else (person.full_name or "", reverse("officials:one", args=[person.key]))


def _place(post: Any) -> str:
    return "" if post is None else ", ".join(filter(None, (post.title, post.organization.name)))
