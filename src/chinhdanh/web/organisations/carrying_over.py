"""Staff of a body that is reorganised are carried over to posts of the bodies that go on: by one decision, with the act.

Who is not carried over keeps the body from ending, as before: nobody is left in a post that ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from chinhdanh.web.accounts.refusing import Refused
from chinhdanh.web.decisions import actions
from chinhdanh.web.decisions.forms import Begins, Changes
from chinhdanh.web.organisations.models import Post
from chinhdanh.web.record.writing import Recording

KINDS = ("transfer", "appointment", "conversion")
"""Of which kinds a decision is by which staff are carried over."""
TAKEN_OVER = (
    *("title", "leadership", "rank", "equivalence", "adjacent_lower_rank", "field", "managed_by", "public_unit"),
    *("elected", "term_months", "term_limit", "seats", "job_position_id", "change_period_months"),
)
"""What a post that is made anew in the other body says as the one before."""


@dataclass(frozen=True)
class Carried:
    """Somebody who holds a post, and where they go: to a post, or to one that is made like theirs."""

    tenure: Any
    to: Any = None
    at: str = ""
    """Without a post: in which of the bodies that go on one is made, as the act calls it."""


@dataclass(frozen=True)
class Carrying:
    """The decision, and whom it carries over."""

    kind: str
    number: str
    signed_on: date
    issuer: str
    reorganization: str | None
    whom: Sequence[Carried]

    def of(self, bodies: Sequence[Any]) -> list[Carried]:
        """Those who hold a post of one of these bodies."""
        ids = {body.pk for body in bodies}
        return [one for one in self.whom if one.tenure.post.organization_id in ids]


def carry_over(
    user: Any, record: Recording, bodies: Mapping[str, Any], carrying: Carrying, carried: Sequence[Carried], on: date
) -> None:
    """From `on` each holds the post that was chosen, of one of `bodies`, which go on. Raises Refused, EditedMeanwhile."""
    ids = {body.pk for body in bodies.values()}
    if any((one.at not in bodies) if one.to is None else one.to.organization_id not in ids for one in carried):
        raise Refused(_("Có người được bố trí vào chức danh không thuộc cơ quan tiếp tục. Hãy chọn lại chức danh."))
    if any(one.tenure.person_id == user.person_id for one in carried):
        raise Refused(_("Không ai tự ghi quyết định về mình. Hãy đề nghị người giữ hồ sơ khác ghi."))
    made = _made(record, bodies, carried, on)
    drafts = [_drafted(carrying, one.tenure, one.to or made[one.tenure.post_id, one.at], on) for one in carried]
    try:
        actions.write(record, drafts)
    except actions.Problems as problems:
        raise Refused(
            *(
                f"{carried[one.place].tenure.person.full_name or _('không ghi tên')}: {text}"
                for one in (problems, *problems.also)
                for _field, text in one.found
            )
        ) from problems


def _made(
    record: Recording, bodies: Mapping[str, Any], carried: Sequence[Carried], on: date
) -> Mapping[tuple[str, str], Any]:
    """The posts that are made like those of before, by the one before and the body."""
    before = {(one.tenure.post_id, one.at): one.tenure.post for one in carried if one.to is None}
    return {
        (pk, at): record.add(
            Post, **{name: getattr(post, name) for name in TAKEN_OVER}, organization_id=bodies[at].pk, since=on
        )
        for (pk, at), post in before.items()
    }


def _drafted(carrying: Carrying, tenure: Any, to: Any, on: date) -> actions.Drafted:
    values = {
        "kind": carrying.kind,
        "number": carrying.number,
        "person_id": tenure.person_id,
        "post_id": to.pk,
        "from_post_id": tenure.post_id,
        "organization_id": carrying.issuer,
        "signed_on": carrying.signed_on,
        "effective_on": on,
        "status": "in_force",
        "after_reorganization": True,
        "reorganization": carrying.reorganization,
    }
    begins = Begins(on, tenure.acting, tenure.concurrent, tenure.purpose, None)
    return actions.Drafted(values, begins, [Changes(tenure, tenure.version, on, "reorganisation")])
